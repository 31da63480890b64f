// Keys for the queue: j, k and Enter walk its rows, n takes the next request, / searches, ? lists them. They are deaf while
// somebody types, and whoever turns them off on this computer hears no more of them (WCAG 2.1.4); everything works without.
(() => {
  const OFF = "thyrida-keys-off";
  const off = () => { try { return localStorage.getItem(OFF) === "yes"; } catch { return false; } };
  const turn = (value) => { try { localStorage.setItem(OFF, value); } catch { /* It lasts for this page only. */ } };
  const list = document.getElementById("keys");
  const toggle = document.getElementById("keys-toggle");

  const show = () => {
    toggle.hidden = false;
    toggle.querySelectorAll("[data-keys]").forEach((one) => { one.hidden = (one.dataset.keys === "on") !== off(); });
  };
  if (toggle) show();
  document.addEventListener("click", (event) => {
    const what = event.target.closest("[data-keys]")?.dataset.keys;
    if (what === "off" || what === "on") turn(what === "off" ? "yes" : "no");
    if (what && toggle) { show(); toggle.querySelector("[data-keys]:not([hidden])").focus(); }
    if (what && list?.open) list.close();
  });
  if (!list) return;

  const links = [...document.querySelectorAll(".dk-queue__request a")];
  const walk = (step) => {
    const at = links.indexOf(document.activeElement);
    const to = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
    if (to) { to.focus(); to.scrollIntoView({ block: "nearest" }); }
  };
  const KEYS = {
    j: () => walk(1),
    k: () => walk(-1),
    n: () => document.querySelector("[data-key=n]")?.click(),
    "/": () => document.getElementById("q").focus(),
    "?": () => list.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
    if (off() || typing || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    // The same key on a Greek keyboard.
    const key = { "ξ": "j", "κ": "k", "ν": "n" }[event.key] ?? event.key;
    if (!KEYS[key]) return;
    event.preventDefault();
    KEYS[key]();
  });
})();

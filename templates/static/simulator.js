// The telephone simulator with scripts: the page stays, keys of the keyboard work, and captions are spoken. Each act is
// the same form that is sent without scripts; one follows the other, because a call goes on from where the last one left it.
(() => {
  "use strict";
  // What an act may change: what is half written to a text stays while a call goes on.
  const PARTS = { "/simulator/text": ["thread", "texts-form", "faults"], "/simulator/call": ["captions", "call-controls", "faults"] };
  const root = document.querySelector("[data-simulator]");
  if (!root || !window.fetch) return;
  const byId = (id) => document.getElementById(id);
  const voice = byId("sim-voice");
  const time = byId("sim-time");
  let last = Promise.resolve();
  let silence = 0;

  const remembered = (box, name) => {
    try {
      box.checked = localStorage.getItem(name) === "yes";
      box.addEventListener("change", () => localStorage.setItem(name, box.checked ? "yes" : "no"));
    } catch (error) {
      box.checked = false;
    }
  };

  const dress = () => {
    document.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
    document.querySelectorAll("[data-unscripted]").forEach((part) => { part.hidden = true; });
  };

  const hush = () => {
    window.clearTimeout(silence);
    if (window.speechSynthesis) window.speechSynthesis.cancel();
  };

  // After everything was said and no key was pressed for as long as the call waits, nothing was said.
  const waitInSilence = () => {
    window.clearTimeout(silence);
    const form = document.querySelector("[data-waiting]");
    const button = document.querySelector("[data-silence]");
    if (!time.checked || !button || !form) return;
    silence = window.setTimeout(() => act(button.form, button), Number(form.dataset.timeout || 8) * 1000);
  };

  const speak = () => {
    const said = Array.from(byId("captions").querySelectorAll("[data-say]"));
    if (!voice.checked || !window.speechSynthesis || !said.length) {
      waitInSilence();
      return;
    }
    said.forEach((caption, place) => {
      const utterance = new SpeechSynthesisUtterance(caption.textContent);
      utterance.lang = caption.dataset.say;
      if (place === said.length - 1) utterance.onend = waitInSilence;
      window.speechSynthesis.speak(utterance);
    });
  };

  // The captions of a call stay where nothing new was heard, as after one digit of several.
  const replace = (fresh, parts) => {
    parts.forEach((id) => {
      const now = byId(id);
      const then = fresh.getElementById(id);
      if (!now || !then || now.innerHTML === then.innerHTML) return;
      if (id === "captions" && !then.querySelector("p")) return;
      now.replaceChildren(...then.childNodes);
    });
    const kept = fresh.querySelector("[data-kept]");
    document.querySelectorAll("[data-kept]").forEach((field) => { field.value = kept ? kept.value : ""; });
    byId("thread").scrollTop = byId("thread").scrollHeight;
    byId("captions").scrollTop = 0;
    dress();
  };

  const focused = () => {
    const active = document.activeElement;
    if (!active || !root.contains(active)) return () => {};
    const { id, name, value } = active;
    return () => {
      if (document.contains(active)) return;
      const same = id ? byId(id) : root.querySelector(`button[name="${name}"][value="${CSS.escape(value)}"]`);
      (same || byId("captions")).focus();
    };
  };

  const send = async (form, button) => {
    const data = new FormData(form);
    if (button && button.name) data.set(button.name, button.value);
    // A key that was pressed before the last answer came belongs to the call as it is now.
    const kept = document.querySelector("[data-kept]");
    data.set("call", kept ? kept.value : "");
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, credentials: "same-origin" });
    const again = focused();
    const action = form.getAttribute("action");
    replace(new DOMParser().parseFromString(await answer.text(), "text/html"), PARTS[action]);
    again();
    if (action === "/simulator/call") speak();
  };

  function act(form, button) {
    hush();
    last = last.then(() => send(form, button)).catch(() => form.submit());
  }

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    act(event.target, event.submitter);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea, select")) return;
    if (!/^[0-9*#]$/.test(event.key)) return;
    const key = root.querySelector(`.sim__key[value="${CSS.escape(event.key)}"]`);
    if (key) act(key.form, key);
  });

  // What comes between two texts: a notice, an answer from the desk.
  const look = async () => {
    if (document.hidden) return;
    const thread = byId("thread");
    const answer = await fetch(thread.dataset.refresh, { credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (fresh.querySelectorAll("li").length <= thread.querySelectorAll("li").length) return;
    thread.replaceChildren(...fresh.childNodes);
    thread.scrollTop = thread.scrollHeight;
  };

  remembered(voice, "simulator-voice");
  remembered(time, "simulator-time");
  [voice, time].forEach((box) => box.addEventListener("change", hush));
  dress();
  byId("thread").scrollTop = byId("thread").scrollHeight;
  window.setInterval(() => look().catch(() => {}), 4000);
  speak();
})();

/* A request's page: keeps what is being typed every few seconds, and says what happens meanwhile. Without it, what is sent
   and cannot be done is kept all the same. */
(function () {
  "use strict";
  var region = document.getElementById("meanwhile");
  if (!region || !window.fetch || !window.FormData) { return; }
  var PAUSE = 3000, EVERY = 60000;
  var sending = false, timers = new Map(), busy = null, last = "";

  function show(text, failed) {
    var key = text + (failed ? "!" : "");
    if (key === last) { return; }
    last = key;
    region.textContent = text;
    region.classList.toggle("dk-meanwhile--shown", Boolean(text));
    if (text && !failed) {
      var link = document.createElement("a");
      link.className = "govgr-link";
      link.href = window.location.pathname;
      link.textContent = region.dataset.draftLook;
      region.append(" ", link);
    }
  }

  function note(form, text) {
    var line = form.querySelector("[data-draft-saved]");
    if (!line) {
      line = document.createElement("p");
      line.className = "th-quiet";
      line.setAttribute("data-draft-saved", "");
      form.append(line);
    }
    line.textContent = text;
  }

  function save(form) {
    if (sending) { return; }
    var body = new FormData(form);
    body.set("action", form.dataset.draft);
    busy = new AbortController();
    fetch(region.dataset.draftUrl, { method: "POST", body: body, credentials: "same-origin", signal: busy.signal })
      .then(function (answer) {
        if (!answer.ok && answer.status !== 404) { throw new Error(String(answer.status)); }
        return answer.json();
      })
      .then(function (said) { note(form, said.saved); show(said.meanwhile, false); })
      .catch(function (error) { if (error.name !== "AbortError") { show(region.dataset.draftFailed, true); } });
  }

  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    form.addEventListener("input", function () {
      form.dataset.draftTyped = "yes";
      if (timers.has(form)) { return; }
      timers.set(form, setTimeout(function () { timers.delete(form); save(form); }, PAUSE));
    });
  });
  /* Somebody who reads and thinks for long, with words in a form, goes on working. */
  setInterval(function () {
    var typed = document.querySelector("form[data-draft-typed]");
    if (typed && !document.hidden && !timers.has(typed)) { save(typed); }
  }, EVERY);
  document.addEventListener("submit", function () {
    sending = true;
    timers.forEach(function (timer) { clearTimeout(timer); });
    if (busy) { busy.abort(); }
  });
})();

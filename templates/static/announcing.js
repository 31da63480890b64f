/* The editor of announcements: draws the forms again while somebody types, and says beneath a field how long it is.
   Without it, the button "Show the forms" does the same. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-announcing]");
  var region = document.querySelector("[data-announcing-forms]");
  if (!form || !region || !window.fetch || !window.FormData) { return; }
  var PAUSE = 500, timer = null, busy = null, typed = false;

  function count() {
    form.querySelectorAll("[data-count]").forEach(function (place) {
      var found = region.querySelector("[data-count-of='" + place.dataset.count + "']");
      place.textContent = found ? found.textContent : "";
      place.classList.toggle("dk-forms__count--over", Boolean(found) && found.classList.contains("dk-forms__count--over"));
    });
  }

  function draw() {
    if (busy) { busy.abort(); }
    busy = new AbortController();
    fetch(form.dataset.announcing, { method: "POST", body: new FormData(form), credentials: "same-origin", signal: busy.signal })
      .then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.text();
      })
      .then(function (html) { region.innerHTML = html; count(); })
      .catch(function () { /* The forms stay as they were; the button shows them anew. */ });
  }

  form.addEventListener("input", function () {
    typed = true;
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  });
  form.addEventListener("submit", function () { typed = false; });
  window.addEventListener("beforeunload", function (event) { if (typed) { event.preventDefault(); } });
  count();
})();

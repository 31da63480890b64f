/* Shows the button that prints the page: without scripts it would do nothing, so it is hidden until now. */
(function () {
  "use strict";
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  /* A page that is only for the printer asks for it by itself. */
  if (document.querySelector("[data-print-now]")) window.addEventListener("load", function () { window.print(); });
})();

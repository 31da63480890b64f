// The counter: the cursor stands in the question's first field, so that a clerk can type at once.
(() => {
  if (document.querySelector("[autofocus]")) return;
  const field = document.querySelector("main form .govgr-field :is(input:not([type=hidden]), textarea, select)");
  if (field) field.focus();
})();

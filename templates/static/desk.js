// The counter with the keyboard: where the cursor stands, questions that depend on others, and the counter's keys.
(() => {
  const form = document.querySelector("[data-whole]");
  const fields = ".govgr-field :is(input:not([type=hidden]), textarea, select)";

  // What the browser kept of a page is of the visitor before: load it again, as the server shows it now.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // A question that depends on another's choice is shown as soon as that is made.
  const questions = form ? [...form.querySelectorAll("[data-decided-by]")] : [];
  const decide = () => questions.forEach((question) => {
    const decider = form.elements[question.dataset.decidedBy];
    const chosen = decider && !decider.closest?.("[hidden]") ? decider.value : "";
    question.hidden = !question.dataset.decidedWith.split(" ").includes(chosen);
  });
  if (form) {
    const asked = form.querySelector("[data-asked]");
    form.addEventListener("change", decide);
    decide();
    // Here all questions are on the page at once, so that what is empty was left out on purpose.
    asked.value = asked.dataset.asked;
    // What is too large as a whole could not be read at all, and what was typed would be lost.
    const tooLarge = form.querySelector("[data-too-large]");
    form.addEventListener("submit", (event) => {
      const files = [...form.querySelectorAll("input[type=file]")].flatMap((one) => [...one.files]);
      tooLarge.hidden = files.reduce((sum, file) => sum + file.size, 0) <= Number(tooLarge.dataset.tooLarge);
      if (tooLarge.hidden) return;
      event.preventDefault();
      tooLarge.focus();
    });
  }

  // The cursor: at what is wrong, at the receipt's heading, else where one types first.
  const wrong = form && form.querySelector(".govgr-field__error :is(input:not([type=hidden]), textarea, select)");
  const heading = document.querySelector("[data-receipt]") && document.querySelector("main h1");
  if (heading) heading.tabIndex = -1;
  const first = wrong || heading || (!document.querySelector("[autofocus]") && document.querySelector("main form " + fields));
  if (first) first.focus();

  if (!document.querySelector("[data-keys]")) return;
  document.documentElement.classList.add("dk-keyed");
  const named = (event) => (event.ctrlKey ? "Ctrl+" : "") + event.key;
  addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.shiftKey || event.isComposing || event.repeat) return;
    const at = event.target;
    if (at.type === "radio" && !event.ctrlKey && /^[1-9]$/.test(event.key)) {
      const wanted = [...document.getElementsByName(at.name)][event.key - 1];
      if (!wanted) return;
      event.preventDefault();
      wanted.focus();
      wanted.click();
      return;
    }
    if (event.key === "F2" && !event.ctrlKey) {
      event.preventDefault();
      const box = document.getElementById("words");
      if (box) box.focus(); else location.assign("/desk/counter");
      return;
    }
    const button = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === named(event));
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();

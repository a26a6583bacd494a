/* Keys 1 to 9 press the numbered button or link while the focus stands among them (WCAG 2.1.4: never elsewhere).
   What is typed anywhere else in the answer is the next question: it goes into the field, and no call is noted by
   accident. A form is sent once. Without JavaScript, Tab and Enter do the same. */
const isCharacter = (event) =>
  !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing && !event.repeat &&
  event.key.length === 1 && event.key !== " " && !event.target.matches("input, select, textarea");
for (const region of document.querySelectorAll("[data-keys]")) {
  region.addEventListener("keydown", (event) => {
    if (!isCharacter(event)) return;
    const chosen = region.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (chosen) { event.preventDefault(); chosen.click(); }
  });
}
const answer = document.querySelector("#reponse");
const field = document.querySelector("#q");
if (answer && field) {
  answer.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !isCharacter(event)) return;
    field.focus();
    field.select(); // the character itself then replaces the question that is answered
  });
}
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

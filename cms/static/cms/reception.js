/* Keys 1 to 9 press the numbered button or link while the focus stands in the answer or the list of communes (WCAG
   2.1.4: never elsewhere), and a form is sent once. Without JavaScript, Tab and Enter do the same. */
for (const region of document.querySelectorAll("[data-keys]")) {
  region.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, select, textarea")) return;
    const chosen = region.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (chosen) { event.preventDefault(); chosen.click(); }
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

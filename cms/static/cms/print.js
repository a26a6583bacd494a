/* Shows the buttons that print the page; without JavaScript they stay hidden. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}

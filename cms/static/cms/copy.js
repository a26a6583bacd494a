/* Shows the buttons that copy an address and makes them say that it is done; without JavaScript they stay hidden. */
async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    return true;
  } catch {
    // No clipboard (plain http, or refused): the address is selected, ready for the reader's own copy.
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const answer = button.parentElement.querySelector("[role=status]");
  button.addEventListener("click", async () => {
    answer.textContent = (await copied(source)) ? button.dataset.done : button.dataset.failed;
  });
  button.hidden = false;
}

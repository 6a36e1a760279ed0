// Copy buttons beside the addresses. Without this script an address is selected and copied by hand.
for (const button of document.querySelectorAll(".copyable button")) {
  const field = button.previousElementSibling;
  const label = button.textContent;
  const say = (text) => {
    button.textContent = text;
    setTimeout(() => { button.textContent = label; }, 2000);
  };
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      say(button.dataset.done);
    } catch {
      // Without https a page may not write to the clipboard by itself.
      say(document.execCommand("copy") ? button.dataset.done : button.dataset.failed);
    }
  });
}

// Buttons that copy a command, and say so.

element.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-action=copy]');
  if (!button) return;
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.text);
    button.textContent = button.dataset.done;
  } catch {
    // Without permission the command is selected, to be copied by hand.
    getSelection().selectAllChildren(button.parentElement.querySelector('code'));
  }
  setTimeout(() => { button.textContent = before; }, 1500);
});

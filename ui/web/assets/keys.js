// Keys of the chat. None is taken while an input method is composing.

const box = () => document.querySelector('#question textarea');
const visible = (element) => element && element.offsetParent !== null;

// An input method ends its composition with Enter, which must not reach the box as one that sends.
for (const kind of ['keydown', 'keypress']) document.addEventListener(kind, (event) => {
  const composing = event.isComposing || event.keyCode === 229;
  if (composing && event.key === 'Enter' && event.target === box()) event.stopImmediatePropagation();
}, true);

// Gradio reads the box some ms after it was told to send: what is typed by then is not asked yet
// (``composer.SENT`` takes what is noted here).
const note = () => { box().dataset.sent = box().value; };
document.addEventListener('keypress', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && event.target === box()) note();
}, true);
document.addEventListener('click', (event) => {
  if (event.target.closest('#send')) note();
}, true);

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest('input, textarea, select');
  const stop = document.querySelector('#stop');
  if (event.key === 'Escape') {
    const opened = document.querySelector('#choice [aria-expanded=true]');
    const going = visible(stop) ? stop : document.querySelector('#editing [data-action]');
    const inside = event.target.closest('#choice, #choosing');
    const button = inside && opened ? opened : going ?? opened;
    button?.click();
    if (button === opened) button?.focus();
  } else if (event.key === 'Enter' && event.target === box() && !event.shiftKey && visible(stop)) {
    const told = document.querySelector('#editing [data-busy]');
    if (told && box().value.trim()) told.textContent = told.dataset.busy;
  } else if (event.key === '/' && !typing && visible(box())) {
    event.preventDefault();
    box().focus();
  } else if (event.key === 'ArrowUp' && event.target === box() && !box().value) {
    const edits = document.querySelectorAll('#conversation [data-action="edit"]');
    edits[edits.length - 1]?.click();
  }
});

// Keys of the chat. None is taken while an input method is composing.

const box = () => document.querySelector('#question textarea');
const visible = (element) => element && element.offsetParent !== null;

// An input method ends its composition with Enter, which must not reach the box as one that sends.
for (const kind of ['keydown', 'keypress']) document.addEventListener(kind, (event) => {
  const composing = event.isComposing || event.keyCode === 229;
  if (composing && event.key === 'Enter' && event.target === box()) event.stopImmediatePropagation();
}, true);

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest('input, textarea, select');
  if (event.key === 'Escape') {
    const stop = document.querySelector('#stop');
    const button = visible(stop) ? stop : document.querySelector('#editing [data-action]');
    button?.click();
  } else if (event.key === '/' && !typing && visible(box())) {
    event.preventDefault();
    box().focus();
  } else if (event.key === 'ArrowUp' && event.target === box() && !box().value) {
    const edits = document.querySelectorAll('#conversation [data-action="edit"]');
    edits[edits.length - 1]?.click();
  }
});

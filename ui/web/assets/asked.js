// Takes a question out of the box once it is asked, but not what was typed behind it since.

const field = () => document.querySelector('#question textarea');
let composing = false;
let waiting = '';

function take() {
  const question = waiting;
  const typed = field()?.value.trimStart() ?? '';
  if (!question || composing) return; // an input method loses what it makes when the box changes
  waiting = '';
  if (!typed.startsWith(question)) return;
  field().value = typed.slice(question.length).trimStart();
  field().dispatchEvent(new Event('input', {bubbles: true}));
}

document.addEventListener('compositionstart', () => { composing = true; });
document.addEventListener('compositionend', () => {
  composing = false;
  setTimeout(take); // the box has what was made by then
});
watch('value', () => {
  waiting = element.querySelector('[data-asked]')?.dataset.asked ?? '';
  take();
});

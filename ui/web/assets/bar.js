// The bar above the list of documents: what is typed or chosen narrows the list.

let timer = 0;
let sent = 0; // how often: which of two that come at once is the later one
let typing = 0;

const fields = () => [...element.querySelectorAll('[name]')];

function send(after) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const wanted = Object.fromEntries(fields().map(({name, value}) => [name, value]));
    sent += 1;
    trigger('input', {...wanted, sent});
  }, after);
}

element.addEventListener('input', (event) => {
  if (event.isComposing) return; // an input method: what it makes comes at its end
  const typed = event.target.type === 'search';
  typing = typed ? Date.now() : 0;
  send(typed ? 250 : 0);
});
element.addEventListener('compositionend', () => send(0));

// Drawn again while somebody types, as when an ingestion ends: the caret stays.
watch('value', () => {
  if (Date.now() - typing > 3000 || document.activeElement !== document.body) return;
  const field = element.querySelector('[type=search]');
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
});

// The list of documents: choosing some of them, and what is done to one or to the chosen.

let last = null; // the row and action that was used: keyboards go on from there

// Ids of the chosen documents: a list that is drawn anew keeps its boxes, but not whose they are.
let kept = new Set();

const boxes = () => [...element.querySelectorAll('tbody .pick input')];
const chosen = () => boxes().filter((box) => box.checked).map((box) => box.value);

function tell() {
  kept = new Set(chosen());
  const bulk = element.querySelector('.bulk');
  if (!bulk) return;
  const count = chosen().length;
  bulk.hidden = !count;
  bulk.querySelector('.count').textContent = bulk.dataset.chosen.replace('{count}', count);
  const every = element.querySelector('.every');
  every.checked = count > 0 && count === boxes().length;
  every.indeterminate = count > 0 && !every.checked;
}

element.addEventListener('change', (event) => {
  if (event.target.matches('.every')) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.closest('.pick')) tell();
});

function act(button) {
  const data = {...button.dataset};
  if (button.closest('.bulk')) {
    const field = element.querySelector('#move-to');
    if (data.action === 'assign' && !field.value.trim()) {
      field.focus();
      return;
    }
    data.documents = chosen();
    data.collection = field.value;
  } else {
    const rows = [...element.querySelectorAll('tbody tr')];
    last = {row: rows.indexOf(button.closest('tr')), action: data.action};
  }
  trigger(data.action === 'reread' ? 'submit' : 'click', data);
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-action]');
  if (button) act(button);
});

element.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.isComposing || event.target.id !== 'move-to') return;
  event.preventDefault();
  act(element.querySelector('.bulk [data-action=assign]'));
});

watch('value', () => {
  for (const box of boxes()) box.checked = kept.has(box.value);
  tell();
  if (!last || document.activeElement !== document.body) return;
  const {row, action} = last;
  last = null;
  const rows = [...element.querySelectorAll('tbody tr')];
  const near = rows[Math.max(0, Math.min(row, rows.length - 1))];
  const next = element.querySelector(`.pages [data-action=${action}]:not([disabled])`);
  (near?.querySelector(`[data-action=${action}]`) ?? next)?.focus();
});

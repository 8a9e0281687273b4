// Follows the answer while the reader is at the end, stays where a reader has scrolled to. Of what
// comes at once and is higher than the box the beginning is shown.

const AT_ONCE = 1 / 3; // of the height of the box; a streamed answer grows by lines

const box = element.closest('#conversation') || element;
box.tabIndex = 0; // so that a keyboard can scroll it
let atEnd = true, isBusy = false, begun = 0, seen = 0, tall = 0, top = -1;
let height = box.clientHeight;
box.addEventListener('scroll', () => {
  if (box.clientHeight !== height) return; // the reader has not left: something opens below
  const left = box.scrollHeight - box.scrollTop - box.clientHeight;
  atEnd = left < 60 || box.scrollTop === top;
});
const isAtOnce = (before, now) =>
  before <= box.clientHeight && now > box.clientHeight && now - before > AT_ONCE * box.clientHeight;
const follow = () => {
  const all = box.querySelectorAll('.exchange'), last = all[all.length - 1];
  const isNew = all.length > seen, before = isNew ? 0 : tall, wasBusy = isBusy;
  seen = all.length;
  tall = last?.offsetHeight || 0;
  isBusy = box.querySelector('[aria-busy=true]') !== null;
  if (isNew) atEnd = true; // who asks looks for what comes
  if (isBusy && !wasBusy) begun = 0;
  const found = last?.querySelector('ol.cards'); // of a search: the nearest come first
  const isFirst = begun !== all.length && (found || isAtOnce(before, tall));
  if (isFirst) begun = all.length;
  if (!atEnd || begun === all.length && !isFirst) return;
  if (!isFirst) box.scrollTop = box.scrollHeight;
  else {
    box.scrollTop += last.getBoundingClientRect().top - box.getBoundingClientRect().top;
    top = box.scrollTop;
  }
};
watch('value', follow);
new ResizeObserver(() => { // what opens below must not hide the end
  height = box.clientHeight;
  follow();
}).observe(box);

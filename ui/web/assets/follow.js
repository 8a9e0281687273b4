// Follows the answer while the reader is at the end, stays where a reader has scrolled to.

const box = element.closest('#conversation') || element;
box.tabIndex = 0; // so that a keyboard can scroll it
let atEnd = true, begun = 0, seen = 0, top = -1, height = box.clientHeight;
box.addEventListener('scroll', () => {
  if (box.clientHeight !== height) return; // the reader has not left: something opens below
  const left = box.scrollHeight - box.scrollTop - box.clientHeight;
  atEnd = left < 60 || box.scrollTop === top;
});
const follow = () => {
  const all = box.querySelectorAll('.exchange'), last = all[all.length - 1];
  const isNew = all.length !== begun;
  const found = last?.querySelector('ol.cards'); // of a search: the nearest come first
  if (all.length > seen) atEnd = true; // who asks looks for what comes
  seen = all.length;
  if (found) begun = all.length;
  if (!atEnd || (found && !isNew)) return;
  if (!found) box.scrollTop = box.scrollHeight;
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

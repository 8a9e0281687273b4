// The list of conversations is shown beside them on a wide screen, and on demand on a narrow one.
const isShown = () => getComputedStyle(document.querySelector('#talks-column')).display !== 'none';
const tell = () => {
  element.querySelector('[data-talks]')?.setAttribute('aria-expanded', String(isShown()));
};
element.addEventListener('click', (event) => {
  if (!event.target.closest('[data-talks]')) return;
  document.querySelector('#chat').classList.toggle('talks');
  tell();
});
window.addEventListener('resize', tell);
watch('value', tell);
tell();

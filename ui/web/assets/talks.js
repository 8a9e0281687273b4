// The list of conversations is shown beside them on a wide screen, and on demand on a narrow one.
element.addEventListener('click', (event) => {
  if (event.target.closest('[data-talks]')) document.querySelector('#chat').classList.toggle('talks');
});

// Saves a file that came with the page's own data; there is no address that others could open.
watch('value', () => {
  const file = element.querySelector('[data-base64]');
  if (!file) return;
  const bytes = Uint8Array.from(atob(file.dataset.base64), (char) => char.charCodeAt(0));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], {type: 'application/octet-stream'}));
  link.download = file.dataset.name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});

// The drop zone: files and whole folders, each file sent under its path within the folder.
// The server checks every path it is told; names are only ever shown.

let sending = false;

const said = (text) => {
  element.querySelector('.sent').textContent = text;
};

const hidden = (name) => name.includes('/') && name.split('/').some((part) => /^(\.|~\$)/.test(part));

async function send(found) {
  if (sending || !found.length) return;
  sending = true;
  const {suffixes, most, progress} = element.querySelector('.drop').dataset;
  const known = new Set(suffixes.split(','));
  const wanted = found.filter(({name}) => !hidden(name));
  const files = [];
  for (const {file, name} of wanted) {
    said(progress.replace('{done}', files.length).replace('{total}', wanted.length));
    let path = '';
    const suffix = name.slice(name.lastIndexOf('.')).toLowerCase();
    if (known.has(suffix) && file.size <= Number(most)) {
      try {
        path = (await upload(file)).path;
      } catch {
        // It is reported as not received.
      }
    }
    files.push({name, path, size: file.size});
  }
  said('');
  sending = false;
  trigger('upload', {files});
}

async function walk(entry, prefix, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push({file, name: prefix + file.name});
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const child of some) await walk(child, `${prefix}${entry.name}/`, found);
  }
}

element.addEventListener('change', (event) => {
  const chosen = [...event.target.files];
  event.target.value = '';
  send(chosen.map((file) => ({file, name: file.webkitRelativePath || file.name})));
});

element.addEventListener('dragover', (event) => {
  event.preventDefault();
  element.querySelector('.drop').classList.add('over');
});

element.addEventListener('dragleave', () => {
  element.querySelector('.drop').classList.remove('over');
});

element.addEventListener('drop', async (event) => {
  event.preventDefault();
  element.querySelector('.drop').classList.remove('over');
  // All at once: the list is emptied when this handler first waits.
  const items = [...event.dataTransfer.items].filter((item) => item.kind === 'file');
  const dropped = items.map((item) => ({entry: item.webkitGetAsEntry(), file: item.getAsFile()}));
  const found = [];
  for (const {entry, file} of dropped) {
    if (entry) await walk(entry, '', found);
    else if (file) found.push({file, name: file.name});
  }
  await send(found);
});

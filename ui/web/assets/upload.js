// The drop zone: files and whole folders, each file sent under its path within the folder.
// The server checks every path it is told; names are only ever shown.

let sending = false;
let abandoned = false;
let into = '';
let stopper = new AbortController();
let received = []; // what the server has and was not yet told what to do with

const zone = () => element.querySelector('.drop');
const shown = () => zone() !== null && zone().offsetParent !== null;
const said = (text) => {
  element.querySelector('.sent').textContent = text;
  element.querySelector('.abort').hidden = !text;
};

const hidden = (name) => name.includes('/') && name.split('/').some((part) => /^(\.|~\$)/.test(part));

async function receive(file) {
  const answer = await fetch('received', {
    method: 'POST', body: file, signal: stopper.signal,
    headers: {'Content-Type': 'application/octet-stream'},
  });
  if (!answer.ok) throw new Error(answer.status);
  const token = (await answer.json()).file;
  received.push(token);
  return token;
}

async function send(found) {
  if (sending || !found.length) return;
  sending = true;
  abandoned = false;
  stopper = new AbortController();
  const {suffixes, most, progress} = zone().dataset;
  const known = new Set(suffixes.split(','));
  const wanted = found.filter(({name}) => !hidden(name));
  const files = [];
  for (const {file, name} of wanted) {
    if (abandoned) break;
    const values = {done: files.length + 1, total: wanted.length, name};
    said(progress.replace(/\{(\w+)\}/g, (_, key) => values[key]));
    let token = '';
    const suffix = name.slice(name.lastIndexOf('.')).toLowerCase();
    if (known.has(suffix) && file.size <= Number(most)) {
      try {
        token = await receive(file);
      } catch {
        // It is reported as not received.
      }
    }
    files.push({name, file: token, size: file.size});
  }
  said('');
  sending = false;
  received = [];
  trigger('upload', {files, abandoned, collection: into});
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
  if (event.target.type !== 'file') return;
  const chosen = [...event.target.files];
  event.target.value = '';
  send(chosen.map((file) => ({file, name: file.webkitRelativePath || file.name})));
});

element.addEventListener('input', (event) => {
  if (event.target.id === 'into') into = event.target.value;
});

element.addEventListener('click', (event) => {
  if (!event.target.closest('.abort')) return;
  abandoned = true;
  stopper.abort();
});

// A tab that is closed while it sends adds nothing, so nothing of it stays on the server.
addEventListener('pagehide', () => {
  if (received.length) navigator.sendBeacon('received/forget', JSON.stringify(received));
  received = [];
});

watch('value', () => {
  const field = element.querySelector('#into');
  if (field) field.value = into;
});

// Files may be dropped anywhere on the tab; on others the browser must not leave the page for them.
const files = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

document.addEventListener('dragover', (event) => {
  if (!files(event)) return;
  event.preventDefault();
  if (shown()) zone().classList.add('over');
});

document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) zone()?.classList.remove('over');
});

document.addEventListener('drop', async (event) => {
  if (!files(event)) return;
  event.preventDefault();
  zone()?.classList.remove('over');
  if (!shown()) return;
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

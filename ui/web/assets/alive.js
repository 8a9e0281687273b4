// Says when the server is gone, and goes on when it is back. A server that was started anew knows
// nothing of this tab, so the page is loaded again; what was typed is put back.

const KEPT = 'ragqa-question';
const field = () => document.querySelector('#question textarea');
const who = () => document.querySelector('#account .account')?.textContent ?? '';
let run = '';
let offline = false;

function show() {
  const banner = element.querySelector('.offline');
  if (banner && banner.hidden === offline) banner.hidden = !offline;
}

function keep() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({who: who(), text: field()?.value ?? ''}));
  } catch {
    // Without storage the question is lost; the page is of no use either way.
  }
}
window.ragqaKeep = keep; // also for a login that has ended (account.py)

async function look() {
  let now = '';
  try {
    const answer = await fetch('/alive', {cache: 'no-store', signal: AbortSignal.timeout(20000)});
    now = answer.ok ? await answer.text() : run;
  } catch {
    offline = true;
    show();
    return;
  }
  if (run && now !== run) {
    keep();
    location.reload();
    return;
  }
  run = now;
  offline = false;
  show();
}

function putBack(tries) {
  const kept = JSON.parse(sessionStorage.getItem(KEPT));
  if (!kept) return;
  // Who has come in is told with the rest of the page.
  if ((!field() || (kept.who && !who())) && tries) {
    setTimeout(putBack, 250, tries - 1);
    return;
  }
  sessionStorage.removeItem(KEPT);
  if (!field() || field().value || who() !== kept.who) return; // another user may have come in
  field().value = kept.text;
  field().dispatchEvent(new Event('input', {bubbles: true}));
}

async function watching() {
  if (!document.hidden) await look();
  setTimeout(watching, offline ? 1500 : 4000);
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) look();
});
watch('value', show);
putBack(40);
watching();

"""In the header: who is logged in, and the way out. Controls that they may not use are not shown.

That is a courtesy: what they may not do is refused whatever is shown (``visiting``).
"""

from __future__ import annotations

from collections.abc import Mapping

from ragqa.access.identity import LOCAL, Action, Identity, may
from ui.texts.login import LoginTexts
from ui.web.markup import escaped

# What of the page is for those alone who may do something.
_FOR: Mapping[Action, tuple[str, ...]] = {
    "ingest": ("#upload", '[data-action="assign"]', '[data-action="reread"]'),
    "delete": ("#trash", "#documents .pick", ".bulk", '[data-action="delete"]'),
    "read_folder": ("#folder-box",),
    "configure": ("#tab-settings-button", "#tab-settings"),
}

# A page of a login that has ended is of no use: it is loaded again, which leads to the next one.
# What was typed is put back for the same user (alive.js).
ACCOUNT = """
if (!window.ragqaAsks) {
  window.ragqaAsks = window.fetch;
  window.fetch = async (...given) => {
    const answer = await window.ragqaAsks(...given);
    if (answer.headers.has('x-ragqa-reload')) {
      window.ragqaKeep?.();
      location.reload();
    }
    return answer;
  };
  // What was refused in the middle of an answer, or while nobody did anything, shows here.
  setInterval(() => {
    const asked = element.querySelector('[data-log-out]') && !document.hidden;
    if (asked) window.fetch('/theme.css', {method: 'HEAD', cache: 'no-store'}).catch(() => {});
  }, 10000);
}
element.addEventListener('click', async (event) => {
  if (!event.target.closest('[data-log-out]')) return;
  await window.ragqaAsks('/logout', {method: 'POST', redirect: 'manual'});
  location.assign('/login');
});
"""


def account_html(who: Identity, texts: LoginTexts) -> str:
    """Name and button; "" where nobody is asked who they are."""
    if who == LOCAL:
        return ""
    logged_in = texts.logged_in.format(name=who.name)
    return (
        f"<style>{_hidden(who)}</style>"
        f'<span class="account" title="{escaped(logged_in)}"><bdi>{escaped(who.name)}</bdi></span> '
        f'<button type="button" class="link" data-log-out>{escaped(texts.log_out)}</button>'
    )


def _hidden(who: Identity) -> str:
    selectors = [s for action, found in _FOR.items() if not may(who, action) for s in found]
    return f"{', '.join(selectors)} {{ display: none !important; }}" if selectors else ""

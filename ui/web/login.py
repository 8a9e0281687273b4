"""The page where one logs in: small, without gradio, without scripts."""

from __future__ import annotations

import base64
import hashlib

from ui.texts.login import LoginTexts
from ui.web.language import TAGS
from ui.web.markup import escaped

_OTHER = {"zh": ("en", "English"), "en": ("zh", "中文")}

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ground: #f5f4f2; --ink: #292524;
  --quiet: #655f5a; --line: #a8a29e; --pine: #226d63; --alarm: #b91c1c; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #26221f; --ground: #171412; --ink: #f0eeec; --quiet: #b5aea8; --line: #78716c;
    --pine: #2f877a; --alarm: #f87171; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px;
  background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system,
  "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { width: 100%; max-width: 380px; padding: 28px; border-radius: 12px; background: var(--paper);
  border: 1px solid color-mix(in srgb, var(--line) 40%, transparent); }
header { display: flex; justify-content: space-between; align-items: baseline; }
h1 { margin: 0; font-size: 1.5rem; color: var(--pine); }
p { margin: 4px 0 20px; color: var(--quiet); }
a { color: inherit; }
label { display: block; margin: 14px 0 4px; font-weight: 600; }
input { width: 100%; padding: 10px 12px; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: 8px; }
button { width: 100%; margin-top: 22px; padding: 11px; font: inherit; font-weight: 600; color: #fff;
  background: var(--pine); border: 0; border-radius: 8px; cursor: pointer; }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--pine);
  outline-offset: 2px; }
.alarm { margin: 12px 0 0; padding: 8px 12px; color: var(--alarm);
  border-left: 3px solid var(--alarm); }
"""

POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Nothing is loaded, no script runs, and the form is sent here alone."""


def login_html(texts: LoginTexts, *, name: str = "", problem: str = "") -> str:
    """The whole page.

    Args:
        texts: Of the language.
        name: What was typed before.
        problem: Why that did not do; "" the first time.
    """
    alarm = f'<div class="alarm" role="alert">{escaped(problem)}</div>' if problem else ""
    other, other_name = _OTHER[texts.language]
    focus_name, focus_password = ("", " autofocus") if name else (" autofocus", "")
    return f"""<!doctype html>
<html lang="{TAGS[texts.language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escaped(texts.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<header><h1>ragqa</h1><a href="/login?language={other}" lang="{TAGS[other]}">{other_name}</a>
</header>
<p>{escaped(texts.tagline)}</p>
{alarm}
<form method="post" action="/login?language={texts.language}">
<label for="name">{escaped(texts.name)}</label>
<input id="name" name="name" value="{escaped(name)}" autocomplete="username" autocapitalize="none"
 spellcheck="false" maxlength="200" required{focus_name}>
<label for="password">{escaped(texts.password)}</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 maxlength="2000" required{focus_password}>
<button type="submit">{escaped(texts.log_in)}</button>
</form>
</main>
</body>
</html>
"""


def arriving_html() -> str:
    """A page that asks for the login again, from here.

    A browser that follows a link from another site sends no strict cookie; asked by our own page it
    does, so that who is logged in is not asked again.
    """
    return (
        '<!doctype html><meta charset="utf-8"><title>ragqa</title>'
        '<meta http-equiv="refresh" content="0; url=/login">'
    )

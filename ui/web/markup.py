"""The pieces that all HTML of the page is made of: escaped text, and buttons."""

from __future__ import annotations

import html

from ui.render import safe


def escaped(text: str) -> str:
    """``text`` as HTML text or attribute value; control and bidi characters become visible."""
    return html.escape(safe(text), quote=True)


def action(kind: str, content: str, *, css: str = "", label: str = "", **data: int | str) -> str:
    """A button that sends ``data`` to the page's own click handler; ``content`` is HTML."""
    values = "".join(f' data-{name}="{escaped(str(value))}"' for name, value in data.items())
    described = f' aria-label="{escaped(label)}" title="{escaped(label)}"' if label else ""
    return (
        f'<button type="button" class="{css}" data-action="{kind}"{values}{described}>'
        f"{content}</button>"
    )


def copier(text: str, content: str, *, done: str) -> str:
    """A button that copies ``text``, and then says ``done``; its content is no HTML."""
    return (
        f'<button type="button" class="link" data-copy="{html.escape(text, quote=True)}" '
        f'data-done="{escaped(done)}">{escaped(content)}</button>'
    )

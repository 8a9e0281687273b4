"""The pieces that all HTML of the page is made of: escaped text, and buttons."""

from __future__ import annotations

import html

from ui.render import safe


def escaped(text: str) -> str:
    """``text`` as HTML text or attribute value; control and bidi characters become visible."""
    return html.escape(safe(text), quote=True)


def action(
    kind: str,
    content: str,
    *,
    css: str = "",
    label: str = "",
    expanded: str = "",
    **data: int | str,
) -> str:
    """A button that sends ``data`` to the page's own click handler.

    Args:
        kind: What the button does: its data-action.
        content: HTML.
        css: Classes.
        label: What it is called where its content does not say it.
        expanded: "true" or "false" where it opens and closes something.
        **data: What else is sent.
    """
    values = "".join(f' data-{name}="{escaped(str(value))}"' for name, value in data.items())
    described = f' aria-label="{escaped(label)}" title="{escaped(label)}"' if label else ""
    if expanded:
        described += f' aria-expanded="{expanded}"'
    return (
        f'<button type="button" class="{css}" data-action="{kind}"{values}{described}>'
        f"{content}</button>"
    )


def toggle(kind: str, content: str, *, pressed: bool, label: str = "", **data: str) -> str:
    """A button that is on or off; ``content`` is HTML, ``label`` what it is called instead."""
    values = "".join(f' data-{name}="{html.escape(to, quote=True)}"' for name, to in data.items())
    described = f' aria-label="{escaped(label)}" title="{escaped(label)}"' if label else ""
    return (
        f'<button type="button" class="toggle" data-action="{kind}"{values}{described} '
        f'aria-pressed="{"true" if pressed else "false"}"><bdi>{content}</bdi></button>'
    )


def copier(text: str, content: str, *, done: str, css: str = "link") -> str:
    """A button that copies ``text`` as it is shown, and then says ``done``; ``content`` is text."""
    return (
        f'<button type="button" class="{css}" data-copy="{escaped(text)}" '
        f'data-done="{escaped(done)}">{escaped(content)}</button>'
    )


def size_text(size: int) -> str:
    """A number of bytes for people."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"

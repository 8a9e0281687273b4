"""Comments within Markdown (``<!-- … -->``), which no page made of it shows. Pure."""

from __future__ import annotations

from ragqa.text.fenced_code import INDENTED, Fences

_BEGIN, _END = "<!--", "-->"


def without_comments(text: str) -> str:
    """Markdown without comments and the lines that hold nothing else; those in code are code.

    A comment that never ends is text.
    """
    if _BEGIN not in text:
        return text
    lines = text.split("\n")
    last_end = max((n for n, line in enumerate(lines) if _END in line), default=-1)
    kept: list[str] = []
    fences, inside = Fences(), False
    for number, line in enumerate(lines):
        shown = line
        if inside:
            _, end, shown = line.partition(_END)
            inside = not end
            is_code = False
        else:
            is_code = fences.hold(line)
        if not (inside or is_code or line.startswith(INDENTED)):
            shown, inside = _shown(shown, goes_on=number < last_end)
        if shown.strip() or not line.strip():
            kept.append(shown)
    return "\n".join(kept)


def _shown(line: str, *, goes_on: bool) -> tuple[str, bool]:
    """A line without its comments, and whether one goes on on the next line."""
    parts: list[str] = []
    at = ticks = 0
    while (begin := line.find(_BEGIN, at)) >= 0:
        ticks += line.count("`", at, begin)
        if ticks % 2:
            break  # within code
        end = line.find(_END, begin + len(_BEGIN))
        if end < 0:
            return ("".join((*parts, line[at:begin])), True) if goes_on else (line, False)
        parts.append(line[at:begin])
        at = end + len(_END)
    return "".join((*parts, line[at:])), False

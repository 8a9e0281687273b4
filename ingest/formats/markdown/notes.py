"""What programs for notes (Obsidian, Logseq) write beyond Markdown, as they show it. Pure.

That is ``%%comments%%``, ``[[links|shown]]``, ``![[files]]``, ``> [!note] callouts`` and the names
of paragraphs (``^a1b2c3``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.saved_pages import PICTURES
from ragqa.text.fenced_code import INDENTED, Fences

_SIGNS = ("[[", "%%", "[!", " ^")
_COMMENT = "%%"
_BEGINS = re.compile(r"%%(?:[ \t][^%]*)?$")  # a comment of several lines
# A sign for percent, doubled as programs want it, has a letter or digit beside it, and no partner
# that is set like it: a comment has a space within both ends or within none.
_WITHIN = re.compile(
    r"(?<![\w%\\'\"])%%(?:(?=[^\s%])(?:[^%]|%(?!%)){1,500}(?<!\s)|\s(?:[^%]|%(?!%)){0,500}\s)"
    r"%%(?![\w%])",
    re.ASCII,
)
# No link: a reference in the text ([[1]]), code (x[[y]]), Markdown's own link around brackets.
_LINK = re.compile(
    r"(?<![\w\]\)])(?P<file>!?)\[\[(?=\S)(?!\d+\]\])(?P<to>[^\[\]|#\n]{0,250})"
    r"(?:#(?P<part>[^\[\]|\n]{0,250}))?(?:\|(?P<shown>[^\[\]\n]{0,250}))?\]\](?!\()",
    re.ASCII,
)
_CALLOUT = re.compile(
    r"(?P<quote>(?:[ \t]{0,3}>)+[ \t]?)\[!(?P<kind>[\w-]{1,40})(?:\|[^\]]{0,100})?\][+-]?[ \t]*"
    r"(?P<title>.*)$"
)
_NAME = re.compile(r"[ \t]\^[0-9a-f]{6}$")


def as_shown(text: str) -> str:
    """Markdown as such a program shows it; code stays as it is."""
    if not any(sign in text for sign in _SIGNS):
        return text
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    last_end = max((n for n, line in enumerate(lines) if _ends(line)), default=-1)
    fences = Fences()
    inside = False
    for number, line in enumerate(lines):
        if inside:
            inside = not _ends(line)
        elif fences.hold(line) or line.startswith(INDENTED):
            yield line
        elif number < last_end and _BEGINS.match(line):
            inside = True
        elif (shown := _shown(line)).strip() or not line.strip():
            yield shown


def _ends(line: str) -> bool:
    return line.rstrip().endswith(_COMMENT)


def _shown(line: str) -> str:
    line = _NAME.sub("", line)
    if callout := _CALLOUT.match(line):
        line = callout["quote"] + (callout["title"] or f"{callout['kind'].capitalize()}:")
    parts = line.split("`")  # every second one is code
    parts[::2] = [_LINK.sub(_link, _WITHIN.sub("", part)) for part in parts[::2]]
    return "`".join(parts)


def _link(link: re.Match[str]) -> str:
    to, part, shown = link["to"].rstrip("\\"), link["part"] or "", link["shown"]
    if link["file"] and to.lower().endswith(PICTURES):
        return ""
    parts = (to, *part.split("#")) if not part.startswith("^") else (to,)
    return shown or " > ".join(filter(None, parts))

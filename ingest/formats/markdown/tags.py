"""HTML within Markdown, as pages made of it show it: what stands between tags, no tags. Pure.

Tables and what is no HTML but looks so stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.formats.raised import LOWERED, RAISED, told
from ragqa.text.fenced_code import INDENTED, Fences

_IN_LINE = "b|strong|i|em|u|s|del|ins|kbd|sub|span|font|small|mark|a|img|picture|source|abbr|cite|q"
_BLOCKS = "p|div|center|details|summary|aside|section|article|figure|figcaption|hr"
_ATTRIBUTES = r"(?:\s+[^<>`\n]{0,1000})?"
_TAG = re.compile(
    rf"</?(?:{_IN_LINE}|{_BLOCKS}){_ATTRIBUTES}\s*/?>|<(?P<raised>/?)sup>|<(?P<line>br)\s*/?>",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"[ ]{{0,3}}<h(?P<level>[1-6]){_ATTRIBUTES}>(?P<title>.{{1,500}})</h(?P=level)>[ \t]*$",
    re.IGNORECASE,
)


def without_tags(text: str) -> str:
    """Markdown without the tags of HTML; those in code are code."""
    if "</" not in text and "<br" not in text.lower() and "<img" not in text.lower():
        return text
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    fences = Fences()
    for line in lines:
        if fences.hold(line) or line.startswith(INDENTED) or "<" not in line:
            yield line
        elif heading := _HEADING.match(line):
            yield f"{'#' * int(heading['level'])} {_shown(heading['title']).strip()}"
        else:
            yield _shown(line)


def _shown(line: str) -> str:
    line_end = " " if line.lstrip().startswith("|") else "\n"
    parts = line.split("`")  # every second one is code
    for n in range(0, len(parts), 2):
        if "<" in parts[n]:
            parts[n] = _TAG.sub(lambda tag: _instead(tag, line_end), parts[n])
    shown = told("`".join(parts)).rstrip()
    return shown.replace(RAISED, "").replace(LOWERED, "")  # of a tag that is not closed


def _instead(tag: re.Match[str], line_end: str) -> str:
    if tag["line"]:
        return line_end
    if tag["raised"] is None:
        return ""
    return LOWERED if tag["raised"] else RAISED

"""LaTeX: its source and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.formats.blocks import one_line
from ingest.formats.plain.text import headed, read
from ingest.parsed import Heading, Parsed

_LEVELS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
_TOKEN = re.compile(
    rf"\\(?P<level>title|{'|'.join(_LEVELS)})(?![a-zA-Z])\*?[ \t]*(?:\[[^\[\]]{{0,300}}\])?\s?\{{"
    r"|\\begin\{(?P<code>verbatim|lstlisting|minted|comment)\*?\}|(?P<comment>%[^\n]*)|\\[\\%]"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_LONGEST = 500  # characters of a title
_COMMENT = re.compile(r"(?<!\\)%.*")
_UNSHOWN = re.compile(r"\\(?:label|index|footnote|thanks)\{[^{}]{0,300}\}")
_MARKUP = re.compile(r"\\([&%$#_{}])|\\(LaTeX|TeX)(?![a-zA-Z])|\\[a-zA-Z]+\*?[ ]?|\\\\|[{}$]")


def load_tex(path: Path) -> Parsed:
    """The source as it is, with its headings; those in comments and code are none."""
    text = read(path)
    return headed(text, list(_headings(text)))


def _headings(text: str) -> Iterator[Heading]:
    """Those of level 0 are the title of the whole."""
    at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        if token["code"]:
            end = text.find(f"\\end{{{token['code']}", at)
            at = len(text) if end < 0 else end
        elif token["level"]:
            end = _closing(text, at)
            if title := _plain(text[at:end]):
                level = _LEVELS.index(token["level"]) + 1 if token["level"] in _LEVELS else 0
                yield Heading(token.start(), level, title)
            at = max(at, end)


def _closing(text: str, start: int) -> int:
    """Where the brace is closed that was opened before ``start``; there where it is not, soon."""
    deep = 1
    for brace in _BRACE.finditer(text, start, start + _LONGEST):
        deep += {"{": 1, "}": -1}.get(brace.group(), 0)
        if not deep:
            return brace.start()
    return start


def _plain(title: str) -> str:
    shown = _UNSHOWN.sub("", _COMMENT.sub("", title)).replace("~", " ")
    return one_line(_MARKUP.sub(lambda found: found[1] or found[2] or "", shown))

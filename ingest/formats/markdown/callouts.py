"""Callouts that makers of sites write beyond Markdown, as lines of text. Pure.

MkDocs has ``!!! note "Title"`` with indented lines below, Docusaurus, VitePress and Quarto have
``:::tip`` and the like up to a line of ``:::``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.formats.callouts import told
from ragqa.text.fenced_code import Fences

_KIND = r"[A-Za-z][\w-]{0,39}"
_INDENTED = re.compile(
    rf"(?P<indent>[ ]{{0,3}})(?:!!!|\?\?\?\+?)[ ](?P<kind>{_KIND})(?:[ ]{_KIND}){{0,5}}"
    r"(?:[ ]+\"(?P<title>[^\"]*)\")?[ \t]*$"
)
_FENCED = re.compile(
    rf"[ ]{{0,3}}:{{3,}}[ ]*(?:(?P<kind>{_KIND})|\{{(?P<said>[^{{}}]{{1,200}})\}})"
    r"(?:\[(?P<title>[^\]]{1,200})\]|[ ]+(?P<words>[^\[\]{}:]{1,200}))?[ \t]*(?:\{[^{}]{0,200}\})?$"
)
_END = re.compile(r"[ ]{0,3}:{3,}[ \t]*$")
_CALLOUT = re.compile(r"\.callout-(?P<kind>\w+)")
_TITLE = re.compile(r"\btitle=[\"'](?P<title>[^\"']{1,200})[\"']")
_UNNAMED = ("details", "code-group", "columns", "column", "div")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ ]+(?P<title>\S.*)$")
_STEP = 4  # spaces by which lines are indented below ``!!!``


def with_callouts(text: str) -> str:
    """Markdown with the heads of callouts as lines, and what is in them as it stands elsewhere."""
    if "!!! " not in text and "???" not in text and ":::" not in text:
        return text
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    fences = Fences()
    within: list[int] = []  # how far what is in callouts is indented
    fenced = 0
    untitled = ""  # the kind of a callout whose first line may be a heading, its title
    for line in lines:
        while within and line.strip() and len(line) - len(line.lstrip(" ")) < within[-1]:
            within.pop()
        line = line[_STEP * len(within) :] if line.strip() else line
        if untitled:
            if not line.strip():
                continue
            heading = _HEADING.match(line)
            yield from _head(untitled, heading and heading["title"])
            untitled = ""
            if heading:
                continue
        if fences.hold(line):
            yield line
        elif indented := _INDENTED.match(line):
            yield from _head(indented["kind"], indented["title"])
            within.append(len(indented["indent"]) + _STEP * (len(within) + 1))
        elif opened := _FENCED.match(line):
            fenced += 1
            kind, title = _said(opened)
            if title is None:
                untitled = kind
            else:
                yield from _head(kind, title)
        elif fenced and _END.match(line):
            fenced -= 1
            yield ""
        else:
            yield line


def _said(opened: re.Match[str]) -> tuple[str, str | None]:
    """What kind a callout is of, "" for other containers, and its title if it has one."""
    said = opened["said"] or ""
    titled, named = _TITLE.search(said), _CALLOUT.search(said)
    kind = opened["kind"] or (named["kind"] if named else "")
    title = opened["title"] or opened["words"] or (titled["title"] if titled else None)
    return "" if kind in _UNNAMED else kind, title


def _head(kind: str, title: str | None) -> Iterator[str]:
    """The line that heads a callout, and a blank one; none where its maker wants none."""
    if title is None:
        title = told(kind.capitalize()) if kind else ""
    if title.strip():
        yield title.strip()
        yield ""

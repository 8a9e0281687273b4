"""Pictures that are written into the text of Markdown itself (``data:``), as exports have them.

Their letters and digits say nothing, and may be many times as long as the text. Pure.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping

from ragqa.text.fenced_code import Fences

_DATA = "data:image/"
_SAID = rf"<?(?P<data>{_DATA}[^\s<>()]*)>?"
_DEFINED = re.compile(rf" {{0,3}}\[(?P<label>[^\]]{{1,200}})\]:[ \t]*{_SAID}(?!\S)")
_PICTURE = re.compile(
    rf"!\[(?P<alt>[^\[\]]{{0,500}})\](?:\([ \t]*{_SAID}(?:[ \t][^)]{{0,500}})?\)"
    r"|\[(?P<label>[^\[\]]{0,200})\])?"
)
_TAG = re.compile(rf"<img\s[^<>]{{0,2000}}?\bsrc=['\"]?(?P<data>{_DATA}[^\s<>'\"]*)[^<>]*+>")


def without_pictures(text: str, read: Callable[[str], str]) -> str:
    """The text without them, with what each shows below the paragraph that it stands in.

    Args:
        text: Markdown.
        read: Gives what a picture shows, "" for nothing; is told its ``data:``.
    """
    return "\n".join(_lines(text.split("\n"), read)) if _DATA in text else text


def _lines(lines: list[str], read: Callable[[str], str]) -> Iterator[str]:
    fences = Fences()
    prose = [not fences.hold(line) for line in lines]
    defined = {
        found["label"].lower(): found["data"]
        for line in itertools.compress(lines, prose)
        if (found := _DEFINED.match(line))
    }
    below: list[str] = []
    for line, is_prose in zip(lines, prose, strict=True):
        if not line.strip():
            yield from _paragraphs(below)
            below.clear()
        if not is_prose:
            yield line
        elif not _DEFINED.match(line):
            shown, pictures = _shown(line, defined)
            yield shown
            below += filter(None, map(read, pictures))
    yield from _paragraphs(below)


def _paragraphs(texts: list[str]) -> Iterator[str]:
    for text in texts:
        yield from ("", text)


def _shown(line: str, defined: Mapping[str, str]) -> tuple[str, list[str]]:
    """A line with what is said of its pictures in their place, and the pictures."""
    pictures: list[str] = []

    def told(found: re.Match[str]) -> str:
        said = found.groupdict()
        label = (said.get("label") or said.get("alt") or "").lower()
        if not (data := said["data"] or defined.get(label)):
            return found.group()
        pictures.append(data)
        return said.get("alt") or ""

    return _TAG.sub(told, _PICTURE.sub(told, line)), pictures

"""Code in a web page, as its writer has lined it up. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from ingest.formats.web.skipped import is_skipped

_CALLED = re.compile(
    r"(?:^|[\s_-])(?:code|codehilite|sourcecode|highlight|highlighter|hljs|language|lang|brush"
    r"|prettyprint|shiki|programlisting|screen|console|terminal|snippet|listing|literal)"
    r"(?:$|[\s_:-]|block)",
    re.IGNORECASE,
)
_CODE_CELL = re.compile(r"(?:^|\s)(?:blob-code|code|rouge-code|hljs-ln-code)(?:$|\s)")
_LINES = frozenset(("div", "p", "li", "tr"))  # each a line, or some
_FRAMES = frozenset(("div", "figure", "td"))
_AROUND = 3  # elements around code that may be called so
_LONGEST = 1200  # characters of what nothing but its look tells
_PROSE_END = re.compile(r"[。！？.!?：，；][”’」』\"')）]*[ \t]*$", re.MULTILINE)
# A sign that programs and commands have; or nothing but short lines that begin as commands do.
_SIGN = re.compile(r"[=<>{}\[\]|\\$_/#;]|(?<!\S)--?[a-z]|\(\)|[a-z]\.[a-z]")
_COMMANDS = re.compile(r"(?:[a-z][\w.-]*(?: \S+){0,5}(?:\n|\Z))+")
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_MOST_WIDE = 0.4  # of the letters


def code_of(pre: Any, *, is_mail: bool = False) -> str:
    """The code that a preformatted text is; "" where it is other text that keeps its lines.

    Args:
        pre: The element.
        is_mail: Whether it is of a mail, where most that is preformatted is what somebody wrote.
    """
    text = lines_of(pre)
    if _is_called(pre) or _is_all_code(pre, text):
        return text
    return text if not is_mail and _looks_so(text) and not _is_page(pre) else ""


def code_in(table: Any) -> str:
    """The code that a table shows whose rows are its lines, or that stands beside their numbers."""
    if next(table.iter("pre"), None) is not None:
        return ""
    lines = []
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th") and not is_skipped(cell)]
        if len(cells) != 1 or not _CODE_CELL.search(cells[0].get("class", "")):
            return ""
        lines.append(lines_of(cells[0]))
    return "\n".join(lines)


def lines_of(element: Any) -> str:
    """The text of an element, its lines as they are; without their numbers."""
    own_lines = sum(child.tag == "code" for child in element) > 1
    parts: list[str] = []
    for piece in _pieces(element, own_lines=own_lines):
        if piece:
            parts.append(piece)
        elif piece is None and parts and not parts[-1].endswith("\n"):
            parts.append("\n")
    text = "".join(parts).replace("\r\n", "\n").replace("\xa0", " ")
    return text.strip("\n").rstrip()


def _pieces(element: Any, *, own_lines: bool) -> Iterator[str | None]:
    """The texts within, None where a line ends if it has not yet; not recursive."""
    waiting: list[Any] = [element]
    while waiting:
        node = waiting.pop()
        if node is None or isinstance(node, str):
            yield node
            continue
        if not isinstance(node.tag, str) or (node is not element and is_skipped(node)):
            continue
        is_line = node is not element and (node.tag in _LINES or (own_lines and node.tag == "code"))
        inner: list[Any] = [None] if is_line else []
        inner.append("\n" if node.tag == "br" else node.text or "")
        for child in node:
            inner += (child, child.tail or "")
        waiting.extend(reversed([*inner, None] if is_line else inner))


def _is_called(pre: Any) -> bool:
    around = itertools.takewhile(lambda one: one.tag in _FRAMES, pre.iterancestors())
    named = (pre, *itertools.islice(pre.iter("code"), 1), *itertools.islice(around, _AROUND))
    return any(_CALLED.search(one.get("class", "")) for one in named)


def _is_all_code(pre: Any, text: str) -> bool:
    """Whether all of it is marked as code, or as what is typed or printed."""
    marked = sum(
        len("".join(one.itertext()).strip()) for one in pre.iterchildren("code", "samp", "kbd")
    )
    return marked > 0 and marked * 10 >= 9 * len(text)


def _looks_so(text: str) -> bool:
    if not text or len(text) > _LONGEST or _PROSE_END.search(text):
        return False
    letters = sum(map(str.isalpha, text))
    return len(_WIDE.findall(text)) <= _MOST_WIDE * letters and bool(
        _SIGN.search(text) or _COMMANDS.fullmatch(text)
    )


def _is_page(pre: Any) -> bool:
    """Whether it is all there is, as where a browser shows a text file."""
    body = next(pre.iterancestors("body"), None)
    return body is not None and len(body) == 1 and body[0] is pre

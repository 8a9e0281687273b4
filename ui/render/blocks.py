"""The blocks of an answer in Markdown: paragraphs, lists, tables, headings, code.

Read with markdown-it-py, and of Markdown only what is named here: no HTML, no links, no pictures,
no references. What it leaves is text. Each line and cell is told by where it stands in the answer,
so that markers and marks keep their places.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ragqa.text.fenced_code import FENCED

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

# A line that begins no list and no row, behind an empty one, ends every block before it: so the
# parts of an answer that grows are read once each.
_PARTED = re.compile(r"\n[ \t]*\n(?=[^\s\-*+|\d])")
_QUOTE = re.compile(r"(?=[^\n])(?s:.*?\[\d{1,3}\](?=\n)|.*[^\n])")
_DEEPEST = 40  # levels, two for each list; what is deeper would be dropped
_WIDE = 100  # numbers from here on need more room before the line

# What is wider than the page is scrolled, with keys too: so it can be tabbed to.
_CODE = '<pre tabindex="0"><code>'
_TAGS = {
    "paragraph_open": "<p>",
    "paragraph_close": "</p>",
    "heading_open": "<h3>",
    "heading_close": "</h3>",
    "bullet_list_open": "<ul>",
    "bullet_list_close": "</ul>",
    "ordered_list_close": "</ol>",
    "list_item_close": "</li>",
    "hr": "<hr>",
    "table_open": '<div class="table" tabindex="0"><table>',
    "table_close": "</table></div>",
    "thead_open": "<thead>",
    "thead_close": "</thead>",
    "tbody_open": "<tbody>",
    "tbody_close": "</tbody>",
    "tr_open": "<tr>",
    "th_close": "</th>",
    "td_close": "</td>",
}


Kind = Literal["markdown", "plain", "code"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an answer that is drawn by itself, whatever stands around it.

    Attributes:
        start: Where it begins in the answer.
        end: Where it ends.
        kind: How it is read.
        indent: Of code: spaces that stand before each line with its fence.
    """

    start: int
    end: int
    kind: Kind
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of a part, a cell, or all of its code.

    Attributes:
        start: Where it begins in the part.
        end: Where it ends.
        kind: Which of them.
    """

    start: int
    end: int
    kind: Literal["line", "cell", "code"] = "line"


Piece = str | Words
"""A tag of ours as HTML, or where text stands."""


def parts(text: str, *, quoted: bool = False) -> Iterator[Part]:
    """The parts of an answer in order; blocks of code are those of ``FENCED``.

    Args:
        text: The answer.
        quoted: Whether all but the code is no Markdown: a part up to each line that ends with a
            marker, as quotes do.
    """
    at = 0
    between = _quotes if quoted else _paragraphs
    for fence in FENCED.finditer(text):
        yield from between(text, at, fence.start())
        yield _code(text, fence)
        at = fence.end()
    yield from between(text, at, len(text))


def _code(text: str, fence: re.Match[str]) -> Part:
    """The code without the spaces before both of its fences."""
    before = text[text.rfind("\n", 0, fence.start()) + 1 : fence.start()]
    start, end = fence.span(1)
    if before and not before.strip():
        return Part(start, start + len(fence[1].rstrip()), "code", len(before))
    return Part(start, end, "code")


def _quotes(text: str, at: int, end: int) -> Iterator[Part]:
    for quote in _QUOTE.finditer(text, at, end):
        yield Part(*quote.span(), "plain")


def _paragraphs(text: str, at: int, end: int) -> Iterator[Part]:
    for match in _PARTED.finditer(text, at, end):
        yield Part(at, match.end(), "markdown")
        at = match.end()
    if text[at:end].strip():
        yield Part(at, end, "markdown")


def pieces(source: str, kind: Kind) -> Sequence[Piece]:
    """What a part is made of, in order."""
    if kind == "code":
        return _CODE, Words(0, len(source), "code"), "</code></pre>"
    if kind == "plain":
        return "<p>", Words(0, len(source)), "</p>"
    tokens = _parser().parse(source)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        return pieces(source, "plain")
    return [*_Reading(source).pieces(tokens)]


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"html": False, "maxNesting": _DEEPEST})
    parser.block.ruler.before("table", "not_a_row", _is_no_row, {"alt": ["blockquote"]})
    # Without "code", for what is indented in an answer is mostly text; "inline" is ours.
    parser.core.ruler.enableOnly(["block"])
    parser.block.ruler.enableOnly(["not_a_row", "table", "list", "heading", "hr", "paragraph"])
    return parser


def _is_no_row(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """Whether a line ends the table above it: else text right under one would become a row."""
    row = state.src[state.bMarks[line] : state.eMarks[line]]
    return silent and state.parentType == "table" and "|" not in row


class _Reading:
    """Where the tokens of one part of an answer stand in it."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines = [0, *(match.end() for match in re.finditer("\n", source))]
        self._numbers: list[tuple[int, int]] = []  # of each open list: the first and the last
        self._at = 0  # how far the row of a table is read
        self._row = 0

    def pieces(self, tokens: Sequence[Token]) -> Iterator[Piece]:
        for place, token in enumerate(tokens):
            match token.type:
                case "inline" if tokens[place - 1].type in ("th_open", "td_open"):
                    yield from self._cell(token.content)
                case "inline":
                    yield from self._paragraph(token, tokens[place - 1])
                case "heading_open" | "heading_close" if token.markup == "#":
                    # A single # is no heading: commands for root begin with it.
                    yield _TAGS[token.type.replace("heading", "paragraph")]
                case "ordered_list_open":
                    yield self._list(token, int(tokens[place + 1].info))
                case "list_item_open":
                    yield self._item(token)
                case "th_open" | "td_open":
                    yield _cell_tag(token)
                case "tr_close":
                    yield "</tr>"
                case "td_close" if tokens[place + 1].type == "tr_close":
                    yield from self._rest()
                    yield "</td>"
                case _:
                    if token.type == "tr_open" and token.map:
                        self._row = token.map[0]
                        self._at = self._lines[self._row]
                    if token.type in ("bullet_list_open", "bullet_list_close"):
                        self._nest(token)
                    elif token.type == "ordered_list_close":
                        self._numbers.pop()
                    yield _TAGS[token.type]

    def _nest(self, token: Token) -> None:
        if token.nesting > 0:
            self._numbers.append((0, 0))
        else:
            self._numbers.pop()

    def _list(self, token: Token, first: int) -> str:
        self._numbers.append((first, 0))
        names = ["paren"] * (token.markup == ")") + ["wide"] * (first >= _WIDE)
        return f'<ol class="{" ".join(names)}">' if names else "<ol>"

    def _item(self, token: Token) -> str:
        """With its own number, unless it is the next one or all have the same."""
        if not token.info:
            return "<li>"
        number = int(token.info)
        first, last = self._numbers[-1]
        following = last + 1
        if last and number == first:
            number = following
        self._numbers[-1] = first, number
        return "<li>" if number == following else f'<li value="{number}">'

    def _paragraph(self, token: Token, opened: Token) -> Iterator[Piece]:
        first, last = token.map or (0, len(self._lines))
        shown = token.content.split("\n")
        whole = opened.markup == "#" or len(shown) != last - first
        for row in range(first, last):
            start, end = self._bounds(row)
            words = "" if whole else shown[row - first].strip()
            at = self._source.rfind(words, start, end)
            if row > first:
                yield "\n"
            yield Words(at, at + len(words)) if words and at >= 0 else Words(start, end)

    def _cell(self, content: str) -> Iterator[Piece]:
        escaped = content.replace("|", "\\|")
        at = self._source.find(escaped, self._at, self._bounds(self._row)[1])
        if escaped and at >= 0:
            self._at = at + len(escaped)
            yield Words(at, self._at, "cell")

    def _rest(self) -> Iterator[Piece]:
        """What stands behind the last cell of a row: mostly a marker; Markdown would drop it."""
        rest = self._source[self._at : self._bounds(self._row)[1]].strip(" \t\r|")
        if rest:
            at = self._source.index(rest, self._at)
            yield from (" ", Words(at, at + len(rest), "cell"))

    def _bounds(self, row: int) -> tuple[int, int]:
        """Where a line begins and ends, without its end mark."""
        end = self._lines[row + 1] - 1 if row + 1 < len(self._lines) else len(self._source)
        return self._lines[row], end


def _cell_tag(token: Token) -> str:
    name = token.tag
    scope = ' scope="col"' if name == "th" else ""
    side = str(token.attrs.get("style", "")).removeprefix("text-align:")
    side = f' class="{side}"' if side in ("center", "right") else ""
    return f"<{name}{scope}{side}>"


# What the end of a growing answer may become: a list, a heading, a fence, a marker, bold or code,
# or a sign behind a backslash.
_UNSETTLED = re.compile(
    r"(?:(?:^|(?<=\n))[ \t]*(?:[-+*]{1,3}|\d{1,9}[.)]?|#{1,6}|`{1,2}|```[^`\n]*)"
    r"|[\[【［][\d,，\s-]{0,9}|\*{1,2}|`{1,2}|\\|\s+)\Z"
)


def settled(text: str) -> str:
    """As much of a growing answer as will stay as it is: no half row, marker, or list mark."""
    text = _without_half_table(text)
    while match := _UNSETTLED.search(text, max(0, text.rfind("\n", 0, len(text.rstrip())))):
        text = text[: match.start()]
    return text


def _without_half_table(text: str) -> str:
    """Without the row that is being written, and the header before its line of dashes."""
    lines = text.split("\n")
    begun = len(lines) - 1
    top = begun
    while top and lines[top - 1].lstrip().startswith("|"):
        top -= 1
    is_row = lines[begun].lstrip().startswith("|")
    if begun - top < 2 and (is_row or (begun > top and not lines[begun].strip())):
        return "\n".join(lines[:top])
    return "\n".join(lines[:begun]) if is_row else text

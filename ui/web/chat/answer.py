"""An answer as HTML: paragraphs, lists, tables, headings, bold, code, citation buttons, marks of
missing support.

No links, no images, no raw HTML, so neither a document nor a model can make the browser fetch
anything. What quotes documents alone is shown letter for letter: nothing in it is meant as markup.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ui.render.blocks import Kind, Part, Words, parts, pieces, settled
from ui.render.inline import BOLD, CODE, stroked, unescaped
from ui.texts.web import WebTexts
from ui.web.markup import action, escaped

_NUMBER = r"\[(?P<number>\d{1,3})\]"
_INLINE = re.compile(f"{CODE}|{BOLD}|{_NUMBER}")
# At the end of what grows, bold and code are so before they are closed.
_GROWING = re.compile(
    f"{CODE}|{BOLD}|{_NUMBER}"
    r"|(?<!\\)`(?P<begun_code>[^`\n]+)\Z|(?<!\\)\*\*(?=[^\s*])(?P<begun_bold>[^*\n]+)\Z"
)
_QUOTED = re.compile(_NUMBER)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A part of an answer, and all that its HTML depends on. Places are those in the part."""

    text: str
    kind: Kind
    indent: int
    marks: tuple[int, ...]
    unsupported: tuple[tuple[int, int], ...]
    exchange: int
    passages: int
    label: str
    hint: str
    quoted: bool
    growing: bool


Drawn = dict[Drawing, str]
"""Parts of one answer as HTML. Whoever shows the answer has it: nobody's is kept for longer."""


def answer_html(
    text: str,
    exchange: int,
    passages: int,
    marks: Collection[int],
    texts: WebTexts,
    unsupported: Sequence[tuple[int, int]] = (),
    *,
    quoted: bool = False,
    growing: bool = False,
    known: Drawn | None = None,
) -> str:
    """An answer with a button for each of its markers that has a passage.

    Args:
        text: The answer.
        exchange: Its 0-based number in the conversation.
        passages: How many passages there are to open.
        marks: Where in ``text`` markers begin; all else like [n] is text.
        texts: Of the user's language.
        unsupported: [start, end) in ``text`` of sentences that no passage supports, in order.
        quoted: Whether it is documents' own text, which is no Markdown.
        growing: Whether more is to come: what may yet become something else is left out, and so are
            the ends of the last elements, for what comes is to stand behind it.
        known: The parts as they were drawn before, which need not be drawn again; gets those of
            now, and keeps no others.
    """
    if growing and not quoted:
        text = settled(text)
    found = [*parts(text, quoted=quoted)]
    places = sorted(marks)
    drawings = [
        Drawing(
            text[part.start : part.end],
            part.kind,
            part.indent,
            _within(places, part),
            tuple(
                (a - part.start, b - part.start)
                for a, b in unsupported
                if a < part.end and b > part.start
            ),
            exchange,
            passages,
            texts.open_citation,
            texts.unsupported_hint,
            quoted,
            growing and part is found[-1],
        )
        for part in found
    ]
    known = {} if known is None else known
    drawn = {drawing: known.get(drawing) or _drawn(drawing) for drawing in drawings}
    known.clear()
    known.update(drawn)
    return "".join(map(drawn.__getitem__, drawings))


def _within(places: Sequence[int], part: Part) -> tuple[int, ...]:
    """Those of the places, in order, that are in a part, as places of the part."""
    first, last = bisect_left(places, part.start), bisect_left(places, part.end)
    return tuple(place - part.start for place in places[first:last])


def _drawn(page: Drawing) -> str:
    """A part as HTML."""
    drawn: list[str] = []
    for piece in pieces(page.text, page.kind):
        drawn += [piece] if isinstance(piece, str) else _words(page, piece)
    while page.growing and drawn and (not drawn[-1] or drawn[-1].startswith("</")):
        drawn.pop()
    return "".join(drawn)


def _words(page: Drawing, words: Words) -> list[str]:
    if words.kind == "code":
        return [escaped(re.sub(rf"^ {{0,{page.indent}}}", "", page.text, flags=re.MULTILINE))]
    return _inline(page, words.start, words.end, is_cell=words.kind == "cell")


def _inline(page: Drawing, at: int, end: int, *, is_cell: bool) -> list[str]:
    pattern = _GROWING if page.growing and end == len(page.text) else _INLINE
    drawn: list[str] = []
    for match in (_QUOTED if page.quoted else pattern).finditer(page.text, at, end):
        drawn += _plain(page, at, match.start(), is_cell=is_cell)
        at = match.end()
        kind = match.lastgroup or ""
        start, stop = match.span(kind)
        if kind.endswith("code"):
            code = stroked(match[kind]) if is_cell else match[kind]
            drawn += ["<code>", escaped(code), "</code>"]
        elif kind.endswith("bold"):
            drawn += ["<strong>", *_inline(page, start, stop, is_cell=is_cell), "</strong>"]
        else:
            drawn.append(_number(page, match))
    return [*drawn, *_plain(page, at, end, is_cell=is_cell)]


def _number(page: Drawing, match: re.Match[str]) -> str:
    """A marker as a button; what only looks like one as text."""
    number = int(match["number"])
    if match.start() not in page.marks or not 1 <= number <= page.passages:
        return escaped(match.group())
    label = page.label.format(number=number)
    return action(
        "number", str(number), css="marker", label=label, exchange=page.exchange, number=number
    )


def _plain(page: Drawing, at: int, end: int, *, is_cell: bool) -> list[str]:
    """The text from ``at`` to ``end``, marked where no passage supports it."""
    drawn: list[str] = []
    for start, stop in page.unsupported:
        left, right = max(at, start), min(end, stop)
        if left < right:
            hint = escaped(page.hint)
            drawn.append(_text(page, at, left, is_cell=is_cell))
            inner = _text(page, left, right, is_cell=is_cell)
            drawn += [f'<span class="unsupported" title="{hint}">', inner, "</span>"]
            at = right
    return [*drawn, _text(page, at, end, is_cell=is_cell)]


def _text(page: Drawing, at: int, end: int, *, is_cell: bool) -> str:
    text = stroked(page.text[at:end]) if is_cell else page.text[at:end]
    return escaped(text if page.quoted else unescaped(text))

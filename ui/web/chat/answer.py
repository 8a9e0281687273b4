"""An answer as HTML: paragraphs, headings, bold, code, citation buttons, marks of missing support.

No links, no images, no raw HTML, so neither a document nor a model can make the browser fetch
anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ragqa.text.fenced_code import FENCED
from ui.texts.web import WebTexts
from ui.web.markup import action, escaped

# A single # is no heading: quoted commands for root begin with it.
_INLINE = re.compile(
    r"`([^`\n]+)`|\*\*([^*\n]+)\*\*|\[(\d{1,3})\]|^\#{2,4}[ ]+([^\s#].*)$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class _Page:
    """What an answer is drawn with."""

    text: str
    exchange: int
    passages: int
    marks: Collection[int]
    texts: WebTexts
    unsupported: Sequence[tuple[int, int]]


def answer_html(
    text: str,
    exchange: int,
    passages: int,
    marks: Collection[int],
    texts: WebTexts,
    unsupported: Sequence[tuple[int, int]] = (),
) -> str:
    """An answer with a button for each of its markers that has a passage.

    Args:
        text: The answer.
        exchange: Its 0-based number in the conversation.
        passages: How many passages there are to open.
        marks: Where in ``text`` markers begin; all else like [n] is text.
        texts: Of the user's language.
        unsupported: [start, end) in ``text`` of sentences that no passage supports, in order.
    """
    page = _Page(text, exchange, passages, marks, texts, unsupported)
    pieces: list[str] = []
    at = 0
    for fence in FENCED.finditer(text):
        before = text[at : fence.start()].rstrip("\n")
        pieces.append(_inline(page, at, at + len(before)))
        pieces.append(f"<pre><code>{escaped(fence.group(1))}</code></pre>")
        at = fence.end()
    if at:
        at += len(text[at:]) - len(text[at:].lstrip("\n"))
    return "".join([*pieces, _inline(page, at, len(text))])


def _inline(page: _Page, at: int, end: int) -> str:
    pieces: list[str] = []
    for match in _INLINE.finditer(page.text, at, end):
        code, bold, number, heading = match.groups()
        pieces.append(_plain(page, at, match.start()))
        if code is not None:
            pieces.append(f"<code>{escaped(code)}</code>")
        elif bold is not None or heading is not None:
            start, stop = match.span(2 if heading is None else 4)
            pieces.append(f"<strong>{_inline(page, start, stop)}</strong>")
        elif match.start() in page.marks and 1 <= int(number) <= page.passages:
            label = page.texts.open_citation.format(number=int(number))
            place = int(number)
            pieces.append(
                action(
                    "number",
                    str(place),
                    css="marker",
                    label=label,
                    exchange=page.exchange,
                    number=place,
                )
            )
        else:
            pieces.append(escaped(match.group()))
        at = match.end()
    pieces.append(_plain(page, at, end))
    return "".join(pieces)


def _plain(page: _Page, at: int, end: int) -> str:
    """The text from ``at`` to ``end``, marked where no passage supports it."""
    pieces: list[str] = []
    for start, stop in page.unsupported:
        left, right = max(at, start), min(end, stop)
        if left < right:
            hint = escaped(page.texts.unsupported_hint)
            pieces.append(escaped(page.text[at:left]))
            pieces.append(
                f'<span class="unsupported" title="{hint}">{escaped(page.text[left:right])}</span>'
            )
            at = right
    return "".join([*pieces, escaped(page.text[at:end])])

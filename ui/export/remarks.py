"""What stands under an answer in a file, besides its sources. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ragqa.answer.quoted.quoting import NAME as QUOTING
from ragqa.store.kept.said import Said
from ragqa.types import Citation, Passage
from ui.render import snippet
from ui.render.quotes import for_reading
from ui.render.remarks import differing, ended, unread, weak
from ui.texts.talks import TalkTexts
from ui.texts.web import WebTexts

Since = Sequence[Sequence[str]]
"""For each exchange what has come to pass since, in sentences; none at all where none has."""


def remarks(said: Said, number: int, since: Since, texts: WebTexts, talks: TalkTexts) -> list[str]:
    """The sentences; of an answer that is not there, only what has become of it.

    Args:
        said: What was asked and answered.
        number: 0-based, in the conversation.
        since: Of the conversation.
        texts: For the sentences of the page.
        talks: In the same language.
    """
    lines: list[str] = []
    if said.removed:
        lines.append(talks.answer_removed)
    elif said.answer is None and said.text:
        lines.append(talks.unfinished)
    elif said.answer is not None:
        answer = said.answer
        lines += differing(answer, texts)
        lines += [
            talks.unsupported.format(sentence=snippet(said.text[start:end]))
            for start, end in answer.unsupported
        ]
        lines += [*weak(answer, texts), *ended(answer, texts), *unread(answer, texts)]
    return [*lines, *(since[number] if since else ())]


def is_quoted(said: Said) -> bool:
    """Whether its text is documents' own, in which nothing is meant as Markdown."""
    return said.answer.model == QUOTING if said.answer else said.mode == "quotes"


def sources(said: Said) -> list[Citation | Passage]:
    """What is listed: the citations as they are read, or the passages of a search alone."""
    if said.removed:
        return []
    if said.answer is not None:
        return [for_reading(cited, said.passages) for cited in said.answer.citations]
    return list(said.passages) if said.mode == "search" else []


def numbered(where: Citation | Passage, place: int) -> tuple[int, str, bool]:
    """The number of a source, its quote, and whether that is in doubt; ``place`` is 0-based."""
    if isinstance(where, Citation):
        return where.number, where.quote, not where.verified
    return place + 1, snippet(where.text), False

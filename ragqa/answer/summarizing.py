"""A summary with citations, by reading all of a text in parts that fit the context window.

Each part is summarised; the sentences of the document that its citations prove are what the next
round reads, until all fit at once. So whatever is summarised last is still the document's own text,
and its citations are checked like those of any answer.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from ragqa.answer import prompts
from ragqa.answer.claims.citations import check
from ragqa.answer.fence import Fence
from ragqa.answer.quoted.central import Place, central, central_of_each, sampled
from ragqa.answer.whole import all_passages, cut, documents_in
from ragqa.errors import QuestionError
from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.text.language import Language, detect, sentence_spans
from ragqa.text.markers import without_markers
from ragqa.types import Passage, Reading

SENTENCES = 6
"""Most sentences of a summary, and of that of each part."""

_QUOTED_DOCUMENTS = 12  # of which sentences are quoted where there is no model
_BRIEF_DOCUMENTS = 24
_BRIEF_PARTS = 4  # of which each takes a model without a GPU a minute or two
_BRIEF_SENTENCES = 48  # that stand for more than so many parts

_SLACK = 64
# Most sentences that are kept of a part, round by round: each round has less to read than the last.
_EVIDENCE = (SENTENCES, 5, 4, 3, 2, 1, 1, 1)

Ask = Callable[[list[BaseMessage]], Generator[Any, None, tuple[str, str]]]
"""What a model says to messages, and why it ended: "stop" or "length". Yields at each of its steps;
closing it ends the model."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a summary is made of.

    Attributes:
        passages: All there is to read, in order.
        language: Of the summary.
        documents: How many documents are read.
        found: How many there are.
    """

    passages: tuple[Passage, ...]
    language: Language
    documents: int
    found: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A summary before its citations are checked.

    Attributes:
        text: As written.
        passages: What it cites, number 1 first.
        finish: "stop", or "length" where it was cut off.
        instructions: Tokens of the last prompt without its passages, 0 where there was none.
        prompt: Tokens of the last prompt.
        shortened: Whether only the most central sentences were read.
    """

    text: str
    passages: tuple[Passage, ...]
    finish: str = "stop"
    instructions: int = 0
    prompt: int = 0
    shortened: bool = False


@dataclass(frozen=True, slots=True)
class Summarizer:
    """Summarises by a language model.

    Attributes:
        model: Counts tokens.
        ask: Answers messages with the model.
        embeddings: Choose sentences of a part for which the model cites nothing.
        room: Tokens that a prompt may have.
        language: Of the summary.
        fence: Marks where passages begin and end.
        brief: Whether of a text of many parts only the most central sentences are read.
    """

    model: BaseChatModel
    ask: Ask
    embeddings: Embeddings
    room: int
    language: Language
    fence: Fence
    brief: bool = False

    def summarize(self, passages: Sequence[Passage]) -> Generator[Reading, None, Draft]:
        """Yields how many parts were read, again at each step of the model, so that closing it
        ends the model; returns the summary.

        Raises:
            QuestionError: The context window has no room for a single sentence, or for so few that
                what was read does not become less.
        """
        shortened = self.brief and len(self._parts(passages)) > _BRIEF_PARTS
        if shortened:
            chosen = central_of_each(passages, self.embeddings, _BRIEF_SENTENCES)
            passages = _cut(passages, chosen)
        done = 0
        for most in _EVIDENCE:
            parts = self._parts(passages)
            if len(parts) <= 1:
                break
            evidence: list[Passage] = []
            for number, part in enumerate(parts):
                place = Reading(done + number, done + len(parts) + 1)
                yield place
                evidence += yield from self._evidence(part, most, place)
            done += len(parts)
            passages = evidence
        else:
            parts = self._parts(passages)
            if len(parts) > 1:
                raise _too_small(self.room)
        if not parts:  # there is not one sentence in all of it
            return Draft("", ())
        yield (place := Reading(done, done + 1))
        text, finish = yield from self._asked(self._messages(parts[0]), place)
        yield Reading(done + 1, done + 1)
        return Draft(
            text,
            tuple(parts[0]),
            finish,
            instructions=self._prompt_tokens(()),
            prompt=self._prompt_tokens(parts[0]),
            shortened=shortened,
        )

    def _messages(self, passages: Sequence[Passage]) -> list[BaseMessage]:
        return prompts.build_summary(passages, self.language, fence=self.fence, sentences=SENTENCES)

    def _parts(self, passages: Sequence[Passage]) -> list[list[Passage]]:
        """``passages``, in order, in parts that fit."""
        free = self.room - self._prompt_tokens(()) - _SLACK
        parts: list[list[Passage]] = []
        spent = free + 1
        waiting = list(reversed(passages))
        while waiting:
            passage = waiting.pop()
            tokens = self._tokens(passage)
            if tokens > free:
                waiting += reversed(_halves(passage, self.room))
            elif spent + tokens > free:
                parts.append([passage])
                spent = tokens
            else:
                parts[-1].append(passage)
                spent += tokens
        return [fitting for part in parts for fitting in self._fitting(part)]

    def _fitting(self, part: list[Passage]) -> list[list[Passage]]:
        """The part, or its halves where it takes more than its passages counted apart."""
        if self._prompt_tokens(part) <= self.room:
            return [part]
        if len(part) == 1:
            part = _halves(part[0], self.room)
        middle = len(part) // 2
        return [*self._fitting(part[:middle]), *self._fitting(part[middle:])]

    def _prompt_tokens(self, passages: Sequence[Passage]) -> int:
        return self.model.get_num_tokens_from_messages(self._messages(passages))

    def _tokens(self, passage: Passage) -> int:
        return self.model.get_num_tokens(prompts.numbered(99, passage, self.language)) + 2

    def _asked(
        self, messages: list[BaseMessage], place: Reading
    ) -> Generator[Reading, None, tuple[str, str]]:
        with closing(self.ask(messages)) as steps:
            while True:
                try:
                    next(steps)
                except StopIteration as end:
                    said: tuple[str, str] = end.value
                    return said
                yield place

    def _evidence(
        self, part: Sequence[Passage], most: int, place: Reading
    ) -> Generator[Reading, None, list[Passage]]:
        """The sentences of a part that its summary rests on; its most central ones without any."""
        said, _ = yield from self._asked(self._messages(part), place)
        cited = check(said, part).citations
        spans = [
            (c.number - 1, (c.start - part[c.number - 1].start, c.end - part[c.number - 1].start))
            for c in cited
            if c.verified
        ]
        chosen = sorted(list(dict.fromkeys(spans))[:most])
        return _cut(part, chosen or central(part, self.embeddings, most))


def readable(
    index: Index, scope: Scope, language: Language | None, most: int | None = None
) -> Material:
    """What is to be summarised.

    Args:
        index: Holds the documents.
        scope: Which of them.
        language: Of the summary; None for that of the documents.
        most: Documents, evenly taken; None for all.

    Raises:
        UnknownSourceError: ``scope`` means nothing that is there.
    """
    documents = documents_in(index, scope)
    taken = documents if most is None else sampled(documents, most)
    passages = all_passages(index, taken, scope)
    language = language or detect(" ".join(p.text[:200] for p in passages[:50]))
    return Material(passages, language, len(taken), len(documents))


def drafted(
    index: Index,
    scope: Scope,
    language: Language | None,
    by_model: Callable[[Language], Summarizer] | None,
    *,
    brief: bool,
) -> Generator[Reading, None, tuple[Draft, Material]]:
    """A summary of the documents of ``scope``, and what it was made of.

    Args:
        index: Holds the documents.
        scope: Which of them.
        language: Of the summary; None for that of the documents.
        by_model: Gives what summarises in a language; None to quote the most central sentences.
        brief: Whether not all of what is long need be read.

    Raises:
        UnknownSourceError: ``scope`` means nothing that is there.
        QuestionError: The context window is too small.
    """
    if by_model is None:
        read = readable(index, scope, language, _QUOTED_DOCUMENTS)
        return extract(read.passages, cast(Embeddings, index.embeddings)), read
    read = readable(index, scope, language, _BRIEF_DOCUMENTS if brief else None)
    return (yield from by_model(read.language).summarize(read.passages)), read


def extract(passages: Sequence[Passage], embeddings: Embeddings) -> Draft:
    """The most central sentences of ``passages``, one on a line, each with its marker."""
    chosen = central_of_each(passages, embeddings, SENTENCES)
    given = [passages[number] for number in dict.fromkeys(number for number, _ in chosen)]
    lines = [
        f"{' '.join(without_markers(passages[number].text[slice(*span)]).split())} "
        f"[{given.index(passages[number]) + 1}]"
        for number, span in chosen
    ]
    return Draft("\n".join(lines), tuple(given))


def _cut(part: Sequence[Passage], places: Sequence[Place]) -> list[Passage]:
    return [cut(part[number], span) for number, span in places]


def _halves(passage: Passage, room: int) -> list[Passage]:
    """A passage in two, between sentences where it has several."""
    text = passage.text
    if len(text) < 2:
        raise _too_small(room)
    middle = len(text) // 2
    ends = [end for _, end in sentence_spans(text) if end < len(text)]
    at = min(ends, key=lambda end: abs(end - middle), default=middle)
    return [cut(passage, (0, at)), cut(passage, (at, len(text)))]


def _too_small(room: int) -> QuestionError:
    return QuestionError(
        f"A context window that leaves {room} tokens for a prompt is too small for a summary; "
        "raise context_size.",
        f"上下文窗口只剩 {room} 个 token 可用于提示，不足以写摘要；请增大 context_size。",
    )

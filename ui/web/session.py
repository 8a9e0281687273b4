"""What one browser tab has asked and opened. Nothing here is shared between tabs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.formats.pdf_page import Mark
from ragqa.errors import RagqaError
from ragqa.replaying import Difference, stale
from ragqa.store.library import Library
from ragqa.text.language import Language
from ragqa.types import (
    Answer,
    Citation,
    Condensed,
    Event,
    Finished,
    Passage,
    Question,
    Retrieved,
    Token,
    Turn,
)
from ui.pages import can_be_painted
from ui.web.job import Job
from ui.web.shelf import Shelf


@dataclass(slots=True)
class Exchange:
    """A question and what came back so far.

    Attributes:
        question: As typed.
        rewritten: What was searched for, when it differs; else "".
        passages: What the model was given; number 1 first. None until search has ended.
        text: The answer so far.
        answer: Set when it is complete.
        error: Why there is no answer.
        stopped: Whether the user stopped it.
        changed: Cited documents that were changed or removed since, as far as was looked.
    """

    question: str
    rewritten: str = ""
    passages: tuple[Passage, ...] | None = None
    text: str = ""
    answer: Answer | None = None
    error: RagqaError | None = None
    stopped: bool = False
    changed: tuple[Difference, ...] = ()

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self.answer is None and self.error is None and not self.stopped

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those of the complete answer."""
        return self.answer.citations if self.answer else ()

    def take(self, event: Event) -> None:
        """Note one event of the chain."""
        if isinstance(event, Condensed):
            self.rewritten = event.question
        elif isinstance(event, Retrieved):
            self.passages = event.passages
        elif isinstance(event, Token):
            self.text += event.text
        elif isinstance(event, Finished):
            self.answer = event.answer
            self.text = event.answer.text
            self.passages = event.answer.passages


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it is shown; its picture is fetched by the browser.

    Attributes:
        number: 1-based.
        pages: How many the document has.
        width: Of the picture, in pixels.
        height: Of the picture, in pixels.
        marks: Where the quote stands, as parts of width and height.
        quoted: Whether the quote should stand on it.
    """

    number: int
    pages: int
    width: int
    height: int
    marks: tuple[Mark, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """The passage beside the conversation.

    Attributes:
        exchange: Index of the exchange it belongs to.
        passage: Index of the passage, 0-based (its number is one more).
        citation: Index of the citation whose quote is marked; None to mark nothing.
        page: The page that is shown in place of the text; None for the text.
        awaited: Number of the page that is being painted, 0 for none.
        refused: Why its page cannot be shown.
    """

    exchange: int
    passage: int
    citation: int | None
    page: Shown | None = None
    awaited: int = 0
    refused: RagqaError | None = None


@dataclass(slots=True)
class Session:
    """The state of one tab."""

    language: Language = "en"
    exchanges: list[Exchange] = field(default_factory=list)
    shown: int = -1
    opened: Opened | None = None
    job: Job[Event] | None = None
    shelf: Shelf = field(default_factory=Shelf)

    def ask(self, text: str) -> tuple[Exchange, Question]:
        """Begin an exchange; the question carries the earlier ones as its history."""
        history = tuple(Turn(e.question, e.text) for e in self.exchanges if e.text)
        exchange = Exchange(text)
        self.exchanges.append(exchange)
        self.shown = len(self.exchanges) - 1
        self.opened = None
        return exchange, Question(text, history)

    def look_again(self, library: Library) -> None:
        """Note which cited documents were changed or removed since they were cited."""
        for exchange in self.exchanges:
            exchange.changed = stale(exchange.citations, library)

    def forget(self) -> None:
        """Start a new conversation."""
        self.exchanges.clear()
        self.shown = -1
        self.opened = None

    def show(self, exchange: int) -> None:
        """Show the citations of an exchange, with none opened."""
        self.shown = exchange
        self.opened = None

    def open(self, exchange: int, *, citation: int | None, passage: int) -> None:
        """Open a passage; ``citation`` wins over ``passage`` when it is given.

        What does not exist is not opened: the numbers come from the page.
        """
        at = self.exchanges[exchange]
        if citation is not None and citation < len(at.citations):
            passage = at.citations[citation].number - 1
        elif citation is not None:
            citation = None
        if at.passages and 0 <= passage < len(at.passages):
            self.shown = exchange
            self.opened = Opened(exchange, passage, citation)
            if can_be_painted(at.passages[passage].source):
                self.opened = replace(self.opened, awaited=self.first_page(self.opened))

    def first_page(self, opened: Opened) -> int:
        """The page on which the quote or passage begins, 0 where there are no pages."""
        passage, cited = self.cited(opened)
        return (cited or passage).page_first or 0

    def cited(self, opened: Opened) -> tuple[Passage, Citation | None]:
        """The passage that is open, and the citation whose quote is marked in it."""
        exchange = self.exchanges[opened.exchange]
        passage = (exchange.passages or ())[opened.passage]
        return passage, None if opened.citation is None else exchange.citations[opened.citation]

    def open_number(self, exchange: int, number: int) -> None:
        """Open passage ``number`` (1-based) at its first citation, or as a whole."""
        cited = [c.number for c in self.exchanges[exchange].citations]
        first = cited.index(number) if number in cited else None
        self.open(exchange, citation=first, passage=number - 1)


def index_from(data: Mapping[str, Any], name: str, length: int) -> int | None:
    """A 0-based index below ``length`` from what a page sent; None when it is anything else."""
    text = str(data.get(name, ""))
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return None
    return number if (number := int(text)) < length else None

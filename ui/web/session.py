"""What one browser tab has asked and opened. Nothing here is shared between tabs."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ingest.formats.pdf.page import Mark
from ragqa.errors import RagqaError
from ragqa.replaying import stale
from ragqa.scope import EVERYWHERE, Scope
from ragqa.store.kept.conversations import Place
from ragqa.store.kept.said import without
from ragqa.store.library import Library
from ragqa.text.language import Language
from ragqa.types import Citation, Event, Passage, Turn
from ui.pages import can_be_painted
from ui.web.chat.asking import Asked, Found, Mode
from ui.web.chat.choice import Choice
from ui.web.chat.exchange import Exchange
from ui.web.job import Job
from ui.web.library.shelf import Shelf

Crossed = Literal["", "joined", "parted", "deleted"]
"""Nothing; it stands behind what the other tab has added; it is in a conversation of its own; it is
not kept, since the other tab has deleted the conversation."""


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


class TabLock:
    """``with session.lock:`` of two events of a tab that come at once, one waits for the other.

    One thread may take it twice. A copy is another lock: gradio copies the first state for each
    tab.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def __deepcopy__(self, memo: object) -> TabLock:
        return TabLock()


@dataclass(slots=True)
class Session:
    """The state of one tab.

    Attributes:
        lock: Held while its conversation begins, ends or is replaced.
        loaded: Whether it is known who has the page open, and in which language.
        away: Whether another tab of the page than the chat is looked at.
        language: Of the page.
        exchanges: The conversation.
        shown: Index of the exchange whose citations are shown; -1 for none.
        opened: The page or passage beside it.
        mode: What is done with the next question.
        choice: What it searches.
        choosing: Whether that is being chosen.
        name_part: Of the documents that are listed to choose from.
        owner: Whose conversations are listed: the browser's name, "" before the page is loaded.
        place: Where the conversation is kept.
        name: Which it was given; "" where it is called after its first question.
        after: Number of the kept exchange that the next one follows, where others were taken back;
            else None.
        crossed: What became of the last exchange because another tab wrote to the conversation.
        talk_words: What is looked for in the list of conversations.
        unkept: Why the last exchange could not be kept.
        downloads: How many files were exported.
        suggested: Questions for an empty chat.
        suggested_of: How many documents there were then.
        editing: Index of the exchange whose question the next one replaces.
        job: The answer that is being given.
        shelf: What is seen of the documents.
    """

    lock: TabLock = field(default_factory=TabLock, compare=False, repr=False)
    loaded: bool = False
    away: bool = False
    language: Language = "en"
    exchanges: list[Exchange] = field(default_factory=list)
    shown: int = -1
    opened: Opened | None = None
    mode: Mode = "answer"
    choice: Choice = field(default_factory=Choice)
    choosing: bool = False
    name_part: str = ""
    owner: str = ""
    place: Place = field(default_factory=Place)
    name: str = ""
    after: int | None = None
    crossed: Crossed = ""
    talk_words: str = ""
    unkept: RagqaError | None = None
    downloads: int = 0
    suggested: tuple[str, ...] = ()
    suggested_of: int = 0
    editing: int | None = None
    job: Job[Event | Found] | None = None
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def title(self) -> str:
        """What the conversation is called; "" while there is none."""
        return self.name or (self.exchanges[0].asked.text if self.exchanges else "")

    def ask(self, text: str, scope: Scope = EVERYWHERE) -> Exchange:
        """Begin an exchange; the question carries the earlier ones as its history.

        A question that is edited is replaced, and what came after it is forgotten. So is all of a
        conversation that was deleted: none of it is to be kept with what is asked now.
        """
        if self.crossed == "deleted":
            self.forget()
        if self.editing is not None:
            self._take_back(self.editing)
        history = tuple(Turn(e.asked.text, e.text) for e in self.exchanges if e.text)
        return self._begin(Asked(text, self.mode, scope, history))

    def again(self, *, anyway: bool = False) -> Exchange:
        """Begin the last exchange anew; ``anyway``, to be answered even from too little."""
        asked = self.exchanges[-1].asked
        self._take_back(len(self.exchanges) - 1)
        if anyway:
            return self._begin(replace(asked, anyway=True))
        return self._begin(replace(asked, attempt=asked.attempt + 1))

    def _take_back(self, first: int) -> None:
        """Forget the exchanges from ``first`` on; the next one takes their place."""
        del self.exchanges[first:]
        self.after = max((exchange.number for exchange in self.exchanges), default=-1)

    def _begin(self, asked: Asked) -> Exchange:
        exchange = Exchange(asked)
        self.exchanges.append(exchange)
        self.shown = len(self.exchanges) - 1
        self.opened = self.editing = None
        self.crossed = ""
        return exchange

    def look_again(self, library: Library) -> None:
        """Note which cited documents were changed or removed since they were cited.

        Of answers from documents that may no longer be seen, nothing stays.
        """
        seen = library.may_see(d for exchange in self.exchanges for d in exchange.documents)
        for number, exchange in enumerate(self.exchanges):
            if exchange.running or exchange.documents <= seen:
                exchange.changed = stale(exchange.citations, library)
                exchange.forget_copies(library)
            else:
                self._withhold(number)

    def _withhold(self, number: int) -> None:
        """Take an answer out, and out of what later questions carried of it."""
        text = self.exchanges[number].text
        self.exchanges[number].withhold()
        for later in self.exchanges[number + 1 :]:
            history = without(later.asked.history, text)
            if history != later.asked.history:
                later.asked, later.rewritten = replace(later.asked, history=history), ""
        if self.opened is not None and self.opened.exchange == number:
            self.opened = None

    def forget(self) -> None:
        """Start a new conversation; nobody waits for an answer in the old one any more."""
        if self.job is not None:
            self.job.stop()
            self.job = None
        self.exchanges.clear()
        self.shown = -1
        self.opened = self.editing = self.unkept = self.after = None
        self.place, self.name, self.crossed = Place(), "", ""
        self.suggested = ()

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

"""A question of the chat and what has come back so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from ragqa.answer import elsewhere
from ragqa.answer.quoted.quoting import NAME as QUOTING
from ragqa.errors import RagqaError
from ragqa.index import Index
from ragqa.replaying import Difference
from ragqa.store.kept.recorded import Verdict
from ragqa.store.library import Library
from ragqa.text import markers
from ragqa.types import (
    Answer,
    Citation,
    Condensed,
    Event,
    Finished,
    Passage,
    PromptRead,
    Queued,
    Reading,
    Retrieved,
    Token,
)
from ui.web.chat.answer import Drawn
from ui.web.chat.asking import Asked, Found


@dataclass(slots=True)
class Exchange:
    """A question and what came back so far.

    Attributes:
        asked: The question.
        rewritten: What was searched for, when it differs; else "".
        passages: What the model was given; number 1 first. None until search has ended.
        progress: How far the model is that has not yet said anything, as far as it tells.
        text: The answer so far.
        quotes: Whether it is asked of documents' own words alone, as far as is known before its
            end.
        answer: Set when it is complete.
        found: Whether it was a search alone, which is complete.
        error: Why there is no answer.
        stopped: Whether the user stopped it.
        removed: Whether the answer was deleted together with a document it was made from.
        withheld: Whether it was made from a document that its reader may no longer see.
        number: Under which it is kept; -1 while it is not.
        verdict: What the reader thinks of the answer.
        changed: Cited documents that were changed or removed since, as far as was looked.
        drawn: Parts of the text as they were drawn last: all of a conversation is drawn again with
            each word of an answer.
    """

    asked: Asked
    rewritten: str = ""
    passages: tuple[Passage, ...] | None = None
    progress: Queued | PromptRead | Reading | None = None
    text: str = ""
    quotes: bool = False
    answer: Answer | None = None
    found: bool = False
    error: RagqaError | None = None
    stopped: bool = False
    removed: bool = False
    withheld: bool = False
    number: int = -1
    verdict: Verdict = ""
    changed: tuple[Difference, ...] = ()
    drawn: Drawn = field(default_factory=dict, repr=False, compare=False)

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        ended = self.answer or self.found or self.error or self.stopped
        return not (ended or self.removed or self.withheld)

    @property
    def growing(self) -> bool:
        """Whether its text is being written."""
        return self.running and bool(self.text)

    @property
    def is_quoted(self) -> bool:
        """Whether its text is documents' own, in which nothing is meant as Markdown."""
        return self.answer.model == QUOTING if self.answer else self.quotes

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those of the complete answer."""
        return self.answer.citations if self.answer else ()

    @property
    def marks(self) -> frozenset[int]:
        """Where in the text markers begin, as far as is known while it grows."""
        if self.answer is not None and self.answer.marks is not None:
            return frozenset(self.answer.marks)
        given = "\n".join(passage.text for passage in self.passages or ())
        return markers.starts(self.text, given)

    @property
    def documents(self) -> frozenset[str]:
        """Ids of those that it was made from."""
        return frozenset(passage.document_id for passage in self.passages or ())

    def withhold(self) -> None:
        """Keep nothing of what came back."""
        self.withheld = True
        self.answer = self.passages = self.progress = self.error = None
        self.rewritten = self.text = self.verdict = ""
        self.found = False
        self.changed = ()
        self.drawn.clear()

    def tell_copies(self, index: Index) -> None:
        """Tell where else it stands what was found, which is not kept with it."""
        if self.answer is not None:
            self.answer = elsewhere.told(self.answer, index)
            self.passages = self.answer.passages
        elif self.passages:
            self.passages = elsewhere.told_of(self.passages, index)

    def forget_copies(self, library: Library) -> None:
        """Tell no more of where else it stands what is not there now."""
        if self.answer is not None:
            self.answer = elsewhere.still(self.answer, library)
            self.passages = self.answer.passages
        elif self.passages:
            self.passages = elsewhere.still_of(self.passages, library)

    def take(self, event: Event | Found) -> None:
        """Note one event."""
        match event:
            case Condensed():
                self.rewritten = event.question
            case Retrieved():
                self.passages = event.passages
            case Queued() | PromptRead() | Reading():
                self.progress = event
            case Token():
                self.progress = None
                self.text += event.text
            case Found():
                self.found, self.passages = True, event.passages
            case Finished(answer=answer):
                self.progress = None
                self.answer, self.text, self.passages = answer, answer.text, answer.passages

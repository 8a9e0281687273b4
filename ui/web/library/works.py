"""Ingestions under way and just ended: of one user, whichever of their tabs began them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ingest.report import Progress, Report
from ingest.stopping import Stopper
from ragqa.errors import RagqaError

Writer = Literal["", "ingestion", "program"]
_KEPT = 3  # finished ingestions that are still shown
_MOST = 1_000  # users


@dataclass(frozen=True, slots=True)
class Done:
    """What the user just did to documents, so that it can be told.

    Attributes:
        kind: Which text of ``LibraryTexts`` tells it.
        names: Of the documents, as shown.
        document_ids: For "deleted", of those that can be brought back.
        collection: For "moved", where to.
    """

    kind: str
    names: Sequence[str]
    document_ids: tuple[str, ...] = ()
    collection: str = ""


@dataclass(slots=True)
class Work:
    """One ingestion, or something that is done to documents once that can be.

    Attributes:
        number: Of it, among those of its user.
        stopper: Ends it early.
        waits: For what: another ingestion of the page, or another program that is writing.
        progress: While it runs.
        then: Of what is no ingestion: what will be done to which documents.
        report: What an ingestion did.
        failure: Why it did nothing.
    """

    number: int
    stopper: Stopper = field(default_factory=Stopper)
    waits: Writer = ""
    progress: Progress = field(default_factory=lambda: Progress(0, 0, 0, 0.0, ""))
    then: Done | None = None
    report: Report | None = None
    failure: RagqaError | None = None

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.report is None and self.failure is None


class Works:
    """The ingestions of one user; safe between threads."""

    def __init__(self) -> None:
        self._last = 0
        self._works: dict[int, Work] = {}
        self._lock = threading.Lock()

    def __deepcopy__(self, memo: object) -> Works:
        return Works()  # what gradio copies is the state that a new tab begins with

    def __iter__(self) -> Iterator[Work]:
        return iter(tuple(self._works.values()))

    @property
    def running(self) -> bool:
        """Whether any has not ended."""
        return any(work.running for work in self)

    def begin(self, then: Done | None = None, waits: Writer = "") -> Work:
        """A new ingestion or, with ``then``, something else, which waits for ``waits``.

        Of the finished ones only the last stay.
        """
        with self._lock:
            for work in [work for work in self if not work.running][:-_KEPT]:
                self._works.pop(work.number, None)
            self._last += 1
            work = self._works[self._last] = Work(self._last, waits=waits, then=then)
            return work

    def find(self, number: Any) -> Work | None:
        """The ingestion of that number, as a browser names it."""
        return next((work for work in self if str(work.number) == str(number)), None)

    def drop(self, work: Work) -> None:
        """Show a finished ingestion no more."""
        if not work.running:
            self._works.pop(work.number, None)


class Everybody:
    """The ingestions of all users, by the name that their conversations go by."""

    def __init__(self) -> None:
        self._works: dict[str, Works] = {}

    def of(self, owner: str) -> Works:
        """Those of one user; of nobody, which is "", each time others."""
        if not owner:
            return Works()
        works = self._works.setdefault(owner, Works())
        if len(self._works) > _MOST:
            self._forget_one(owner)
        return works

    def _forget_one(self, kept: str) -> None:
        for owner, works in tuple(self._works.items()):
            if owner != kept and not works.running:
                self._works.pop(owner, None)
                return

"""What one browser tab does in the library: which part of the list it shows, and its ingestions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ingest.report import Progress, Report
from ingest.stopping import Stopper
from ragqa.errors import RagqaError
from ragqa.store.listing import ORDERS, STATES, Order, State, Wanted

PAGE = 50  # documents
_MOST_CHOSEN = 1000
_KEPT = 3  # finished ingestions that are still shown


@dataclass(slots=True)
class Work:
    """One ingestion.

    Attributes:
        number: Of it, in its tab.
        stopper: Ends it early.
        queued: Whether it waits for another one.
        progress: While it runs.
        report: What it did.
        failure: Why it did nothing.
    """

    number: int
    stopper: Stopper = field(default_factory=Stopper)
    queued: bool = False
    progress: Progress = field(default_factory=lambda: Progress(0, 0, 0, 0.0, ""))
    report: Report | None = None
    failure: RagqaError | None = None

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.report is None and self.failure is None


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
class Shelf:
    """The state of the library in one tab."""

    words: str = ""
    collection: str = ""
    state: State = "all"
    order: Order = "name"
    page: int = 0
    works: list[Work] = field(default_factory=list)
    done: Done | None = None
    failure: RagqaError | None = None
    _numbers: int = 0

    @property
    def wanted(self) -> Wanted:
        """The part of the list that is shown."""
        return Wanted(
            words=self.words,
            collection=self.collection,
            state=self.state,
            order=self.order,
            start=self.page * PAGE,
            count=PAGE,
        )

    @property
    def narrowed(self) -> bool:
        """Whether it shows less than everything."""
        return bool(self.words.strip() or self.collection or self.state != "all")

    def narrow(self, data: Mapping[str, Any]) -> None:
        """Show what the bar above the list says; what a browser sends may be anything."""
        self.words = str(data.get("words", ""))[:200]
        self.collection = str(data.get("collection", ""))
        state, order = data.get("state"), data.get("order")
        self.state = cast("State", state) if state in STATES else "all"
        self.order = cast("Order", order) if order in ORDERS else "name"
        self.page = 0

    def begin(self) -> Work:
        """A new ingestion; of the finished ones only the last stay."""
        self._numbers += 1
        work = Work(self._numbers)
        self.tell()
        finished = [w for w in self.works if not w.running]
        self.works = [w for w in self.works if w not in finished[:-_KEPT]]
        self.works.append(work)
        return work

    def work(self, number: Any) -> Work | None:
        """The ingestion of that number, as a browser names it."""
        return next((work for work in self.works if str(work.number) == str(number)), None)

    def drop(self, work: Work) -> None:
        """Show a finished ingestion no more."""
        if not work.running:
            self.works.remove(work)

    def tell(self, done: Done | None = None, failure: RagqaError | None = None) -> None:
        """What was done last, or why it could not be."""
        self.done, self.failure = done, failure


def chosen_ids(data: Mapping[str, Any]) -> list[str]:
    """The ids of documents that an event of the page names; it may hold anything."""
    given = data.get("documents", data.get("document"))
    entries = given if isinstance(given, list) else [given]
    return [entry for entry in entries[:_MOST_CHOSEN] if isinstance(entry, str) and entry]

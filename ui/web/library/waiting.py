"""What is done to documents at once, or as soon as nobody else writes to the index.

It is seen while it waits, and can be given up, as an ingestion can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.report import Report
from ragqa.access.identity import Action, authorise
from ragqa.errors import IndexLockedError, RagqaError
from ragqa.sources import Source
from ui.web.job import Job
from ui.web.library.adding import when_free, writer_of
from ui.web.library.shelf import Shelf
from ui.web.library.works import Done, Work
from ui.web.page import unexpected
from ui.web.visiting import visitor_now


@dataclass(frozen=True, slots=True)
class Act:
    """What a click does to documents.

    Attributes:
        kind: As in ``Done``.
        what: What its visitor must be permitted.
        documents: To which.
        do: Does it; raises IndexLockedError, having done nothing, while somebody else writes.
    """

    kind: str
    what: Action
    documents: Sequence[Source]
    do: Callable[[], Done]


def do_when_free(shelf: Shelf, act: Act) -> None:
    """Do it now where that can be; else in a thread, told by the works of the visitor."""
    try:
        shelf.tell(act.do())
    except IndexLockedError as error:
        shelf.tell()
        then = Done(act.kind, [source.source for source in act.documents])
        work = shelf.works.begin(then, writer_of(error))
        Job[None](lambda *_: _wait(shelf, work, act))


def _wait(shelf: Shelf, work: Work, act: Act) -> None:
    def permitted() -> None:
        who = visitor_now()
        for source in act.documents:
            authorise(who, act.what, source.collection)

    try:
        done = when_free(work, permitted, act.do)
        if done is not None:
            shelf.tell(done)
        work.report = Report((), 0, 0.0, stopped=done is None)
        shelf.works.drop(work)
    except RagqaError as error:
        work.failure = error
    except Exception as error:  # noqa: BLE001  # boundary: it becomes a message, the log has all
        work.failure = unexpected(error)

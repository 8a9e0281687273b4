"""What one browser tab does in the library: which part of the list it shows, and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from ragqa.errors import RagqaError
from ragqa.store.catalog.listing import ORDERS, STATES, Order, State, Wanted
from ui.web.library.works import Done, Works

PAGE = 50  # documents
_MOST_CHOSEN = 1000


@dataclass(slots=True)
class Shelf:
    """The state of the library in one tab; ``works`` are those of all tabs of its user."""

    words: str = ""
    collection: str = ""
    state: State = "all"
    order: Order = "name"
    page: int = 0
    works: Works = field(default_factory=Works)
    done: Done | None = None
    failure: RagqaError | None = None
    sent: int = 0

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
        """Show what the bar above the list says; what a browser sends may be anything.

        Of two that come at once the one that was sent later holds.
        """
        sent = data.get("sent")
        if isinstance(sent, int):
            if sent < self.sent:
                return
            self.sent = sent
        self.words = str(data.get("words", ""))[:200]
        self.collection = str(data.get("collection", ""))
        state, order = data.get("state"), data.get("order")
        self.state = cast("State", state) if state in STATES else "all"
        self.order = cast("Order", order) if order in ORDERS else "name"
        self.page = 0

    def tell(self, done: Done | None = None, failure: RagqaError | None = None) -> None:
        """What was done last, or why it could not be."""
        self.done, self.failure = done, failure


def chosen_ids(data: Mapping[str, Any]) -> list[str]:
    """The ids of documents that an event of the page names; it may hold anything."""
    given = data.get("documents", data.get("document"))
    entries = given if isinstance(given, list) else [given]
    return [entry for entry in entries[:_MOST_CHOSEN] if isinstance(entry, str) and entry]

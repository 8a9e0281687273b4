"""What clicks in the library do to documents, to the trash, and to ingestions under way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ragqa.access.identity import authorise
from ragqa.errors import RagqaError
from ui.services import Services
from ui.web.library import keeping
from ui.web.library.shelf import Shelf, chosen_ids
from ui.web.library.waiting import Act, do_when_free
from ui.web.library.works import Done
from ui.web.page import unexpected
from ui.web.session import index_from
from ui.web.visiting import permit, visitor_now

_MOST_PAGES = 1_000_000


def act_on_documents(services: Services, shelf: Shelf, data: Mapping[str, Any]) -> None:
    """Turn the page, show everything, delete or move; errors end up in the shelf.

    Args:
        services: Whose documents.
        shelf: Of the tab.
        data: What the page sent.
    """
    ids = chosen_ids(data)
    match data.get("action"):
        case "page":
            shelf.page = index_from(data, "page", _MOST_PAGES) or 0
        case "everything":
            shelf.narrow({})
        case "delete":
            _telling(shelf, ids, _deleting(services, ids))
        case "assign":
            _telling(shelf, ids, _moving(services, ids, str(data.get("collection", ""))))


def act_on_trash(services: Services, shelf: Shelf, data: Mapping[str, Any]) -> None:
    """Bring back or delete for good. As ``act_on_documents``."""
    ids = chosen_ids(data)
    match data.get("action"):
        case "restore":
            _telling(shelf, ids, _bringing_back(services, ids))
        case "purge":
            _telling(shelf, ids, _purging(services, ids))
        case "purge-all":
            every = [trashed.source.document_id for trashed in services.index.trashed()]
            _telling(shelf, ["*"], _purging(services, every))


def act_on_works(services: Services, shelf: Shelf, data: Mapping[str, Any]) -> None:
    """End an ingestion, show it no more, or undo what was just done. As ``act_on_documents``."""
    work = shelf.works.find(data.get("work"))
    match data.get("action"):
        case "cancel" if work is not None:
            work.stopper.stop()
        case "dismiss" if work is not None:
            shelf.works.drop(work)
        case "undo" if shelf.done is not None:
            ids = shelf.done.document_ids
            _telling(shelf, ids, _bringing_back(services, ids))


def _telling(shelf: Shelf, ids: Sequence[str], act: Act) -> None:
    """Do what the visitor may do to the documents that they name, and tell it."""
    try:
        permit(act.what, about=ids)
        do_when_free(shelf, act)
    except RagqaError as error:
        shelf.tell(failure=error)
    except Exception as error:  # noqa: BLE001  # boundary: it becomes a message
        shelf.tell(failure=unexpected(error))


def _deleting(services: Services, ids: Sequence[str]) -> Act:
    def delete() -> Done:
        gone = keeping.discard(services, ids)
        return Done("deleted", [s.source for s in gone], tuple(s.document_id for s in gone))

    return Act("deleted", "delete", keeping.there(services, ids), delete)


def _moving(services: Services, ids: Sequence[str], collection: str) -> Act:
    def move() -> Done:
        # Out of where it is, and into where it goes.
        authorise(visitor_now(), "ingest", collection.strip())
        moved = keeping.assign(services, ids, collection)
        return Done("moved", [s.source for s in moved], collection=collection.strip())

    return Act("moved", "ingest", keeping.there(services, ids), move)


def _bringing_back(services: Services, ids: Sequence[str]) -> Act:
    def bring_back() -> Done:
        back = keeping.bring_back(services, ids)
        return Done("restored", [source.source for source in back])

    return Act("restored", "delete", keeping.trashed(services, ids), bring_back)


def _purging(services: Services, ids: Sequence[str]) -> Act:
    def purge() -> Done:
        keeping.purge(services, ids)
        return Done("purged", [])

    return Act("purged", "delete", keeping.trashed(services, ids), purge)

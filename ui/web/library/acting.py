"""What clicks in the library do to documents, to the trash, and to ingestions under way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ragqa.access.identity import Action, authorise
from ragqa.errors import RagqaError
from ui.services import Services
from ui.web.library import keeping
from ui.web.library.shelf import Done, Shelf, chosen_ids
from ui.web.page import unexpected
from ui.web.session import index_from
from ui.web.visiting import permit, visitor

_MOST_PAGES = 1_000_000


def act_on_documents(services: Services, shelf: Shelf, data: Mapping[str, Any]) -> None:
    """Turn the page, show everything, delete or move; errors end up in the shelf.

    Args:
        services: Whose documents.
        shelf: Of the tab.
        data: What the page sent.
    """
    match data.get("action"):
        case "page":
            shelf.page = index_from(data, "page", _MOST_PAGES) or 0
        case "everything":
            shelf.narrow({})
        case "delete":
            _telling(shelf, "delete", chosen_ids(data), lambda: _delete(services, data))
        case "assign":
            _telling(shelf, "ingest", chosen_ids(data), lambda: _assign(services, data))


def act_on_trash(services: Services, shelf: Shelf, data: Mapping[str, Any]) -> None:
    """Bring back or delete for good. As ``act_on_documents``."""
    ids = chosen_ids(data)
    match data.get("action"):
        case "restore":
            _telling(shelf, "delete", ids, lambda: _bring_back(services, ids))
        case "purge":
            _telling(shelf, "delete", ids, lambda: _purge(services, ids))
        case "purge-all":
            _telling(shelf, "delete", ["*"], lambda: _purge(services, None))


def act_on_works(services: Services, shelf: Shelf, data: Mapping[str, Any]) -> None:
    """End an ingestion, show it no more, or undo what was just done. As ``act_on_documents``."""
    work = shelf.works.find(data.get("work"))
    match data.get("action"):
        case "cancel" if work is not None:
            work.stopper.stop()
        case "dismiss" if work is not None:
            shelf.works.drop(work)
        case "undo" if shelf.done is not None:
            ids = list(shelf.done.document_ids)
            _telling(shelf, "delete", ids, lambda: _bring_back(services, ids))


def _telling(shelf: Shelf, what: Action, ids: Sequence[str], act: Callable[[], Done]) -> None:
    """Do what the visitor may do to documents, and tell it."""
    try:
        permit(what, about=ids)
        shelf.tell(act())
    except RagqaError as error:
        shelf.tell(failure=error)
    except Exception as error:  # noqa: BLE001  # boundary: it becomes a message
        shelf.tell(failure=unexpected(error))


def _delete(services: Services, data: Mapping[str, Any]) -> Done:
    gone = keeping.discard(services, chosen_ids(data))
    return Done("deleted", [s.source for s in gone], tuple(s.document_id for s in gone))


def _assign(services: Services, data: Mapping[str, Any]) -> Done:
    collection = str(data.get("collection", ""))
    # Out of where it is, and into where it goes.
    authorise(visitor(), "ingest", collection.strip())
    moved = keeping.assign(services, chosen_ids(data), collection)
    return Done("moved", [s.source for s in moved], collection=collection.strip())


def _bring_back(services: Services, ids: list[str]) -> Done:
    back = keeping.bring_back(services, ids)
    return Done("restored", [source.source for source in back])


def _purge(services: Services, ids: list[str] | None) -> Done:
    keeping.purge(services, ids)
    return Done("purged", [])

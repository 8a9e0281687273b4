"""Gives pictures of pages to the browser: by the id of a document, never by a path."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ragqa.access.identity import Identity, authorise
from ragqa.errors import RagqaError
from ui.remote import for_client
from ui.services import Services
from ui.threads import Threads
from ui.web.entrance import WHO
from ui.web.language import language_for
from ui.web.session import index_from

_PATH = "/pages/{document_id}/{revision}/{number}.png"
_MOST = 10**8
_AT_ONCE = 8
"""Threads that give pictures. Some take long: they must not take the threads of everybody else."""


def page_url(document_id: str, revision: int, number: int) -> str:
    """Where the picture of a page is."""
    return f"pages/{document_id}/{revision}/{number}.png"


def page_route(services: Services) -> Route:
    """What answers there: the picture, or 404 with the reason, for who came in."""
    threads = Threads(_AT_ONCE)

    async def page_image(request: Request) -> Response:
        sent = request.path_params
        revision, number = (index_from(sent, name, _MOST) for name in ("revision", "number"))
        if revision is None or number is None:
            return PlainTextResponse("Not found", status_code=404)
        try:
            place = (sent["document_id"], revision, number)
            seen = _seen(services, request)
            png = await threads.run(seen.pages.png, seen.index, *place)
        except RagqaError as error:
            told = for_client(error).text(language_for(request))
            return PlainTextResponse(told, status_code=404)
        # Documents are private: a browser need not keep them on its disk.
        return Response(png, media_type="image/png", headers={"Cache-Control": "no-store"})

    return Route(_PATH, page_image, methods=["GET"])


def _seen(services: Services, request: Request) -> Services:
    """As whoever came in sees them. Raises AccessError when they may not read."""
    who: Identity | None = request.scope.get(WHO)
    authorise(who, "read")
    assert who is not None  # noqa: S101 # authorise has raised
    return services.seen_by(who)

"""The API as one application: routes, guards, limits, and ``serve``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from ragqa import __version__
from ui import serving
from ui.access import host_names, open_accounts, open_audit
from ui.api import chat, context, documents, embeddings, listing
from ui.api.access import Entrance
from ui.api.errors import RESPONSES, foreign_site, tell_errors, unknown_host
from ui.api.limits import BodyLimit, Places
from ui.api.metrics import Counted, metrics_router
from ui.api.schema import tell_schema
from ui.known_hosts import KnownHosts
from ui.measuring.opening import open_measuring
from ui.services import Services
from ui.web.emptying import emptying
from ui.web.guard import Guard
from ui.web.server import Running

if TYPE_CHECKING:
    from ragqa.settings import Settings
    from ui.measuring.observing import Observer
    from ui.measuring.prometheus import Metrics

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
ROUTERS = (
    listing.router,
    chat.router,
    embeddings.router,
    documents.reading,
    documents.writing,
    documents.deleting,
    context.router,
)


def application(services: Services) -> FastAPI:
    """The API over ``services``, behind the same guards as the page.

    Pages that show the schema would load scripts from elsewhere; there is only /openapi.json.
    """
    measuring = open_measuring(services.settings)
    audit = open_audit(services.settings)
    accounts = open_accounts(services.settings, audit)
    app = FastAPI(
        title="ragqa",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        responses=RESPONSES,
        lifespan=_closing(measuring.observers),
        middleware=[
            *_counted(measuring.metrics),
            Middleware(Guard, refuse=foreign_site),
            Middleware(KnownHosts, names=host_names(services.settings), refuse=unknown_host),
            Middleware(Entrance, accounts=accounts, audit=audit),
            Middleware(BodyLimit, max_file_bytes=services.settings.max_file_mb * 1024**2),
        ],
    )
    app.state.services = services
    app.state.observers = measuring.observers
    app.state.audit = audit
    app.state.places = Places(services.settings.queue_limit)
    tell_errors(app)
    for router in ROUTERS:
        app.include_router(router)
    if measuring.metrics:
        app.include_router(metrics_router(measuring.metrics))
    tell_schema(app, accounts)
    return app


def _counted(metrics: Metrics | None) -> list[Middleware]:
    routes = [route for router in ROUTERS for route in router.routes]
    return [] if metrics is None else [Middleware(Counted, metrics=metrics, routes=routes)]


def _closing(observers: Sequence[Observer]) -> Lifespan:
    """The lifespan of an application whose observers are told of its end."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        for observer in observers:
            await run_in_threadpool(observer.close)

    return lifespan


def start(services: Services, *, port: int) -> Running:
    """Serve the API in a thread. Raises as ``ui.serving.started``."""

    def build(opened: ExitStack) -> FastAPI:
        opened.enter_context(emptying(services))
        return application(services)

    return serving.started(services, port, build)


def serve(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve the API until interrupted. Raises as ``ui.serving.serve``.

    Args:
        settings: All of them.
        announce: Called with the address once it answers.
    """
    serving.serve(settings, start, needs="key", announce=announce)

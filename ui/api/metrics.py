"""GET /metrics, and the count of requests behind it. Only where the setting ``metrics`` is on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.access import allowed

if TYPE_CHECKING:
    from ui.measuring.prometheus import Metrics

_OTHER = "other"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def metrics_router(metrics: Metrics) -> APIRouter:
    """The route; it is behind the same access check as every other."""
    from ui.measuring.prometheus import MEDIA_TYPE

    router = APIRouter(dependencies=[allowed("read")])

    @router.get("/metrics", include_in_schema=False)
    def show() -> Response:
        return Response(metrics.text(), media_type=MEDIA_TYPE)

    return router


class Counted:
    """ASGI middleware: counts requests by method, route and status.

    Args:
        app: What is measured.
        metrics: Where to.
        routes: What is told apart; the rest is all one, since clients can make up any path.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._metrics = metrics
        self._routes = [route for route in routes if isinstance(route, APIRoute)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500  # where nothing is sent at all

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else _OTHER
            self._metrics.requested(method, self._pattern(scope), status)

    def _pattern(self, scope: Scope) -> str:
        for route in self._routes:
            matched, _ = route.matches(scope)
            if matched is not Match.NONE:
                return route.path
        return _OTHER

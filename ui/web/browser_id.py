"""A random name that each browser gets, so that conversations of two browsers stay apart.

Where people log in, conversations belong to their names. Where nobody does, whoever reaches this
machine may ask, but what one browser has said is still not listed in another one.
"""

from __future__ import annotations

import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COOKIE = "ragqa_browser"
_NAME = re.compile(r"[0-9a-f]{32}")
_YEAR = 365 * 24 * 3600


class BrowserId:
    """ASGI middleware: the page brings the name along for a browser that has none.

    Args:
        app: What gives the page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["path"] == "/"
        if not is_page or browser_id(HTTPConnection(scope)):
            await self._app(scope, receive, send)
            return

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", _cookie(secrets.token_hex(16)))
            await send(message)

        await self._app(scope, receive, named)


def browser_id(connection: HTTPConnection) -> str:
    """The name of the browser that makes a request, "" where it sends none of ours."""
    name = connection.cookies.get(_COOKIE, "")
    return name if _NAME.fullmatch(name) else ""


def _cookie(name: str) -> str:
    return f"{_COOKIE}={name}; HttpOnly; SameSite=Strict; Path=/; Max-Age={_YEAR}"

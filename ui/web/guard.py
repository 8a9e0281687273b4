"""What stands before the page: who may ask it, and what a browser may do with its answers.

A page elsewhere can make a browser send requests here. Those a browser marks as coming from
another origin are refused, whatever they ask for: reading documents is as bad as adding them.
Programs that are no browsers send neither header and pass; other machines cannot reach us at all.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.texts.web import web_texts
from ui.web.entrance import LOGIN, PAGE
from ui.web.language import language_for
from ui.web.login import POLICY

_OWN = ("same-origin", "none")  # "none": typed, or opened from a bookmark
# gradio would fetch these from elsewhere on a visitor's behalf.
_FETCHING = re.compile(r"/(?:proxy=|file=\s*https?:)", re.IGNORECASE)
_INLINE = re.compile(rb"<script(?![^>]*\ssrc\s*=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: a browser would then say of our own forms that they come from nowhere.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Guard:
    """ASGI middleware; passes every chunk on at once, but for the page itself.

    Args:
        app: What is guarded.
        refuse: The answer to a request of another site's page.
    """

    def __init__(self, app: ASGIApp, refuse: Callable[[Request], Response]) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            raise RuntimeError(f"unexpected {scope['type']} connection")  # nothing here uses them
        elif is_foreign(scope["method"], Headers(scope=scope)):
            await self._refuse(Request(scope))(scope, receive, _with_headers(send))
        elif _FETCHING.search(scope["path"]):
            missing = PlainTextResponse("Not found", status_code=404)
            await missing(scope, receive, _with_headers(send))
        elif scope["path"] == LOGIN:
            await self._app(scope, receive, _with_headers(send, POLICY))
        elif scope["path"] == PAGE:
            await self._app(_uncompressed(scope), receive, _Page(send))
        else:
            await self._app(scope, receive, _with_headers(send))


def is_foreign(method: str, headers: Headers) -> bool:
    """Whether a browser says that another site's page made this request.

    Following a link to here is no such thing: it only opens the page.
    """
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        return True  # "null", of a sandbox or a file, has no host either
    if headers.get("sec-fetch-site", "none") in _OWN:
        return False
    follows_link = headers.get("sec-fetch-mode") == "navigate"
    return not (method in ("GET", "HEAD") and follows_link)


def content_security_policy(inline_scripts: Iterable[bytes] = ()) -> str:
    """Only what this server sends is loaded, and only known scripts run.

    Args:
        inline_scripts: Contents of the page's own script elements. A script that finds its way
            into the page in any other manner, such as an event attribute in a file's name, is not
            run. 'unsafe-eval' is for gradio, which compiles the templates of ``gr.HTML``.
    """
    hashes = sorted({f"'sha256-{_digest(script)}'" for script in inline_scripts})
    scripts = " ".join(["'self'", "'unsafe-eval'", *hashes])
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


class _Page:
    """Passes the page on once it is whole, with the hashes of its scripts in its policy."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        _set_headers(self._start, content_security_policy(_INLINE.findall(self._body)))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._body})


def _with_headers(send: Send, policy: str = "") -> Send:
    async def passed_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            _set_headers(message, policy or content_security_policy())
        await send(message)

    return passed_on


def _set_headers(start: Message, policy: str) -> None:
    headers = MutableHeaders(scope=start)
    headers.update(_HEADERS)
    headers["Content-Security-Policy"] = policy


def _uncompressed(scope: Scope) -> Scope:
    """The same request from a browser that takes plain text only: its scripts must be read."""
    kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": kept}


def unknown_host(request: HTTPConnection) -> PlainTextResponse:
    """The answer to a request that asks for the page by a name that is not its own."""
    return PlainTextResponse(web_texts(language_for(request)).unknown_host, status_code=400)


def foreign_site(request: HTTPConnection) -> PlainTextResponse:
    """The answer to a request that a page of another site made a browser send."""
    return PlainTextResponse(web_texts(language_for(request)).foreign, status_code=403)


def _digest(script: bytes) -> str:
    # Browsers hash what the parser makes of it, where a line ends in a line feed alone.
    unix = script.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return base64.b64encode(hashlib.sha256(unix).digest()).decode()

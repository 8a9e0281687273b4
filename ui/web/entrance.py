"""The way into the page: login, logout, and nothing else for those who are not logged in.

Behind it stands gradio, with far more ways in than the page uses: only those are open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import parse_qs

import anyio
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ragqa.access.accounts import Accounts
from ragqa.access.identity import LOCAL, Identity, may
from ragqa.access.logins import SECONDS
from ragqa.errors import NotLoggedInError, RagqaError, ThrottledError
from ui.access import address_of, is_forwarded
from ui.remote import for_client
from ui.texts.login import LoginTexts, login_texts
from ui.threads import Threads
from ui.web import alive
from ui.web.language import language_for, with_language
from ui.web.login import arriving_html, login_html
from ui.web.tabs import Tabs

PAGE, LOGIN, LOGOUT = "/", "/login", "/logout"
RECEIVE, FORGET = "/received", "/received/forget"
"""Where the page sends files, and where it takes them back."""

WHO = "ragqa.who"
"""The key of a request's scope under which it stands who makes it."""

_READ = re.compile(
    r"/|/(?:theme\.css|manifest\.json|favicon\.ico|robots\.txt|config)"
    r"|/(?:assets|static|svelte|pages)/.+"
    r"|/gradio_api/(?:heartbeat/[^/]+|queue/data|startup-events)"
)
_SENT = re.compile(rf"/gradio_api/(?:queue/join|run/predict|cancel|reset)|{RECEIVE}|{FORGET}")
_ASSET = re.compile(r"/(?:assets|static|svelte)/")
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([^/]+)")
_FILES = (RECEIVE, FORGET)
_EVENTS = "/gradio_api/queue/data"
_CALLS = ("/gradio_api/queue/join", "/gradio_api/run/predict")

_LARGEST_FORM = 16 * 1024
_LARGEST_EVENT = 4 * 1024**2
_LOGINS_AT_ONCE = 2
_LOOKS_AT_ONCE = 8  # threads that look who comes; all others may be at work
_PRIVATE = {"Cache-Control": "no-store"}
_RELOAD = {**_PRIVATE, "X-Ragqa-Reload": "1"}
"""Tells the script of the page that it is of no use any more."""


def identifier(accounts: Accounts) -> Callable[[HTTPConnection], Identity | None]:
    """What says who makes a request to the page, with the role they have now."""

    def identify(request: HTTPConnection) -> Identity | None:
        if not accounts.asks:
            return accounts.unasked(forwarded=is_forwarded(request.headers))
        secret = request.cookies.get(cookie_name(request))
        return accounts.by_login(secret) if secret else None

    return identify


def cookie_name(request: HTTPConnection) -> str:
    """Of the login: each port has its own. By https no other site can set one of that name."""
    _, port = request.scope.get("server") or ("", 0)
    return f"__Host-ragqa-{port}" if _secure(request) else f"ragqa-{port}"


class Entrance:
    """ASGI middleware before the page.

    Args:
        app: What is guarded.
        accounts: Who is known.
        handlers: Numbers of the event handlers of the page; of another gradio knows nothing to say.
    """

    def __init__(self, app: ASGIApp, accounts: Accounts, handlers: Collection[int]) -> None:
        self._app = app
        self._accounts = accounts
        self._handlers = handlers
        self._identify = identifier(accounts)
        self._tabs = Tabs()
        self._logins = Threads(_LOGINS_AT_ONCE)
        self._looks = Threads(_LOOKS_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_for_anybody(scope):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        texts = _texts(request)
        try:
            who = await self._looks.run(self._identify, request)
            if scope["path"] == LOGIN:
                answer: Response | None = await self._login(request, who, texts)
            elif scope["path"] == LOGOUT:
                answer = await self._logout(request)
            elif who is None:
                answer = _to_login(request, texts)
            else:
                answer, receive = await self._checked(request, who, texts)
        except RagqaError as error:  # the file of users cannot be used: nobody comes in
            answer = PlainTextResponse(for_client(error).text(texts.language), status_code=503)
        if answer is not None:
            await answer(scope, receive, send)
            return
        if who != LOCAL and not _ASSET.match(scope["path"]):
            send = _kept_nowhere(send)
        await self._app({**scope, WHO: who}, receive, send)

    async def _login(self, request: Request, who: Identity | None, texts: LoginTexts) -> Response:
        if request.method in ("GET", "HEAD"):
            if who is not None:
                return RedirectResponse(PAGE, status_code=303)
            if request.headers.get("sec-fetch-site") == "cross-site":
                return HTMLResponse(arriving_html(), headers=_PRIVATE)
            page = HTMLResponse(login_html(texts), headers=_PRIVATE)
            return with_language(page, request.query_params.get("language", ""))
        if request.method != "POST":
            return PlainTextResponse(texts.unknown_way, status_code=405)
        name, password = await _form(request)
        if not (name and password):
            return PlainTextResponse(texts.no_form, status_code=400)
        try:
            secret = await self._begun(name, password, address_of(request))
        except RagqaError as error:
            return _refused(error, name, texts)
        await self._end(request)  # another login of this browser
        return _with_cookie(request, secret)

    async def _begun(self, name: str, password: str, address: str) -> str:
        # A password takes 64 MiB and its time: those who wait for that must not take the threads of
        # everybody else.
        return await self._logins.run(self._accounts.log_in, name, password, address)

    async def _logout(self, request: Request) -> Response:
        if request.method != "POST":
            return PlainTextResponse("", status_code=405)
        await self._end(request)
        answer = RedirectResponse(LOGIN, status_code=303)
        answer.delete_cookie(
            cookie_name(request), secure=_secure(request), httponly=True, samesite="strict"
        )
        return answer

    async def _end(self, request: Request) -> None:
        if secret := request.cookies.get(cookie_name(request)):
            await anyio.to_thread.run_sync(self._accounts.log_out, secret)

    async def _checked(
        self, request: Request, who: Identity, texts: LoginTexts
    ) -> tuple[Response | None, Receive]:
        """Why a request goes no further, and what is read of it from then on."""
        path, receive = request.scope["path"], request.receive
        ways = _SENT if request.method == "POST" else _READ
        if request.method not in ("GET", "HEAD", "POST") or not ways.fullmatch(path):
            return PlainTextResponse(texts.unknown_way, status_code=404), receive
        if path in _FILES and not may(who, "ingest"):
            return PlainTextResponse(texts.no_upload, status_code=403), receive
        tabs: list[Any] = []
        event: Mapping[str, Any] = {}
        if request.method == "POST" and path != RECEIVE:
            body = await _body(request, _LARGEST_EVENT)
            if body is None:
                return PlainTextResponse(texts.too_large, status_code=413), receive
            receive = _again(body, receive)
            event = _event_in(body)
            tabs = [] if path == FORGET else [event.get("session_hash")]
        elif path == _EVENTS:
            tabs = request.query_params.getlist("session_hash") or [None]
        elif beat := _HEARTBEAT.fullmatch(path):
            tabs = [beat[1]]
        if len(tabs) > 1 or not all(self._tabs.belongs(tab, who.name) for tab in tabs):
            return PlainTextResponse(texts.others, status_code=403, headers=_RELOAD), receive
        if path in _CALLS and not self._has(event.get("fn_index")):
            return PlainTextResponse(texts.outdated, status_code=404, headers=_RELOAD), receive
        return None, receive

    def _has(self, handler: object) -> bool:
        return isinstance(handler, int) and handler in self._handlers


def _texts(request: Request) -> LoginTexts:
    asked = request.query_params.get("language", "")
    return login_texts(language_for(request, asked))


def _is_for_anybody(scope: Scope) -> bool:
    return scope["path"] == alive.PATH and scope["method"] in ("GET", "HEAD")


def _to_login(request: Request, texts: LoginTexts) -> Response:
    if request.method in ("GET", "HEAD") and request.scope["path"] == PAGE:
        return RedirectResponse(LOGIN, status_code=303, headers=_PRIVATE)
    return PlainTextResponse(texts.again, status_code=401, headers=_RELOAD)


def _refused(error: RagqaError, name: str, texts: LoginTexts) -> Response:
    headers, status = dict(_PRIVATE), 503
    if isinstance(error, ThrottledError):
        headers["Retry-After"], status = str(error.seconds), 429
    elif isinstance(error, NotLoggedInError):
        status = 401
    page = login_html(texts, name=name, problem=for_client(error).text(texts.language))
    return HTMLResponse(page, status_code=status, headers=headers)


def _with_cookie(request: Request, secret: str) -> Response:
    answer = RedirectResponse(PAGE, status_code=303, headers=_PRIVATE)
    answer.set_cookie(
        cookie_name(request),
        secret,
        max_age=SECONDS,
        secure=_secure(request),
        httponly=True,
        samesite="strict",
    )
    return answer


def _secure(request: HTTPConnection) -> bool:
    return str(request.scope["scheme"]) == "https"


async def _form(request: Request) -> tuple[str, str]:
    """Name and password of a form; empty where it is none."""
    body = await _body(request, _LARGEST_FORM)
    try:
        fields = parse_qs((body or b"").decode("ascii"), max_num_fields=8, errors="strict")
    except ValueError:
        return "", ""
    return fields.get("name", [""])[0], fields.get("password", [""])[0]


async def _body(request: Request, most: int) -> bytes | None:
    """All of it; None when it is larger than ``most`` bytes."""
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > most:
            return None
    return body


def _event_in(body: bytes) -> Mapping[str, Any]:
    """What an event says; nothing where it is none."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read once more, then what else comes."""
    given = False

    async def received() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received


def _kept_nowhere(send: Send) -> Send:
    """What the page shows is not kept by the browser of somebody who may log out."""

    async def passed_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return passed_on

"""Who asks, and what they may do: the one dependency that every route stands behind."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from functools import partial
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ragqa.access.accounts import Accounts
from ragqa.access.audit import Audit
from ragqa.access.identity import Action, Identity, authorise
from ragqa.errors import RagqaError
from ui.access import address_of, is_forwarded
from ui.api.errors import response_of
from ui.threads import Threads

T = TypeVar("T")

PUBLIC = frozenset({"/health"})
_WHO, _AGAIN = "ragqa.who", "ragqa.again"
_NEEDED: Mapping[str, Action] = dict.fromkeys(
    ("/v1/ingest", "/v1/ingest/file", "/v1/ingest/text"), "ingest"
)
"""What must be allowed before a large body is read."""

_AT_ONCE = 8  # threads that look who comes; all others may be at work
_STILL = 1.0  # seconds after which it is looked anew who gets an answer that is not yet whole
_SCHEME = "bearer"
_NOTED_BY_ROUTES = frozenset({"read", "ingest", "delete"})
"""Lists are of no interest, and of the others the route knows the document."""


class Entrance:
    """ASGI middleware: finds out who asks before anything of a request is read.

    A body may be hundreds of megabytes, and FastAPI reads it before any dependency: whoever is not
    known, or may not send it, must not get so far.

    Args:
        app: What is guarded.
        accounts: Who is known.
        audit: Where it is written down who was refused.
    """

    def __init__(self, app: ASGIApp, accounts: Accounts, audit: Audit) -> None:
        self._app = app
        self._accounts = accounts
        self._audit = audit
        self._looks = Threads(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PUBLIC:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        who: Identity | None = None
        # Any action will do to refuse those who are nobody.
        action = _NEEDED.get(scope["path"], "read")
        try:
            who = await self._look(request)
            authorise(who, action)
        except RagqaError as error:
            if who is not None:
                self._audit.note(who, action, "api", outcome="refused")
            await response_of(request, error)(scope, receive, send)
            return
        again = partial(self._look, request)
        await self._app({**scope, _WHO: who, _AGAIN: again}, receive, send)

    async def _look(self, request: Request) -> Identity | None:
        return await self._looks.run(self._identify, request)

    def _identify(self, request: Request) -> Identity | None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if self._accounts.asks and scheme.lower() == _SCHEME:
            return self._accounts.by_key(key.strip(), address_of(request))
        # Clients that must send a key send any: where nobody is asked it is not looked at.
        return self._accounts.unasked(forwarded=is_forwarded(request.headers))


async def while_allowed(events: AsyncIterator[T], request: Request) -> AsyncIterator[T]:
    """``events`` for as long as who made the request may ask: a key may be revoked meanwhile.

    Raises:
        AccessError: They may no more; ``events`` are closed.
    """
    again: Callable[[], Any] = request.scope[_AGAIN]
    looked = time.monotonic()
    async with aclosing(cast("AsyncGenerator[T]", events)) as steps:
        async for event in steps:
            if time.monotonic() - looked > _STILL:
                authorise(await again(), "ask")
                looked = time.monotonic()
            yield event


def who_asks(request: Request) -> Identity | None:
    """Who makes this request; None for nobody known."""
    who: Identity | None = request.scope.get(_WHO)
    return who


def audit_of(request: Request) -> Audit:
    """Where it is written down who does what."""
    audit: Audit = request.app.state.audit
    return audit


Auditing = Annotated[Audit, Depends(audit_of)]
"""A parameter of a route: where it is written down who does what."""


def allowed(action: Action) -> Any:
    """A dependency for a route or router: refuses a request whose maker may not do ``action``."""

    def check(who: Annotated[Identity | None, Depends(who_asks)], audit: Auditing) -> None:
        try:
            authorise(who, action)
        except RagqaError:
            audit.note(who, action, "api", outcome="refused")
            raise
        if action not in _NOTED_BY_ROUTES:
            audit.note(who, action, "api")

    return Depends(check)


def known(who: Annotated[Identity | None, Depends(who_asks)]) -> Identity:
    """Who makes this request. Raises NotLoggedInError for nobody known."""
    authorise(who, "read")
    assert who is not None  # noqa: S101 # authorise has raised
    return who


Who = Annotated[Identity, Depends(known)]
"""A parameter of a route: who asks."""

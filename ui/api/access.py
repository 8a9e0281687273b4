"""Who asks, and what they may do: the one dependency that every route stands behind."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from ragqa.access.accounts import Accounts
from ragqa.access.audit import Audit
from ragqa.access.identity import Action, Identity, authorise
from ragqa.errors import RagqaError
from ui.access import address_of, is_forwarded
from ui.api.errors import response_of

PUBLIC = frozenset({"/health"})
_WHO = "ragqa.who"
_SCHEME = "bearer"
_NOTED_BY_ROUTES = frozenset({"read", "ingest", "delete"})
"""Lists are of no interest, and of the others the route knows the document."""


class Entrance:
    """ASGI middleware: finds out who asks before anything of a request is read.

    A body may be hundreds of megabytes, and FastAPI reads it before any dependency: whoever is not
    known must not get so far.

    Args:
        app: What is guarded.
        accounts: Who is known.
    """

    def __init__(self, app: ASGIApp, accounts: Accounts) -> None:
        self._app = app
        self._accounts = accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PUBLIC:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            who = await run_in_threadpool(self._identify, request)
            # Any action will do to refuse those who are nobody.
            authorise(who, "read")
        except RagqaError as error:
            await response_of(request, error)(scope, receive, send)
            return
        await self._app({**scope, _WHO: who}, receive, send)

    def _identify(self, request: Request) -> Identity | None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if self._accounts.asks and scheme.lower() == _SCHEME:
            return self._accounts.by_key(key.strip(), address_of(request))
        # Clients that must send a key send any: where nobody is asked it is not looked at.
        return self._accounts.unasked(forwarded=is_forwarded(request.headers))


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

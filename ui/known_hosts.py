"""By which names page and API may be asked for: another is refused, in the language of who asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KNOWN = "ragqa.known_host"


class KnownHosts:
    """ASGI middleware: a page elsewhere may let its own name point to this machine.

    Starlette knows which name a request has and whether it is allowed; what it answers to another
    one is English and no error object.

    Args:
        app: What is guarded.
        names: That are answered.
        refuse: The answer to a request by another name.
    """

    def __init__(
        self, app: ASGIApp, names: Sequence[str], refuse: Callable[[Request], Response]
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._look = TrustedHostMiddleware(_note, allowed_hosts=names, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        looked = {**scope}
        await self._look(looked, receive, _unsent)
        if looked.get(_KNOWN):
            await self._app(scope, receive, send)
        else:
            await self._refuse(Request(scope))(scope, receive, send)


async def _note(scope: Scope, _receive: Receive, _send: Send) -> None:
    scope[_KNOWN] = True


async def _unsent(_: Message) -> None:
    """Starlette's own answer goes nowhere."""

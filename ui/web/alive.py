"""How a page learns that its server is gone, and that another one has come in its place."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.texts.web import WebTexts
from ui.web.markup import escaped

PATH = "/alive"


def alive_route() -> Route:
    """Answers with a name of this run, which tells nothing else. Anybody may ask."""
    run = secrets.token_hex(8)

    def alive(_: Request) -> PlainTextResponse:
        return PlainTextResponse(run, headers={"Cache-Control": "no-store"})

    return Route(PATH, alive)


def banner_html(texts: WebTexts) -> str:
    """What is shown meanwhile."""
    return (
        f'<div class="offline" role="alert" hidden><strong>{escaped(texts.offline)}</strong>'
        f"<span>{escaped(texts.offline_hint)}</span></div>"
    )

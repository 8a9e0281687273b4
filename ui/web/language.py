"""The language in which the page speaks. The browser keeps one that was chosen."""

from __future__ import annotations

from typing import cast

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ragqa.text.language import Language
from ui.texts.web import preferred

TAGS = {"zh": "zh-CN", "en": "en"}
"""The languages as HTML names them."""

_COOKIE = "ragqa_language"
_YEAR = 365 * 24 * 3600
_SETTING = "ragqa.language"  # a key of each request's scope

# Runs where a language is chosen on the page, with what the event sends.
KEEP = f"""(chosen, session) => {{
  document.cookie = `{_COOKIE}=${{chosen}}; SameSite=Strict; Path=/; Max-Age={_YEAR}`;
  return [chosen, session];
}}"""


class Languages:
    """ASGI middleware: all behind it know which language the settings name.

    Args:
        app: What is behind it.
        setting: "zh", "en" or "auto", for that of each browser.
    """

    def __init__(self, app: ASGIApp, setting: str) -> None:
        self._app = app
        self._setting = setting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, _SETTING: self._setting}, receive, send)


def language_for(request: HTTPConnection | None, asked: str = "") -> Language:
    """The language for who makes a request: as asked, as chosen in that browser, as set, as the
    browser prefers.

    Args:
        request: From behind ``Languages``; None where there is none.
        asked: What its address asks for; anything but a language of ours asks for none.
    """
    if request is None:
        return _known(asked) or preferred("")
    wanted = (asked, request.cookies.get(_COOKIE, ""), request.scope.get(_SETTING, ""))
    known = next((language for language in map(_known, wanted) if language), None)
    return known or preferred(request.headers.get("accept-language", ""))


def with_language(answer: Response, chosen: str) -> Response:
    """``answer``, which the browser keeps the language of if that is one of ours."""
    if _known(chosen):
        answer.set_cookie(_COOKIE, chosen, max_age=_YEAR, samesite="strict")
    return answer


def _known(language: str) -> Language | None:
    return cast("Language", language) if language in ("zh", "en") else None

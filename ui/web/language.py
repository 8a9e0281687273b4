"""The language in which the page speaks. The browser keeps one that was chosen."""

from __future__ import annotations

from typing import cast

from starlette.requests import HTTPConnection
from starlette.responses import Response

from ragqa.text.language import Language
from ui.texts.web import preferred

_COOKIE = "ragqa_language"
_YEAR = 365 * 24 * 3600

# Runs where a language is chosen on the page, with what the event sends.
KEEP = f"""(chosen, session) => {{
  document.cookie = `{_COOKIE}=${{chosen}}; SameSite=Strict; Path=/; Max-Age={_YEAR}`;
  return [chosen, session];
}}"""


def language_for(request: HTTPConnection | None, setting: str = "auto") -> Language:
    """The language for who makes a request: as chosen in that browser, as set, as it prefers.

    Args:
        request: None where there is none.
        setting: "zh", "en" or "auto".
    """
    cookies = request.cookies if request else {}
    accept = request.headers.get("accept-language", "") if request else ""
    return _known(cookies.get(_COOKIE, "")) or _known(setting) or preferred(accept)


def with_language(answer: Response, chosen: str) -> Response:
    """``answer``, which the browser keeps the language of if that is one of ours."""
    if _known(chosen):
        answer.set_cookie(_COOKIE, chosen, max_age=_YEAR, samesite="strict")
    return answer


def _known(language: str) -> Language | None:
    return cast("Language", language) if language in ("zh", "en") else None

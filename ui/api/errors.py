"""What a client is told when something cannot be done: OpenAI's error object, in its language."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from ragqa.errors import (
    AccessError,
    CallError,
    DocumentError,
    EmptyIndexError,
    FolderError,
    IndexLockedError,
    NotLoggedInError,
    QuestionError,
    RagqaError,
    SettingsError,
    ThrottledError,
    UnknownSourceError,
)
from ragqa.text.language import Language
from ui.api.bodies import UNSUPPORTED
from ui.remote import for_client, note
from ui.texts.api import api_texts
from ui.texts.api_reasons import reason
from ui.texts.web import preferred, web_texts
from ui.unforeseen import trace_of

_LOG = logging.getLogger(__name__)

# The first that fits.
_STATUS: tuple[tuple[type[RagqaError], int, str], ...] = (
    (NotLoggedInError, 401, "invalid_api_key"),
    (ThrottledError, 429, "too_many_attempts"),
    (AccessError, 403, "not_allowed"),
    (QuestionError, 400, "invalid_question"),
    (UnknownSourceError, 404, "document_not_found"),
    (EmptyIndexError, 404, "empty_index"),
    (CallError, 400, "invalid_call"),
    (IndexLockedError, 503, "index_busy"),
    (DocumentError, 422, "unreadable_document"),
    (FolderError, 400, "invalid_folder"),
    (SettingsError, 400, "invalid_value"),
    (RagqaError, 503, "unavailable"),
)
_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    429: "rate_limit_error",
}
_SOON = {"Retry-After": "5"}  # seconds
_BY_KEY = {"WWW-Authenticate": "Bearer"}


class Problem(BaseModel):
    """What is wrong.

    Attributes:
        message: In the language of the client.
        type: Kind of error, in OpenAI's words.
        param: The field that is wrong, where it is one.
        code: For programs.
    """

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class ErrorBody(BaseModel):
    """The body of every answer whose status is 400 or more."""

    error: Problem


RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorBody, "description": "The request cannot be answered as it is."},
    "5XX": {"model": ErrorBody, "description": "It cannot be answered now."},
}
"""What each route may answer beside success."""


class RefusedError(Exception):
    """A request that cannot be answered.

    Args:
        status: Of HTTP.
        code: For programs.
        en: What is wrong and what to do, in English.
        zh: The same in Chinese.
        param: The field that is wrong.
    """

    def __init__(self, status: int, code: str, en: str, zh: str, param: str | None = None) -> None:
        super().__init__(en)
        self.status = status
        self.code = code
        self.en = en
        self.zh = zh
        self.param = param

    def body(self, language: Language) -> dict[str, Any]:
        """As ``ErrorBody``."""
        message = self.zh if language == "zh" else self.en
        return error_body(self.status, self.code, message, self.param)


def refused(
    status: int, code: str, sentence: str, /, param: str | None = None, **values: object
) -> RefusedError:
    """A refusal whose sentence is ``sentence`` of ``ui.texts.api``, filled with ``values``."""
    en, zh = (getattr(api_texts(language), sentence).format(**values) for language in ("en", "zh"))
    return RefusedError(status, code, en, zh, param)


def from_error(error: Exception) -> RefusedError:
    """Any error as a refusal; what was not foreseen is in the log, and not told.

    Nor are folders of the server (``ui.remote``).
    """
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, RagqaError):
        status, code = next((s, c) for kind, s, c in _STATUS if isinstance(error, kind))
        told = for_client(error)
        note(error)
        return RefusedError(status, code, told.en, told.zh)
    _LOG.error("unexpected error: %s", trace_of(error))
    return refused(500, "internal_error", "unexpected", kind=type(error).__name__)


def error_body(
    status: int, code: str | None, message: str, param: str | None = None
) -> dict[str, Any]:
    """``ErrorBody`` as plain values."""
    kind = _TYPES.get(status) or ("server_error" if status >= 500 else "invalid_request_error")
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def language_of(request: Request) -> Language:
    """The language of messages to a client: Accept-Language, else that of the settings."""
    accepted = request.headers.get("accept-language", "")
    if accepted and accepted != "*":
        return preferred(accepted)
    return "zh" if request.app.state.services.settings.language == "zh" else "en"


def tell_errors(app: FastAPI) -> None:
    """Let ``app`` answer every error with an error object."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in (RagqaError, RefusedError, Exception):
        app.add_exception_handler(kind, _refuse)


def response_of(request: Request, error: Exception) -> JSONResponse:
    """The answer to a request that ended in ``error``."""
    refusal = from_error(error)
    return JSONResponse(
        refusal.body(language_of(request)), refusal.status, _headers_of(error, refusal.status)
    )


def unknown_host(request: Request) -> JSONResponse:
    """The answer to a request that asks for this server by a name that is not its own."""
    message = web_texts(language_of(request)).unknown_host
    return JSONResponse(error_body(400, "unknown_host", message), 400)


def foreign_site(request: Request) -> JSONResponse:
    """The answer to a request that a browser made for the page of another site."""
    message = web_texts(language_of(request)).foreign
    return JSONResponse(error_body(403, "foreign_site", message), 403)


def _headers_of(error: Exception, status: int) -> Mapping[str, str] | None:
    if isinstance(error, ThrottledError):
        return {"Retry-After": str(error.seconds)}
    return {401: _BY_KEY, 429: _SOON, 503: _SOON}.get(status)


async def _refuse(request: Request, error: Exception) -> JSONResponse:
    return response_of(request, error)


async def _http(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses by itself: no address, not this method, no body that it reads."""
    found = cast(HTTPException, error)
    phrase = HTTPStatus(found.status_code).phrase
    code = phrase.lower().replace(" ", "_")
    texts = api_texts(language_of(request))
    methods = (found.headers or {}).get("Allow", "")
    sentences = {
        400: texts.unreadable,
        404: texts.no_address,
        405: texts.other_method,
        413: texts.too_large,
    }
    known = sentences.get(found.status_code)
    message = (
        known.format(methods=methods, most=found.detail) if known else str(found.detail or phrase)
    )
    body = error_body(found.status_code, code, message)
    return JSONResponse(body, found.status_code, found.headers)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    """A body that is not as the schema says. The value is not repeated: it may be a document."""
    wrong = _most_telling(cast(RequestValidationError, error).errors())
    # Where a body is no JSON, its place counts characters.
    place = "" if wrong["type"] == "json_invalid" else ".".join(_fields(wrong))
    texts = api_texts(language_of(request))
    code, sentence = "invalid_value", texts.invalid
    if place.partition(".")[0] in UNSUPPORTED or _may_ask_for_nothing(wrong):
        code, sentence = "unsupported_value", texts.unsupported
    why = reason(wrong, texts.language)
    message = sentence.format(place=place or "body", reason=why)
    return JSONResponse(error_body(400, code, message, place or None), 400)


def _may_ask_for_nothing(wrong: Any) -> bool:
    """Whether a field takes only the value that asks for nothing (``bodies.NONE``, ``No``)."""
    bound = wrong.get("ctx", {})
    return bool(bound.get("max_length") == 0 or bound.get("expected") == "False")


def _most_telling(errors: Sequence[Any]) -> Any:
    """The first of what is wrong; where a field may be of several types, what is wrong of its own.

    A list that is too short is no text either, and of both it is told that.
    """
    place = _fields(errors[0])
    there = (error for error in errors if _fields(error)[: len(place)] == place)
    return max(there, key=lambda e: (not e["type"].endswith("_type"), len(_fields(e))))


def _fields(error: Any) -> list[str]:
    return [str(part) for part in error["loc"] if _is_field(part)]


def _is_field(part: str | int) -> bool:
    """Whether a part of a place is a client's: pydantic names what else might stand there too."""
    return isinstance(part, int) or (part.isidentifier() and part not in ("body", "str"))

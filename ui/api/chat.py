"""POST /v1/chat/completions and /v1/completions."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Sequence
from contextlib import aclosing
from typing import Any, cast

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.runnables import RunnableConfig
from starlette.concurrency import run_in_threadpool

from ragqa.access.identity import Identity
from ragqa.types import Event, Finished, PromptRead, Queued, Reading, Token
from ui.api.access import Who, allowed, while_allowed
from ui.api.answers import Completion, Form, Kind
from ui.api.asking import alone, bounded, question_of, scope_of, usage
from ui.api.bodies import Asked, ChatBody, CompletionBody, Message
from ui.api.errors import from_error, language_of
from ui.api.limits import Places
from ui.api.listing import Serving, chat_name
from ui.api.running import ClientGoneError, Run, answer_of
from ui.measuring.observing import observed
from ui.services import Services

router = APIRouter(dependencies=[allowed("ask")])
_UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"model": Completion, "content": {"text/event-stream": {}}}
}


@router.post("/v1/chat/completions", responses=_STREAMED)
async def chat_completions(
    body: ChatBody, request: Request, services: Serving, who: Who
) -> Response:
    """Answer the last message from the documents, with citations."""
    return await _answer("chat", body, body.messages, request, services, who)


@router.post("/v1/completions", responses=_STREAMED)
async def completions(
    body: CompletionBody, request: Request, services: Serving, who: Who
) -> Response:
    """Answer the prompt from the documents, with citations."""
    messages = [Message(role="user", content=body.prompt)]
    if body.system_prompt:
        messages.insert(0, Message(role="system", content=body.system_prompt))
    return await _answer("text", body, messages, request, services, who)


async def _answer(
    kind: Kind,
    body: Asked,
    messages: Sequence[Message],
    request: Request,
    services: Services,
    who: Identity,
) -> Response:
    places: Places = request.app.state.places
    meter = UsageMetadataCallbackHandler()
    form = Form(
        id=("chatcmpl-" if kind == "chat" else "cmpl-") + secrets.token_hex(12),
        created=int(time.time()),
        model=chat_name(services),
        kind=kind,
        private="x-fern-language" in request.headers,
        sources=body.include_sources is not False and body.use_context is not False,
    )

    def work() -> Generator[Event]:
        events = _events(body, messages, services, who, meter)
        return observed(events, request.app.state.observers, request.headers)

    run = Run(work, places.take())
    try:
        # What is wrong with a question shows before its first event: until then there is a status.
        first = await run.next(request)
        if body.stream:
            events = while_allowed(run.events(first), request)
            pieces = _pieces(events, form, meter, body.tells_usage, request)
            return StreamingResponse(pieces, media_type="text/event-stream", headers=_UNBUFFERED)
        answer = await answer_of(run, first, request)
    except ClientGoneError:
        return Response(status_code=499)  # nobody reads it
    tokens = await run_in_threadpool(usage, answer, meter, services)
    return JSONResponse(form.whole(answer, tokens).model_dump())


async def _pieces(
    events: AsyncIterator[Event],
    form: Form,
    meter: UsageMetadataCallbackHandler,
    tells_usage: bool,
    request: Request,
) -> AsyncIterator[str]:
    """The answer as server-sent events; an error ends it as one."""
    services: Services = request.app.state.services
    said = ""
    told: Event | None = None
    # Closed by hand: the work must end at once when the client goes, not at some collection.
    async with aclosing(cast("AsyncGenerator[Event]", events)) as steps:
        try:
            yield _sent(form.piece("", first=True))
            async for event in steps:
                if isinstance(event, Token):
                    said += event.text
                    yield _sent(form.piece(event.text))
                elif isinstance(event, Queued | PromptRead | Reading) and event != told:
                    told = event
                    yield _sent(form.progress(event))
                elif isinstance(event, Finished):
                    yield _sent(form.last(event.answer, said))
                    if tells_usage:
                        tokens = await run_in_threadpool(usage, event.answer, meter, services)
                        yield _sent(form.tokens(tokens))
        except Exception as error:  # noqa: BLE001  # boundary: the status has been sent already
            yield _sent(from_error(error).body(language_of(request)))
    yield "data: [DONE]\n\n"


def _sent(value: object) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def _events(
    body: Asked,
    messages: Sequence[Message],
    services: Services,
    who: Identity,
    meter: UsageMetadataCallbackHandler,
) -> Generator[Event]:
    """The events of one request; what is wrong with it is raised at the first."""
    config = RunnableConfig(callbacks=[meter])
    options = bounded(body.options, services)
    if body.use_context is False:
        yield from alone(services, messages, options, config)
        return
    scope = scope_of(body.context_filter, services.index, who)
    question = question_of(messages, scope, anyway=bool(body.anyway))
    yield from services.chain.stream(question, config, **options)

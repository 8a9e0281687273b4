"""privateGPT's routes to what documents say: chunks and summaries."""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from ragqa.index import Index
from ragqa.types import Event, Hit, chunk_id
from ui.api.access import Who, allowed
from ui.api.answers import ContextChunk, Quote, place_of, quote
from ui.api.asking import scope_of
from ui.api.bodies import NONE, WHOLE, Body, ContextFilter, No, Text, example
from ui.api.limits import IN_A_PLACE, Places
from ui.api.listing import Serving
from ui.api.running import ClientGoneError, Run, answer_of
from ui.measuring.observing import observed

router = APIRouter(dependencies=[allowed("ask")])


class ChunksBody(Body):
    """What is searched for.

    Attributes:
        text: A question or words.
        limit: Most chunks.
        prev_next_chunks: How many before and after each are told.
        context_filter: Which documents are searched.
    """

    model_config = example(text="length of a name", limit=5, prev_next_chunks=1)

    text: Text
    limit: Annotated[int, Field(ge=1, le=100), WHOLE] = 10
    prev_next_chunks: Annotated[int, Field(ge=0, le=20), WHOLE] = 0
    context_filter: ContextFilter | None = None


class Chunks(BaseModel):
    """What was found, best first."""

    object: Literal["list"] = "list"
    model: Literal["private-gpt"] = "private-gpt"
    data: list[ContextChunk]


class SummaryBody(Body):
    """What is summarised: the documents of the filter, or all.

    privateGPT takes a text too, and ways to summarise it; whoever gives one would miss its effect.

    Attributes:
        context_filter: Which documents.
        text: Not supported.
        instructions: Not supported.
        prompt: Not supported.
        stream: Not supported.
    """

    context_filter: ContextFilter | None = None
    text: str | None = NONE
    instructions: str | None = NONE
    prompt: str | None = NONE
    stream: No | None = None


class Summary(BaseModel):
    """A summary with its citations."""

    summary: str
    citations: list[Quote]


@router.post("/v1/chunks", dependencies=[IN_A_PLACE])
def chunks(body: ChunksBody, services: Serving, who: Who) -> Chunks:
    """Search, without any language model."""
    retriever = services.chain.retriever.model_copy(update={"k": body.limit})
    hits = retriever.search(body.text, scope_of(body.context_filter, services.index, who))
    return Chunks(data=[_chunk(hit, services.index, body.prev_next_chunks) for hit in hits])


@router.post("/v1/summarize", response_model=Summary)
async def summarize(
    body: SummaryBody, services: Serving, who: Who, request: Request
) -> Summary | Response:
    """The main points; without a language model the most central sentences."""
    places: Places = request.app.state.places

    def work() -> Generator[Event]:
        scope = scope_of(body.context_filter, services.index, who)
        events = services.chain.stream_summary(scope)
        return observed(events, request.app.state.observers, request.headers)

    run = Run(work, places.take())
    try:
        told = await answer_of(run, await run.next(request), request)
    except ClientGoneError:
        return Response(status_code=499)  # nobody reads it
    return Summary(summary=told.text, citations=[quote(c) for c in told.citations])


def _chunk(hit: Hit, index: Index, reach: int) -> ContextChunk:
    chunk = hit.chunk
    before = range(max(0, chunk.chunk - reach), chunk.chunk)
    after = range(chunk.chunk + 1, chunk.chunk + reach + 1)

    def texts(numbers: range) -> list[str] | None:
        ids = [chunk_id(chunk.document_id, chunk.revision, number) for number in numbers]
        return [found.text for found in index.chunks(ids).values()] if reach else None

    return ContextChunk(
        score=hit.score,
        document=place_of(chunk),
        text=chunk.text,
        previous_texts=texts(before),
        next_texts=texts(after),
    )

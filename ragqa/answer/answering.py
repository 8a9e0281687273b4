"""From what the model said to an answer: citations checked, refusals told, gaps named."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForChainRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.runnables import RunnableConfig

from ragqa.answer import elsewhere, missing_files, prompts
from ragqa.answer.budget import Plan
from ragqa.answer.claims import citations, contradictions
from ragqa.clock import Clock
from ragqa.errors import IndexDamagedError, ModelError
from ragqa.generation.progress import Progress
from ragqa.index import Index
from ragqa.store.kept.recorded import Record, Value
from ragqa.store.kept.records import Records
from ragqa.store.library import Library
from ragqa.text.language import detect
from ragqa.types import (
    Answer,
    Citation,
    Event,
    Finished,
    Passage,
    PromptRead,
    Question,
    Queued,
    Token,
    Unread,
)

NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})
"""A call of a model as the settings say."""

_RECORDED = {"temperature": "temperature", "max_tokens": "answer_tokens"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said, before its citations are checked."""

    text: str = ""
    finish_reason: str = "refused"
    tokens_reused: int = 0


def generated(
    model: BaseChatModel,
    messages: list[BaseMessage],
    config: RunnableConfig,
    clock: Clock,
    options: Mapping[str, Any] = NO_OPTIONS,
) -> Generator[Queued | PromptRead | Token, None, Reply]:
    """Yield how far the model is and what it says as it comes; return all that it said.

    ``clock`` laps "first_token" and "generate"; ``options`` are those of the model's call.
    """
    pieces: list[str] = []
    metadata: dict[str, Any] = {}
    # Closing ends the model's own loop at once when our reader goes away.
    with closing(
        cast("Generator[AIMessageChunk]", model.stream(messages, config, **options))
    ) as stream:
        for chunk in stream:
            if isinstance(chunk, Progress):
                yield PromptRead(chunk.read, chunk.total) if chunk.total else Queued(chunk.waiting)
                continue
            metadata |= chunk.response_metadata
            if text := str(chunk.text):
                if not pieces:
                    clock.lap("first_token")
                pieces.append(text)
                yield Token(text)
    clock.lap("generate")
    reason = str(metadata.get("finish_reason") or "stop")
    return Reply("".join(pieces), reason, int(metadata.get("tokens_reused", 0)))


def asking(
    model: BaseChatModel, config: RunnableConfig, clock: Clock, options: Mapping[str, Any]
) -> Callable[[list[BaseMessage]], Generator[Event, None, tuple[str, str]]]:
    """What asks ``model`` as ``generated`` does, for its text and why it ended."""

    def ask(messages: list[BaseMessage]) -> Generator[Event, None, tuple[str, str]]:
        reply = yield from generated(model, messages, config, clock, options)
        return reply.text, reply.finish_reason

    return ask


def recorded(options: Mapping[str, Any]) -> dict[str, Value]:
    """Options of a call by the names of the settings that they take the place of."""
    return {_RECORDED[name]: value for name, value in options.items() if name in _RECORDED}


def said(steps: Generator[Queued | PromptRead | Token, None, Reply]) -> Reply:
    """What a model says in the end, for those who do not read along."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast(Reply, end.value)


def kept(
    answer: Answer, record: Callable[[], Record], records: Records | None, library: Library
) -> Answer:
    """The answer with the id under which it is kept, if it could be.

    ``record`` is only called where answers are kept. One from documents that were removed from
    ``library`` while it was written is not: what deletes such answers may have passed already.
    """
    made_from = {part.document_id for part in answer.citations or answer.passages}
    if records is None or any(library.document(key) is None for key in made_from):
        return answer
    try:
        return replace(answer, id=records.add(record()))
    except (IndexDamagedError, ModelError):  # also where the model's file is gone by now
        return answer  # an answer that cannot be kept is an answer all the same


def reported(events: Iterator[Event], run: CallbackManagerForChainRun) -> Generator[Event]:
    """``events``, whose end, failure or closing is told to the callbacks of ``run``."""
    ended = False
    try:
        for event in events:
            if isinstance(event, Finished):
                ended = True
                run.on_chain_end({"answer": event.answer})
            yield event
    except GeneratorExit:
        if not ended:
            run.on_chain_end({"cancelled": True})
        raise
    except BaseException as error:
        run.on_chain_error(error)
        raise


def checked(
    question: Question,
    standalone: str,
    plan: Plan,
    reply: Reply,
    index: Index,
    *,
    refusal: str = "",
) -> Answer:
    """The answer that ``reply`` comes to; timings, model and seed are still to be set.

    Args:
        question: As asked.
        standalone: As it was searched for.
        plan: What the model was given.
        reply: Without text where the model was not asked.
        index: Knows the documents, as who asks sees them.
        refusal: What is said where there is nothing; "" for that of a question.
    """
    said = reply.text.strip()
    refused = not said or prompts.is_refusal(said)
    cited = citations.check("" if refused else said, plan.passages, standalone or question.text)
    answer = Answer(
        text=(said or refusal or _refusal(question.text, index)) if refused else cited.text,
        citations=cited.citations,
        refused=refused,
        question=question.text,
        standalone_question=standalone,
        ledger=plan.ledger(reply.tokens_reused),
        timings={},
        model="",
        seed=None,
        finish_reason="refused" if refused else reply.finish_reason,
        passages=plan.passages,
        unread=_unread(plan.passages if refused else cited.citations, index),
        unsupported=cited.unsupported,
        marks=cited.marks,
        contradictions=contradictions.find(plan.passages, cited.citations),
        prompt_sha256=prompts.digest(plan.messages),
    )
    return elsewhere.told(answer, index)


def _refusal(question: str, library: Library) -> str:
    language = detect(question)
    return f"{prompts.refusal(language)} {missing_files.told(question, library, language)}".strip()


def _unread(shown: Sequence[Passage | Citation], library: Library) -> tuple[Unread, ...]:
    """Of the documents of what is shown, those with pages without text."""
    ids = dict.fromkeys(part.document_id for part in shown)
    found = (library.document(document_id) for document_id in ids)
    return tuple(
        Unread(known.source, known.pages, known.pages_without_text)
        for known in found
        if known is not None and known.pages_without_text
    )

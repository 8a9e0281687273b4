"""From a request to what the chain or the model is asked, and the tokens that it took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig

from ragqa.access.identity import Identity, authorise
from ragqa.answer.answering import generated
from ragqa.answer.messages import turns_of
from ragqa.clock import Clock
from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.types import Answer, Event, Finished, Ledger, Question
from ui.api.answers import Usage
from ui.api.bodies import ContextFilter, Message
from ui.api.errors import refused
from ui.services import Services


def question_of(messages: Sequence[Message], scope: Scope, *, anyway: bool = False) -> Question:
    """The last message as a question, the earlier ones as its history.

    System messages are left out: what the model is told when it reads documents is ours.

    Args:
        messages: Of the request.
        scope: What is searched.
        anyway: As in ``Question``.

    Raises:
        RefusedError: The last message is not the user's: 400.
    """
    if messages[-1].role != "user":
        raise refused(400, "invalid_question", "last_message", param="messages")
    turns, text = turns_of((message.role, message.text) for message in messages)
    return Question(text, turns, scope, anyway=anyway)


def scope_of(given: ContextFilter | None, index: Index, who: Identity) -> Scope:
    """What a filter means.

    Args:
        given: None for everything that ``index`` shows.
        index: As who asks sees it.
        who: Who asks.

    Raises:
        RefusedError: A document is not there: 404.
        AccessError: The collection is not theirs.
    """
    if given is None:
        return Scope()
    for name in (given.collection, *given.collections):
        if name:
            authorise(who, "ask", name)
    sources = []
    for document_id in given.docs_ids or ():
        found = index.document(document_id)
        if found is None:
            raise refused(404, "document_not_found", "no_document", param="docs_ids")
        sources.append(found.place)
    inside = tuple(filter(None, given.collections))
    return Scope(collection=given.collection, collections=inside, sources=tuple(sources))


def bounded(options: dict[str, Any], services: Services) -> dict[str, Any]:
    """Options of a call; nobody gets a longer answer than the settings allow."""
    most = services.settings.answer_tokens
    if "max_tokens" in options:
        return options | {"max_tokens": min(options["max_tokens"], most)}
    return options


def alone(
    services: Services,
    messages: Sequence[Message],
    options: Mapping[str, Any],
    config: RunnableConfig,
) -> Iterator[Event]:
    """The events of the model's own answer, without documents: Token…, Finished.

    Raises:
        RefusedError: No language model is loaded, or the messages do not fit its context window.
    """
    chain = services.chain
    if not services.model:
        raise refused(400, "no_model", "no_chat_model", param="use_context")
    if messages[-1].role != "user":
        raise refused(400, "invalid_question", "last_message", param="messages")
    prompt = _merged(messages)
    size = services.settings.context_size
    if (tokens := sum(chain.model.get_num_tokens(m.text) for m in prompt)) >= size:
        raise refused(400, "context_length_exceeded", "too_long", tokens=tokens, most=size)
    clock = Clock()
    reply = yield from generated(chain.model, prompt, config, clock, options)
    yield Finished(
        Answer(
            text=reply.text,
            citations=(),
            refused=False,
            question=messages[-1].text,
            standalone_question="",
            ledger=Ledger(0, 0, 0, tokens, 0, size, 0, 0, reply.tokens_reused),
            timings=clock.total(),
            model=chain.model_name,
            seed=options.get("seed", chain.seed),
            finish_reason=reply.finish_reason,
        )
    )


def usage(answer: Answer, meter: UsageMetadataCallbackHandler, services: Services) -> Usage:
    """The tokens of an answer: as the model has told them, else as they were planned."""
    told = list(meter.usage_metadata.values())
    if told:
        read = sum(each["input_tokens"] for each in told)
        written = sum(each["output_tokens"] for each in told)
    else:
        read = answer.ledger.prompt
        written = services.chain.model.get_num_tokens(answer.text)
    return Usage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)


def _merged(messages: Sequence[Message]) -> list[BaseMessage]:
    """Messages in turn: those of one speaker in a row are one; system texts begin the first."""
    kinds: dict[str, type[BaseMessage]] = {"user": HumanMessage, "assistant": AIMessage}
    merged: list[tuple[str, str]] = []
    for message in messages:
        if message.role not in kinds:
            continue
        if merged and merged[-1][0] == message.role:
            merged[-1] = (message.role, f"{merged[-1][1]}\n{message.text}")
        else:
            merged.append((message.role, message.text))
    system = "\n".join(m.text for m in messages if m.role in ("system", "developer"))
    spoken = [kinds[role](text) for role, text in merged]
    return [SystemMessage(system), *spoken] if system else spoken

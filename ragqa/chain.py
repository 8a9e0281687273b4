"""The chain: a question goes in, events come out, the last one is the answer.

It is a LangChain Runnable: ``invoke``, ``batch``, ``|`` and callbacks work. ``invoke`` is
``stream`` run to its end.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from copy import copy
from dataclasses import replace
from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForChainRun
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.runnables import Runnable, RunnableConfig, ensure_config, patch_config
from langchain_core.runnables.config import get_callback_manager_for_config

from ragqa.answering import Reply, checked
from ragqa.asking import ChainInput, read_question
from ragqa.budget import Budget, Plan
from ragqa.clock import Clock
from ragqa.condensing import condense
from ragqa.context import Surroundings, nearby, surroundings
from ragqa.errors import IndexDamagedError
from ragqa.evidence import Gate, is_enough
from ragqa.language import Language, detect
from ragqa.records import Record, Records, Value, record_of
from ragqa.retrieval import HybridRetriever
from ragqa.scope import EVERYWHERE, Scope
from ragqa.summarizing import Summarizer, extract
from ragqa.types import (
    Answer,
    Condensed,
    Event,
    Finished,
    Hit,
    Passage,
    Question,
    Retrieved,
    Token,
)
from ragqa.whole import all_passages, documents_in, the_document

_SECTION_REACH = 16  # chunks before and after a hit


class RagChain(Runnable[ChainInput, Answer]):
    """Search, evidence gate, prompt within the context window, generation, checked citations.

    Args:
        retriever: Finds the chunks; its index also gives their neighbours.
        model: Any LangChain chat model; its tokenizer counts the budget.
        context_size: Context window of the model in tokens.
        answer_tokens: Tokens kept free for the answer.
        evidence: Decides whether the model is asked at all; None asks it whatever was found.
        seed: Of the model's sampler, for the record; None when nothing is sampled.
        wide: Whether the model writes and reads: it rewrites follow-ups, hits are grown to whole
            sections, and the best kept away from the middle. Quoting does none of it, and looks at
            each sentence by itself.
        records: Where answers are kept; None to keep none.
        made_with: Settings that matter to the text, for the record.
    """

    def __init__(
        self,
        retriever: HybridRetriever,
        model: BaseChatModel,
        *,
        context_size: int,
        answer_tokens: int,
        evidence: Gate | None,
        seed: int | None = None,
        wide: bool = False,
        records: Records | None = None,
        made_with: Mapping[str, Value] | None = None,
    ) -> None:
        self.retriever = retriever
        self.model = model
        self.model_name = model.name or model._llm_type
        self._budget = Budget(
            model, context_size=context_size, answer_tokens=answer_tokens, wide=wide
        )
        self._wide = wide
        self._evidence = evidence
        self.seed = seed
        self.records = records
        self.made_with = dict(made_with or {})

    def invoke(
        self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Answer:
        """The answer to ``input``.

        Raises:
            QuestionError: The question is empty or too long.
            EmptyIndexError: Nothing was ingested.
        """
        for event in self.stream(input, config, **kwargs):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream ends with Finished")

    def stream(  # type: ignore[override]  # events, as documented; ``|`` goes through transform
        self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Event]:
        """The events of one question: Condensed?, Retrieved, Token…, Finished.

        Closing the iterator stops the model. Raises as ``invoke``.
        """
        question = read_question(input)
        config = ensure_config(config)
        run = get_callback_manager_for_config(config).on_chain_start(
            None, {"question": question.text}, name=config.get("run_name") or self.get_name()
        )
        child = patch_config(config, callbacks=run.get_child())
        return self._reported(self._events(question, child), run)

    def transform(
        self, input: Iterator[ChainInput], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Answer]:
        """As a step of a LangChain sequence: the whole answer, once."""
        for whole in input:
            yield self.invoke(whole, config, **kwargs)

    async def astream(  # type: ignore[override]  # events, as ``stream``
        self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Event]:
        """As ``stream``; the work is done in threads."""
        events = cast("Generator[Event]", self.stream(input, config, **kwargs))
        step: asyncio.Future[Event | None] | None = None
        try:
            while True:
                step = asyncio.ensure_future(asyncio.to_thread(next, events, None))
                # A generator at work cannot be closed: cancelling waits for the step's end.
                event = await asyncio.shield(step)
                if event is None:
                    return
                yield event
        finally:
            if step is not None and not step.done():
                await asyncio.wait([step])
            await asyncio.to_thread(events.close)

    async def atransform(
        self, input: AsyncIterator[ChainInput], config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Answer]:
        """As ``transform``."""
        async for whole in input:
            yield await self.ainvoke(whole, config, **kwargs)

    @staticmethod
    def _reported(events: Iterator[Event], run: CallbackManagerForChainRun) -> Iterator[Event]:
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

    def _events(self, question: Question, config: RunnableConfig) -> Iterator[Event]:
        clock = Clock()
        standalone = condense(question, self.model if self._wide else None, config)
        clock.lap("condense")
        if standalone != question.text:
            yield Condensed(standalone)
        if question.whole:
            plan, enough = self._whole(question, standalone, clock), True
        else:
            hits = self._search(standalone, question, config, clock)
            clock.lap("search")
            plan = self._budget.plan(question, hits, self._around(hits), standalone=standalone)
            enough = is_enough(hits, language=detect(question.text), gate=self._evidence)
        clock.lap("pack")
        yield Retrieved(plan.passages)
        reply = Reply()
        if enough:
            reply = yield from self._generate(plan, config, clock)
        answer = self._answer(question, standalone, plan, reply, clock)
        if not reply.text:
            yield Token(answer.text)
        yield Finished(self._kept(answer, question, plan, asked=enough))

    def summarize(self, scope: Scope = EVERYWHERE, *, language: Language | None = None) -> Answer:
        """A summary with citations of all documents in ``scope``; see ``stream_summary``."""
        for event in self.stream_summary(scope, language=language):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a summary ends with Finished")

    def stream_summary(
        self, scope: Scope = EVERYWHERE, *, language: Language | None = None
    ) -> Iterator[Event]:
        """The events of a summary: Reading…, Retrieved, Token, Finished.

        Without a language model it is made of the most central sentences. It is not kept.

        Args:
            scope: Which documents and pages; conditions of the retriever hold where it has none.
            language: Of the summary; None for that of the documents.

        Raises:
            UnknownSourceError: ``scope`` means nothing that is there.
            QuestionError: The context window is too small.
        """
        clock = Clock()
        index = self.retriever.index
        scope = scope.within(self.retriever.scope)
        passages = all_passages(index, documents_in(index, scope), scope)
        language = language or detect(" ".join(p.text[:200] for p in passages[:50]))
        clock.lap("search")
        if self.model._llm_type == "quoting":
            draft = extract(passages, cast(Embeddings, index.embeddings))
        else:
            draft = yield from self._summarizer(language).summarize(passages)
        clock.lap("generate")
        yield Retrieved(draft.passages)
        plan = self._budget.unplanned(draft.passages)
        answer = self._answer(Question(""), "", plan, Reply(draft.text, "stop"), clock)
        yield Token(answer.text)
        yield Finished(answer)

    def _summarizer(self, language: Language) -> Summarizer:
        return Summarizer(
            model=self.model,
            ask=lambda messages: str(self.model.invoke(messages).text),
            embeddings=cast(Embeddings, self.retriever.index.embeddings),
            room=self._budget.room,
            language=language,
        )

    def again(self, record: Record, passages: Sequence[Passage] | None) -> Answer:
        """The answer to the question of a kept one, which is not kept itself.

        Args:
            record: The kept answer.
            passages: What the model is given, if it was asked; None to search anew.

        Raises:
            QuestionError: The prompt does not fit the context window.
        """
        question = record.to_question()
        if passages is None or not record.asked:
            unkept = copy(self)
            unkept.records = None
            return unkept.invoke(question)
        clock = Clock()
        plan = self._budget.plan_whole(
            question, passages, standalone=record.standalone, history=record.history
        )
        reply = Reply()
        steps = self._generate(plan, ensure_config(), clock)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                reply = end.value
                break
        return self._answer(question, record.standalone, plan, reply, clock)

    def _kept(self, answer: Answer, question: Question, plan: Plan, *, asked: bool) -> Answer:
        """The answer with the id under which it is kept, if it could be."""
        if self.records is None:
            return answer
        record = record_of(answer, question, plan.turns, self.made_with, asked=asked)
        try:
            return replace(answer, id=self.records.add(record))
        except IndexDamagedError:
            return answer  # an answer that cannot be kept is an answer all the same

    def _whole(self, question: Question, standalone: str, clock: Clock) -> Plan:
        """A plan with all of the one document that is asked."""
        index = self.retriever.index
        scope = question.scope.within(self.retriever.scope)
        passages = all_passages(index, [the_document(index, scope)], scope)
        clock.lap("search")
        return self._budget.plan_whole(question, passages, standalone=standalone)

    def _search(
        self, text: str, asked: Question, config: RunnableConfig, clock: Clock
    ) -> list[Hit]:
        documents = self.retriever.invoke(text, config, scope=asked.scope, timings=clock.stages)
        return [Hit.from_document(document) for document in documents]

    def _around(self, hits: Sequence[Hit]) -> dict[str, Surroundings]:
        """What stands around each hit, by its id."""
        reach = _SECTION_REACH if self._wide else 0
        chunks = self.retriever.index.chunks(nearby(hits, reach=max(1, reach)))
        return surroundings(hits, chunks, reach=reach)

    def _generate(
        self, plan: Plan, config: RunnableConfig, clock: Clock
    ) -> Generator[Token, None, Reply]:
        """Yield what the model says as it comes; return all of it."""
        pieces: list[str] = []
        metadata: dict[str, Any] = {}
        # Closing ends the model's own loop at once when our reader goes away.
        stream = cast("Generator[AIMessageChunk]", self.model.stream(plan.messages, config))
        with closing(stream):
            for chunk in stream:
                metadata |= chunk.response_metadata
                if text := str(chunk.text):
                    if not pieces:
                        clock.lap("first_token")
                    pieces.append(text)
                    yield Token(text)
        clock.lap("generate")
        reason = str(metadata.get("finish_reason") or "stop")
        return Reply("".join(pieces), reason, int(metadata.get("tokens_reused", 0)))

    def _answer(
        self, question: Question, standalone: str, plan: Plan, reply: Reply, clock: Clock
    ) -> Answer:
        answer = checked(question, standalone, plan, reply, self.retriever.index)
        return replace(answer, timings=clock.total(), model=self.model_name, seed=self.seed)

"""Answering as a LangChain Runnable: all its ways to be called, on top of one stream of events."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Self, cast

from langchain_core.runnables import (
    Runnable,
    RunnableConfig,
    ensure_config,
    patch_config,
)
from langchain_core.runnables.config import get_callback_manager_for_config

from ragqa.answer import tool
from ragqa.answer.answering import NO_OPTIONS, reported
from ragqa.answer.asking import ChainInput, read_question
from ragqa.types import Answer, Event, Finished, Question

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool
    from pydantic import BaseModel


class EventRunnable(Runnable[ChainInput, Answer]):
    """``invoke`` is ``stream`` run to its end; ``batch``, ``|`` and callbacks work."""

    @abstractmethod
    def close(self) -> None:
        """Give back what it holds. At the end of a ``with`` block it is called."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @abstractmethod
    def _events(
        self,
        question: Question,
        config: RunnableConfig,
        *,
        standalone: str = "",
        options: Mapping[str, Any] = NO_OPTIONS,
    ) -> Iterator[Event]:
        """The events of a question; ``standalone`` where it is known how to search for it."""

    def invoke(
        self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Answer:
        """The answer to ``input``.

        Raises:
            QuestionError: The question is empty or too long.
            EmptyIndexError: Nothing was ingested.
        """
        return last(self.stream(input, config, **kwargs))

    async def ainvoke(
        self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Answer:
        """As ``invoke``; who is cancelled while waiting stops the model."""
        steps = cast("AsyncGenerator[Event]", self.astream(input, config, **kwargs))
        async with aclosing(steps) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
        raise AssertionError("a stream ends with Finished")

    def stream(  # type: ignore[override]  # events, as documented; ``|`` goes through transform
        self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Generator[Event]:
        """Events: Condensed?, Retrieved, Queued…, PromptRead…, Token…, Finished.

        Closing the iterator stops the model. Raises as ``invoke``.

        Args:
            input: See ``asking.read_question``.
            config: Of LangChain.
            **kwargs: For the model's answer: stop, max_tokens, seed, temperature.
        """
        question = read_question(input)
        config = ensure_config(config)
        run = get_callback_manager_for_config(config).on_chain_start(
            None,
            {"question": question.text},
            name=config.get("run_name") or self.get_name(),
            run_id=config.get("run_id"),  # by which ``astream_events`` knows whose events they are
        )
        child = patch_config(config, callbacks=run.get_child())
        return reported(self._events(question, child, options=kwargs), run)

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
        events = self.stream(input, config, **kwargs)
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

    def get_input_schema(self, config: RunnableConfig | None = None) -> type[BaseModel]:
        """Of a question as a mapping: what LangChain works out of three types is none for tools."""
        return tool.Arguments

    def as_tool(
        self,
        args_schema: type[BaseModel] | None = None,
        *,
        name: str | None = None,
        description: str | None = None,
        arg_types: dict[str, type] | None = None,
    ) -> BaseTool:
        """A tool that says the answer with its citations; the Answer is the message's artifact.

        What is wrong with a call (an empty question, a document that is not there) is its answer,
        for the model to call it better; what else fails is raised.

        Args:
            args_schema: What it takes; unless given, a question and what it is kept to.
            name: What a model calls it by.
            description: What a model is told of it.
            arg_types: What it takes, in place of ``args_schema``.
        """
        from langchain_core.tools import convert_runnable_to_tool

        made = convert_runnable_to_tool(
            self,
            args_schema,
            name=name or tool.NAME,
            description=description or tool.DESCRIPTION,
            arg_types=arg_types,
        )
        return tool.asking(self, made)


def last(events: Iterator[Event]) -> Answer:
    """The answer that a stream ends with."""
    for event in events:
        if isinstance(event, Finished):
            return event.answer
    raise AssertionError("a stream ends with Finished")

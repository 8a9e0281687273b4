"""What is asked in each mode of the chat, and the events that come back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ragqa.answer.elsewhere import told_of
from ragqa.answer.quoted.quoting import NAME as QUOTING
from ragqa.chain import RagChain
from ragqa.errors import EmptyIndexError, QuestionError, UnknownSourceError
from ragqa.scope import EVERYWHERE, Scope
from ragqa.search.passages import grow
from ragqa.types import Event, Passage, Question, Turn
from ui.services import Services
from ui.texts import chat as texts_chat
from ui.web.job import Job

Mode = Literal["answer", "quotes", "search", "whole", "summary"]
"""Written answers from what is found; quotes alone; the passages alone; all of one document given
to the model; a summary of all that is chosen."""

MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that its answer depends on.

    Attributes:
        text: The question; of a summary, what is shown as one.
        mode: What is done with it.
        scope: What is searched.
        history: Earlier turns, oldest first.
        anyway: Whether it is answered even from too little.
        attempt: How often it was asked before: each time a sampler begins with another seed.
    """

    text: str
    mode: Mode = "answer"
    scope: Scope = EVERYWHERE
    history: tuple[Turn, ...] = ()
    anyway: bool = False
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """All that a search alone gives: the chunks, best first."""

    passages: tuple[Passage, ...]


def answering(services: Services, asked: Asked) -> Job[Event | Found]:
    """Answer in a thread; when the job is stopped the model ends after its current token."""

    def work(report: Callable[[Event | Found], None], stopped: threading.Event) -> None:
        with closing(events_of(services, asked)) as events:
            for event in events:
                if stopped.is_set():
                    return
                report(event)

    return Job(work)


def is_quoting(services: Services, asked: Asked) -> bool:
    """Whether the answer will be documents' own words."""
    return _chain(services, asked).model_name == QUOTING


def _chain(services: Services, asked: Asked) -> RagChain:
    return services.quotes if asked.mode == "quotes" else services.chain


def events_of(services: Services, asked: Asked) -> Generator[Event | Found, None, None]:
    """The events of one question; closing it stops the model.

    Raises:
        QuestionError: Nothing is there any more of what is to be searched.
        RagqaError: As the chain does.
    """
    try:
        yield from _events(services, asked)
    # As a new question is told (``choice.scope_of``): those errors name folders of the server.
    except EmptyIndexError:
        raise QuestionError(texts_chat.EN.no_documents, texts_chat.ZH.no_documents) from None
    except UnknownSourceError:
        raise QuestionError(texts_chat.EN.chosen_gone, texts_chat.ZH.chosen_gone) from None


def _events(services: Services, asked: Asked) -> Generator[Event | Found, None, None]:
    if asked.mode == "search":
        hits = services.chain.retriever.search(asked.text, asked.scope)
        passages = [grow([hit], {})[0] for hit in hits]
        yield Found(told_of(passages, services.chain.retriever.index))
        return
    if asked.mode == "summary":
        events = services.chain.stream_summary(asked.scope)
    else:
        whole = asked.mode == "whole"
        question = Question(asked.text, asked.history, asked.scope, whole, asked.anyway)
        chain = _chain(services, asked)
        events = chain.stream(question, **_options(chain.seed, asked.attempt))
    with closing(events):
        yield from events


def _options(seed: int | None, attempt: int) -> dict[str, Any]:
    return {"seed": seed + attempt} if attempt and seed is not None else {}

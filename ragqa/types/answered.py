"""What is asked and answered: questions, answers, and the events on the way."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.scope import EVERYWHERE, Scope
from ragqa.types.found import Citation, Passage


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One statement that two documents make with different numbers or dates.

    Attributes:
        first: The sentence that an answer cites.
        second: The one of another document.
        values: What differs, as written in ``first`` and in ``second``.
    """

    first: Citation
    second: Citation
    values: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """How the context window was spent, in tokens of the model's own tokenizer.

    ``estimated`` where a model server does not count: the numbers are then rather too high.
    """

    instructions: int
    history: int
    passages: int
    question: int
    reserved: int
    context_size: int
    passages_used: int
    passages_left_out: int
    tokens_reused: int = 0
    estimated: bool = False

    @property
    def prompt(self) -> int:
        """All that the model was given to read."""
        return self.instructions + self.history + self.passages + self.question


@dataclass(frozen=True, slots=True)
class Unread:
    """A document some of whose pages gave no text, so that an answer from it may lack something."""

    source: str
    pages: int
    pages_without_text: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the chain returns.

    Attributes:
        text: The answer, with markers like [1].
        citations: In the order of their first marker.
        refused: True when the documents do not answer the question.
        question: As it was asked.
        standalone_question: What was searched for.
        ledger: How the context window was spent.
        timings: Seconds by stage: condense, search (and its steps embed, dense, lexical, fuse,
            rerank), pack, first_token, generate, total.
        model: Name of the chat model.
        seed: Of the sampler; None when nothing was sampled.
        finish_reason: "stop", "length", "time" (answer_seconds), "refused" or "cancelled".
        passages: What the model was given, number 1 first; on refusal the nearest found.
        unread: Of the documents cited, or the nearest on refusal, those with pages without text.
        unsupported: [start, end) in ``text`` of the sentences that no passage supports, in order.
        contradictions: Cited statements that another passage makes with another number or date.
        marks: Where in ``text`` markers begin; what else looks like one is the documents' own. None
            where it was not noted.
        prompt_sha256: Of the messages for the model (``prompts.digest``).
        weak: Whether what was found was too little to answer from: it is refused without asking
            the model, or answered all the same because the question says so.
        id: Under which the answer is kept (``records``); "" when it is not.
    """

    text: str
    citations: tuple[Citation, ...]
    refused: bool
    question: str
    standalone_question: str
    ledger: Ledger
    timings: dict[str, float]
    model: str
    seed: int | None
    finish_reason: str
    passages: tuple[Passage, ...] = ()
    unread: tuple[Unread, ...] = ()
    unsupported: tuple[tuple[int, int], ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    marks: tuple[int, ...] | None = None
    prompt_sha256: str = ""
    weak: bool = False
    id: str = ""

    @property
    def can_insist(self) -> bool:
        """Whether it was refused with passages near, from which ``Question.anyway`` answers."""
        return self.refused and self.weak and bool(self.passages)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation with its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the chain takes; a plain string is a question without history.

    Attributes:
        text: The question.
        history: Earlier turns, oldest first.
        scope: What is searched; conditions of the chain's retriever hold where it has none.
        whole: Give the model all of the one document that ``scope`` means, without searching.
        anyway: Answer from the nearest that is found, even where it is too little.
    """

    text: str
    history: tuple[Turn, ...] = ()
    scope: Scope = EVERYWHERE
    whole: bool = False
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Condensed:
    """The question as it is searched for, when it differs from what was asked."""

    question: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The passages that will be shown to the model, number 1 first."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A summary is being made: ``done`` of ``total`` parts that are known so far were read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Queued:
    """The model answers others first: ``position`` questions come before this one."""

    position: int


@dataclass(frozen=True, slots=True)
class PromptRead:
    """The model has read ``done`` of the ``total`` tokens of its prompt."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of a stream."""

    answer: Answer


Event = Condensed | Retrieved | Reading | Queued | PromptRead | Token | Finished

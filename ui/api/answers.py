"""What clients get from the OpenAI routes: answers whole and in pieces. Pure.

The names of the kinds are OpenAI's; privateGPT's own client knows only its own two.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import BaseModel

from ragqa.types import Answer, Chunk, Citation, Passage, PromptRead, Queued, Reading

Kind = Literal["chat", "text"]


class Document(BaseModel):
    """A document of the index, in privateGPT's shape."""

    object: Literal["ingest.document"] = "ingest.document"
    doc_id: str
    doc_metadata: dict[str, Any] | None = None


class ContextChunk(BaseModel):
    """A passage, in privateGPT's shape."""

    object: Literal["context.chunk"] = "context.chunk"
    score: float
    document: Document
    text: str
    previous_texts: list[str] | None = None
    next_texts: list[str] | None = None


class Elsewhere(BaseModel):
    """Where in another document a quote stands too."""

    source: str
    document_id: str
    page_first: int | None
    page_last: int | None
    page_label: str
    headings: list[str]


class Quote(BaseModel):
    """A citation; fields as in ``ragqa.types.Citation``, [number] is in the text."""

    number: int
    source: str
    document_id: str
    page_first: int | None
    page_last: int | None
    page_label: str
    headings: list[str]
    quote: str
    score: float
    verified: bool
    also: list[Elsewhere] = []


class Said(BaseModel):
    """The message of an answer.

    Attributes:
        content: The text, with markers like [1].
        refusal: Always None; see ``refused``.
        refused: Whether the documents do not answer the question.
        weak: Whether too little was found, which "anyway" in a request answers from all the same.
        citations: In the order of their markers.
    """

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    refused: bool = False
    weak: bool = False
    citations: list[Quote] = []


class Choice(BaseModel):
    """The one answer.

    Attributes:
        text: Only of a text completion.
        sources: The passages that were read; None when they were not asked for.
    """

    index: Literal[0] = 0
    finish_reason: Literal["stop", "length"]
    message: Said
    text: str | None = None
    logprobs: None = None
    sources: list[ContextChunk] | None = None


class Usage(BaseModel):
    """Tokens of the model's own tokenizer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(BaseModel):
    """An answer."""

    id: str
    object: str
    created: int
    model: str
    choices: list[Choice]
    usage: Usage


@dataclass(frozen=True, slots=True)
class Form:
    """How answers to one request are written.

    Attributes:
        id: Of the answer.
        created: Unix time.
        model: Name of what answers.
        kind: Of the route.
        private: Whether the client is privateGPT's own.
        sources: Whether passages are told.
    """

    id: str
    created: int
    model: str
    kind: Kind
    private: bool
    sources: bool

    def whole(self, answer: Answer, usage: Usage) -> Completion:
        """The answer at once."""
        choice = Choice(
            finish_reason=finish_reason(answer),
            message=Said(
                content=answer.text,
                refused=answer.refused,
                weak=answer.weak,
                citations=[quote(citation) for citation in answer.citations],
            ),
            text=answer.text if self.kind == "text" else None,
            sources=self._sources(answer),
        )
        return Completion(
            id=self.id,
            object=self._object(),
            created=self.created,
            model=self.model,
            choices=[choice],
            usage=usage,
        )

    def piece(self, text: str, *, first: bool = False) -> dict[str, Any]:
        """A piece of the text."""
        delta = {"role": "assistant", "content": text} if first else {"content": text}
        return self._chunk([self._part(delta, text, None)])

    def progress(self, event: Queued | PromptRead | Reading) -> dict[str, Any]:
        """A piece without text that tells how far a silent model is.

        No comment of the event stream: privateGPT's client takes every line for a piece, and
        other clients hide comments from the programs that use them.
        """
        if isinstance(event, Queued):
            told: dict[str, object] = {"stage": "queued", "position": event.position}
        else:
            stage = "summarizing" if isinstance(event, Reading) else "reading"
            told = {"stage": stage, "done": event.done, "total": event.total}
        return self.piece("") | {"progress": told}

    def last(self, answer: Answer, said: str) -> dict[str, Any]:
        """The end: why, and the citations.

        ``said`` is the text that went out in pieces; where checking the citations has changed it,
        the text that holds is told in "checked".
        """
        delta: dict[str, Any] = {
            "refused": answer.refused,
            "weak": answer.weak,
            "citations": [quote(citation).model_dump() for citation in answer.citations],
        }
        if answer.text != said:
            delta["checked"] = answer.text
        part = self._part(delta, "", finish_reason(answer))
        if (sources := self._sources(answer)) is not None:
            part["sources"] = [source.model_dump() for source in sources]
        return self._chunk([part])

    def tokens(self, usage: Usage) -> dict[str, Any]:
        """The last piece of a stream whose client asked for the tokens."""
        return self._chunk([]) | {"usage": usage.model_dump()}

    def _part(self, delta: dict[str, Any], text: str, reason: str | None) -> dict[str, Any]:
        part = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        return part | {"text": text} if self.kind == "text" else part

    def _chunk(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": self._object(chunk=True),
            "created": self.created,
            "model": self.model,
            "choices": choices,
        }

    def _object(self, *, chunk: bool = False) -> str:
        if self.private:
            return "completion.chunk" if chunk else "completion"
        if self.kind == "text":
            return "text_completion"
        return "chat.completion.chunk" if chunk else "chat.completion"

    def _sources(self, answer: Answer) -> list[ContextChunk] | None:
        return [passage_chunk(passage) for passage in answer.passages] if self.sources else None


def finish_reason(answer: Answer) -> Literal["stop", "length"]:
    """Why the model ended, in OpenAI's words."""
    return "length" if answer.finish_reason in ("length", "time") else "stop"


def quote(citation: Citation) -> Quote:
    """A citation as it is sent."""
    fields = {name: value for name, value in asdict(citation).items() if name in Quote.model_fields}
    return Quote(**fields | {"headings": list(citation.headings)})


def passage_chunk(passage: Passage) -> ContextChunk:
    """A passage in privateGPT's shape."""
    return ContextChunk(score=passage.score, document=place_of(passage), text=passage.text)


def place_of(text: Passage | Chunk) -> Document:
    """Where a text stands, in privateGPT's shape."""
    label = text.page_label or ("" if text.page_first is None else str(text.page_first))
    metadata = {
        "file_name": text.source,
        "page_label": label,
        "page_first": text.page_first,
        "page_last": text.page_last,
        "headings": list(text.headings),
    }
    return Document(doc_id=text.document_id, doc_metadata=metadata)

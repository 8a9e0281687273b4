"""What clients send to the OpenAI routes.

A field that is not here is ignored, as OpenAI's clients send many; one whose effect a client would
miss is here and refused.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError


def _whole(value: object) -> object:
    """JSON has one kind of number, and its schema calls 1.0 an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _boolean(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        raise PydanticKnownError("bool_type")
    return value


WHOLE = BeforeValidator(_whole)
"""To follow the bounds of a number: before them, the schema would not show them."""

# To Python, though not to JSON, False is 0 and True is 1, and a Literal takes one for the other.
_One = Annotated[int, Field(ge=1, le=1), WHOLE]
_Zero = Annotated[int, Field(ge=0, le=0), WHOLE]
No = Annotated[Literal[False], BeforeValidator(_boolean)]

_LONGEST = 1_000_000  # characters
Text = Annotated[str, Field(max_length=_LONGEST)]
NONE = Field(None, max_length=0)
"""Of a field whose effect would be missed: only what asks for nothing."""

UNSUPPORTED = frozenset(
    {"n", "tools", "functions", "logprobs", "top_logprobs", "response_format", "best_of", "echo"}
)
"""Fields that are only taken with the value which asks for nothing."""


class Body(BaseModel):
    """Values are not converted: the schema is what is taken."""

    model_config = ConfigDict(strict=True)


def example(**values: Any) -> ConfigDict:
    """The configuration of a body whose schema shows one."""
    return ConfigDict(strict=True, json_schema_extra={"examples": [values]})


class TextPart(Body):
    """A part of a message; pictures and sound cannot be read."""

    type: Literal["text"]
    text: Text


class Message(Body):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant"]
    content: Text | Annotated[list[TextPart], Field(max_length=100)] | None = None

    @property
    def text(self) -> str:
        """All of its text."""
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "\n".join(part.text for part in self.content)


class ContextFilter(Body):
    """To which documents a question is kept.

    Attributes:
        docs_ids: Their ids, as the list of documents has them; None for all.
        collection: Only those of this collection; "" for all.
        collections: Only those of any of these; empty for all.
    """

    docs_ids: Annotated[list[str], Field(min_length=1, max_length=10_000)] | None = None
    collection: str = Field("", max_length=200)
    collections: Annotated[list[str], Field(max_length=1_000)] = []


class StreamOptions(Body):
    """Whether the last piece of a stream tells the tokens."""

    include_usage: bool | None = None


class ResponseFormat(Body):
    """Only plain text."""

    type: Literal["text"]


class Asked(Body):
    """What chat and text completions have in common.

    Attributes:
        model: Any name; one model is loaded, and the answer tells which.
        stream: Whether the answer comes piece by piece.
        stream_options: Only heeded with ``stream``.
        max_tokens: Longest answer; never more than the setting answer_tokens.
        temperature: 0 always takes the likeliest token.
        seed: Of the sampler.
        stop: Where the answer ends.
        n: One answer only.
        use_context: Whether the documents are searched; otherwise the model is asked alone.
        include_sources: Whether the passages that were read are in the answer.
        context_filter: Which documents are searched.
        anyway: Whether it is answered from the nearest passages even where too little was found.
    """

    model: str = Field("", max_length=500)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: Annotated[int, Field(ge=1), WHOLE] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    seed: Annotated[int, WHOLE] | None = None
    stop: Text | Annotated[list[Text], Field(max_length=4)] | None = None
    n: _One | None = None
    use_context: bool | None = None
    include_sources: bool | None = None
    context_filter: ContextFilter | None = None
    anyway: bool | None = None

    @property
    def options(self) -> dict[str, Any]:
        """Those of the model's call that are given."""
        stop = [self.stop] if isinstance(self.stop, str) else self.stop or []
        given = {
            "stop": [text for text in stop if text] or None,
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "seed": None if self.seed is None else self.seed % 2**31,
        }
        return {name: value for name, value in given.items() if value is not None}

    @property
    def tells_usage(self) -> bool:
        """Whether a stream ends with the tokens."""
        return bool(self.stream_options and self.stream_options.include_usage)


class ChatBody(Asked):
    """A request for a chat completion.

    Attributes:
        messages: The conversation; the last one asks.
        max_completion_tokens: As ``max_tokens``, and wins over it.
        tools: There are none.
        functions: There are none.
        response_format: Only text.
        logprobs: Not told.
    """

    model_config = example(messages=[{"role": "user", "content": "How long may a name be?"}])

    messages: list[Message] = Field(min_length=1, max_length=2_000)
    max_completion_tokens: Annotated[int, Field(ge=1), WHOLE] | None = None
    tools: list[Any] | None = NONE
    functions: list[Any] | None = NONE
    response_format: ResponseFormat | None = None
    logprobs: No | None = None
    top_logprobs: _Zero | None = None

    @property
    def options(self) -> dict[str, Any]:
        """As in ``Asked``."""
        longest = self.max_completion_tokens
        return super().options | ({} if longest is None else {"max_tokens": longest})


class CompletionBody(Asked):
    """A request for a text completion.

    Attributes:
        prompt: The question.
        system_prompt: As a system message in a chat.
        echo: The question is not repeated.
        best_of: One answer is made.
        logprobs: Not told.
    """

    model_config = example(prompt="How long may a name be?", max_tokens=200)

    prompt: Text
    system_prompt: Text | None = None
    echo: No | None = None
    best_of: _One | None = None
    logprobs: _Zero | None = None

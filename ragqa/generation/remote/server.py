"""A model behind an OpenAI-compatible server, as a LangChain model.

llama-server, vLLM, LM Studio, text-generation-webui, Ollama and the like.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr

from ragqa.errors import ModelError
from ragqa.generation.calls import StreamedChat, check_options, ended, refuse_tools, spoken
from ragqa.generation.estimate import MESSAGE_TOKENS, PROMPT_TOKENS, estimate_tokens
from ragqa.generation.prompting.shaping import plain, shaped
from ragqa.generation.remote import server_errors
from ragqa.generation.remote.address import Address
from ragqa.generation.remote.manner import Manner
from ragqa.generation.remote.remote import RefusedError, Wire
from ragqa.generation.remote.serving import Counter, find_counter, model_names, window

_PARAMETERS = {
    *("url", "model", "context_size", "answer_tokens", "temperature", "top_k", "top_p"),
    *("repeat_penalty", "seed"),
}
_COUNTED = 4096  # texts whose tokens are remembered: packing counts the same passages again


class ServerChat(StreamedChat):
    """A model server as a LangChain chat model. Making it asks the server about itself.

    ``stop``, ``max_tokens``, ``seed`` and ``temperature`` may be given with each call; anything
    else is refused. Closing a stream closes the connection, on which servers stop generating.

    Attributes:
        url: Base of the API, without credentials.
        model: Name of the model there; "" for the only one.
        api_key: Sent as a bearer token; never shown.
        context_size: Tokens of prompt and answer together: what was asked for, or less where the
            server says that it was started with less.
        answer_tokens: Longest answer in tokens.
        temperature: 0 always takes the likeliest token.
        top_k: Likeliest tokens considered, where the server knows of it.
        top_p: Probability mass considered.
        repeat_penalty: Above 1 punishes repetition, where the server knows of it.
        seed: Of the sampler, where the server knows of it.
        seconds: Longest silence of the server.
        name: The model's name there.

    Raises:
        ModelError: The server is not there, refuses the key, is none of this kind, or has several
            models of which none was chosen.
    """

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    url: str
    model: str = ""
    api_key: SecretStr = SecretStr("")
    context_size: int = Field(8192, ge=64)
    answer_tokens: int = Field(512, ge=1)
    temperature: float = Field(0.2, ge=0.0)
    top_k: int = Field(40, ge=1)
    top_p: float = Field(0.9, gt=0.0, le=1.0)
    repeat_penalty: float = Field(1.0, gt=0.0)
    seed: int = Field(0, ge=0, lt=2**31)
    seconds: float = Field(600.0, gt=0.0)

    _wire: Wire = PrivateAttr()
    _client: BaseChatModel = PrivateAttr()
    _counter: Counter | None = PrivateAttr(None)
    _count: Callable[[str], int] = PrivateAttr()
    _told: int | None = PrivateAttr(None)
    _manner: Manner = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Ask the server which model, window and tokenizer it has."""
        super().model_post_init(context)
        address = Address(self.url, self.model)
        self._wire = Wire(address, self.api_key.get_secret_value(), self.seconds)
        try:
            listed = self._wire.models()
            self.model = address.model or _only(self.url, model_names(listed))
            self.name = self.name or self.model
            self._told = window(self._wire.fetch, listed, self.model)
            self._counter = find_counter(self._wire.fetch, self.model)
        except BaseException:
            self._wire.close()
            raise
        self.context_size = min(self.context_size, self._told or self.context_size)
        self._count = lru_cache(maxsize=_COUNTED)(self._counted)
        self._manner = Manner()
        self._client = self._wire.openai(self.model)

    @property
    def estimates_tokens(self) -> bool:
        """Whether tokens are guessed, because the server does not count them."""
        return self._counter is None

    @property
    def counted_by(self) -> str:
        """Whose way of counting the server understands, "" for none."""
        return self._counter.server if self._counter else ""

    @property
    def told_context_size(self) -> int | None:
        """The window that the server was started with, if it says so."""
        return self._told

    @property
    def sends_to(self) -> str:
        """The machine that questions and passages are sent to; "" when it is this one."""
        address = Address(self.url)
        return "" if address.is_local else address.host

    def get_num_tokens(self, text: str) -> int:
        """Tokens of ``text`` by the server's tokenizer, or an estimate that is rather too high.

        Raises:
            ModelError: The server is gone.
        """
        return self._count(plain(text))

    def get_token_ids(self, text: str) -> list[int]:
        """Not to be had from a server. Raises ModelError, rather than fetch a tokenizer."""
        raise ModelError(
            "A model server counts tokens, but does not give them.",
            "模型服务器只统计 token 数，不提供 token。",
        )

    def get_num_tokens_from_messages(
        self, messages: list[BaseMessage], tools: Sequence[Any] | None = None
    ) -> int:
        """At least the tokens of the prompt: the marks of its template are estimated.

        Raises:
            ModelError: Tools are given, a message is no text, or the server is gone.
        """
        refuse_tools(tools)
        texts = [str(message.content) for message in shaped(messages)]
        marks = PROMPT_TOKENS + MESSAGE_TOKENS * len(texts)
        return marks + sum(self._count(text) for text in texts)

    def close(self) -> None:
        """Close the connections; it cannot be used again."""
        self._wire.close()

    @property
    def _llm_type(self) -> str:
        return "openai-compatible"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return self.model_dump(include=_PARAMETERS)

    def _counted(self, text: str) -> int:
        counter = self._counter
        counted = counter.count(self._wire.fetch, text, self.model) if counter else None
        return estimate_tokens(text) if counted is None else counted

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        asked = self._asked(messages, stop, kwargs)
        finish, spent, usage = "", 0, cast("UsageMetadata | None", None)
        with closing(self._chunks(messages, asked)) as chunks:
            for heard in chunks:
                finish = str((heard.generation_info or {}).get("finish_reason") or finish)
                usage = cast(AIMessageChunk, heard.message).usage_metadata or usage
                if heard.text:
                    spent += 1
                    yield spoken(heard.text, run_manager)
        if not finish:
            raise server_errors.broken_off(self.url)
        usage = usage or self._guessed(messages, spent)
        yield ended(usage, name=self.name, seed=int(asked["seed"]), finish=finish)

    def _asked(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> dict[str, Any]:
        """What goes with the messages. Raises ModelError for an unknown option."""
        check_options(options)
        wanted = int(options.get("max_tokens", self.answer_tokens))
        # Some refuse what can never fit, rather than end the answer where the window ends.
        room = self.context_size - self.get_num_tokens_from_messages(messages)
        asked: dict[str, Any] = {
            "max_tokens": max(1, min(wanted, room)) if self._counter else wanted,
            "temperature": options.get("temperature", self.temperature),
            "top_p": self.top_p,
            "seed": options.get("seed", self.seed),
        }
        return asked | ({"stop": stop} if stop else {})

    def _chunks(
        self, messages: list[BaseMessage], asked: dict[str, Any]
    ) -> Generator[ChatGenerationChunk, None, None]:
        """What the server says; in another manner where it refuses the first one.

        A connection that ends before the first word may have been an old one: it is tried anew.
        """
        manner, again = self._manner, True
        while True:
            begun = False
            try:
                with closing(self._heard(messages, asked, manner)) as chunks:
                    for chunk in chunks:
                        begun, self._manner = True, manner
                        yield chunk
                return
            except RefusedError as refused:
                other = manner if again and not refused.refusal else None
                other = other or manner.other(messages, refused.refusal)
                if begun or other is None:
                    raise refused.error from refused.__cause__
                manner, again = other, False

    def _heard(
        self, messages: list[BaseMessage], asked: dict[str, Any], manner: Manner
    ) -> Generator[ChatGenerationChunk, None, None]:
        more = self._extras() if manner.extras else {"stream_usage": False}
        sent = shaped(messages, fold_system=manner.folds)
        heard = cast(
            "Generator[ChatGenerationChunk, None, None]",
            self._client._stream(sent, **asked, **more),
        )
        return self._wire.told(heard, self.model)

    def _extras(self) -> dict[str, Any]:
        penalty = self.repeat_penalty
        # Two names for one thing: the first is llama.cpp's, the second vLLM's.
        penalties = {"repeat_penalty": penalty, "repetition_penalty": penalty}
        body = {"top_k": self.top_k} | (penalties if penalty != 1.0 else {})
        return {"stream_usage": True, "extra_body": body}

    def _guessed(self, messages: list[BaseMessage], spent: int) -> UsageMetadata:
        read = self.get_num_tokens_from_messages(messages)
        return UsageMetadata(input_tokens=read, output_tokens=spent, total_tokens=read + spent)


def _only(url: str, names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    raise server_errors.which_model(url, names)

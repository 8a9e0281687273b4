"""Chinese-Mixtral-Instruct, or any other GGUF that can chat, as a LangChain model.

Prompts go in as token ids (``ragqa.generation.prompting.formats``), so no text of a document can
become a special token.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict, Field, PrivateAttr

from ragqa.errors import CallError, ModelError
from ragqa.generation.answer_text import AnswerText
from ragqa.generation.calls import StreamedChat, check_options, ended, refuse_tools, spoken
from ragqa.generation.limits import Limits
from ragqa.generation.llama.engine import Engine, Reading, Recall, Waiting
from ragqa.generation.llama.lora import Lora
from ragqa.generation.llama.sampling import Sampling
from ragqa.generation.llama.vocabulary import Vocabulary
from ragqa.generation.memory.fitting import KvType
from ragqa.generation.progress import Progress
from ragqa.generation.prompting.formats import Format, choose

_PARAMETERS = {
    *("model_path", "context_size", "answer_tokens", "temperature", "top_k", "top_p"),
    *("repeat_penalty", "seed", "gpu_layers", "threads", "kv_type", "lora", "lora_scale"),
}


class LlamaCppChat(StreamedChat):
    """A GGUF file as a LangChain chat model. Loading it takes seconds to minutes.

    ``stop``, ``max_tokens``, ``seed`` and ``temperature`` may be given with each call; anything
    else is refused. One generation runs at a time, the others wait in the order they came. A stream
    holds its turn until it has ended or is closed: read it to the end or close it. While it waits
    or reads, it sends ``Progress`` several times a second, so that it can be closed at any time.

    Attributes:
        model_path: The GGUF file.
        context_size: Tokens of prompt and answer together.
        answer_tokens: Longest answer in tokens.
        temperature: 0 always takes the likeliest token.
        top_k: Likeliest tokens considered.
        top_p: Probability mass considered.
        repeat_penalty: Above 1 punishes repetition.
        seed: Of the sampler.
        gpu_layers: Layers to put on the GPU: -1 all, 0 none.
        threads: CPU threads; 0 takes one for each physical core this process may use.
        kv_type: How the key-value cache is kept: f16, q8_0 or q4_0.
        repack: Whether llama.cpp may keep a second copy of the weights, laid out for this CPU.
        lora: Path of a LoRA adapter for this model, "" for none.
        lora_scale: How strongly it works.
        lookup: Whether tokens are guessed from the prompt and checked several at once.
        recall: Knows what the model has read another time; see ``engine.Recall``.
        queue_seconds: Longest wait for the turn; 0 for no limit.
        answer_seconds: Longest time to read a prompt and write its answer, which then ends with
            finish_reason "time"; 0 for no limit.
        name: The file's name without its ending, unless given.

    Raises:
        ModelError: The file cannot be loaded, memory is short, or its chat template cannot be
            used.
    """

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    model_path: str
    context_size: int = Field(8192, ge=64)
    answer_tokens: int = Field(512, ge=1)
    temperature: float = Field(0.2, ge=0.0)
    top_k: int = Field(40, ge=1)
    top_p: float = Field(0.9, gt=0.0, le=1.0)
    repeat_penalty: float = Field(1.0, gt=0.0)
    seed: int = Field(0, ge=0, lt=2**31)
    gpu_layers: int = Field(-1, ge=-1)
    threads: int = Field(0, ge=0)
    kv_type: KvType = "f16"
    repack: bool = True
    lora: str = ""
    lora_scale: float = 1.0
    lookup: bool = False
    recall: Recall | None = Field(default=None, exclude=True, repr=False)
    queue_seconds: float = Field(default=0.0, ge=0.0)
    answer_seconds: float = Field(default=0.0, ge=0.0)

    _engine: Engine = PrivateAttr()
    _words: Vocabulary = PrivateAttr()
    _format: Format = PrivateAttr()
    _day: str = PrivateAttr("")

    def model_post_init(self, context: Any, /) -> None:
        """Load the model."""
        super().model_post_init(context)
        path = Path(self.model_path)
        self.name = self.name or path.stem
        self._engine = Engine(
            path,
            context_size=self.context_size,
            gpu_layers=self.gpu_layers,
            threads=self.threads,
            kv_type=self.kv_type,
            repack=self.repack,
            lora=Lora(Path(self.lora), self.lora_scale) if self.lora else None,
            recall=self.recall,
            lookup=self.lookup,
        )
        self._words = self._engine.vocabulary
        today = datetime.now().astimezone().date()
        try:
            self._format = choose(
                path,
                self._words,
                template=self._words.template,
                name=self._words.name,
                today=today,
            )
        except ModelError:
            self.close()
            raise
        self._day = today.isoformat() if self._format.dated else ""

    @property
    def day(self) -> str:
        """The date (ISO) that the model's chat template writes into each prompt, "" for none."""
        return self._day

    @property
    def waiting(self) -> int:
        """How many generations wait for their turn."""
        return self._engine.waiting

    def prompt_ids(self, messages: Sequence[BaseMessage]) -> list[int]:
        """The token ids the model is given. Raises ModelError as ``Format.encode``."""
        return self._format.encode(messages)

    def learn(self, prompt: Sequence[int]) -> Generator[Waiting | Reading, None, memoryview]:
        """Read token ids and return the state, for ``recall`` of another time; as ``Engine``."""
        return self._engine.learn(prompt)

    def get_token_ids(self, text: str) -> list[int]:
        """The ids of ``text`` by the model's own tokenizer, marks such as ``</s>`` as plain text.

        Safe to call while another thread generates.
        """
        return self._words.tokenize(text)

    def get_num_tokens(self, text: str) -> int:
        """Tokens of ``text`` on its own; parts may add up to more than the whole."""
        return len(self.get_token_ids(text))

    def count_tokens(self, text: str) -> int:
        """``get_num_tokens`` by the name the embedder uses."""
        return self.get_num_tokens(text)

    def get_num_tokens_from_messages(
        self, messages: list[BaseMessage], tools: Sequence[Any] | None = None
    ) -> int:
        """Exactly the tokens of the prompt.

        Raises:
            ModelError: Tools are given, or as ``prompt_ids``.
        """
        refuse_tools(tools)
        return len(self.prompt_ids(messages))

    def gpu_report(self) -> tuple[str, str]:
        """Where the layers are, in one sentence of English and one of Chinese."""
        return self._engine.gpu_report()

    def close(self) -> None:
        """Wait until nobody generates any more and free the model; it cannot be used again."""
        self._engine.close()

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return self.model_dump(include=_PARAMETERS)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        call = self._call(messages, kwargs)
        answer = AnswerText((*self._format.stops, *(stop or ())))
        limits = Limits(self.queue_seconds, self.answer_seconds)
        spent, reused, finish = 0, 0, "length"
        with closing(self._engine.generate(call.prompt, call.sampling)) as steps:
            for step in steps:
                if isinstance(step, Waiting | Reading):
                    reused = step.reused if isinstance(step, Reading) else 0
                    if progress := _progress(step, limits):
                        yield ChatGenerationChunk(message=progress)
                    continue
                if self._format.is_end(step):
                    finish = "stop"
                    break
                spent += 1
                if text := answer.feed(self._words.piece(step)):
                    yield spoken(text, run_manager)
                if answer.stopped:
                    finish = "stop"
                    break
                if spent == call.limit:
                    break
                if limits.late:
                    finish = "time"
                    break
        if text := answer.finish():
            yield spoken(text, run_manager)
        read = len(call.prompt)
        usage = UsageMetadata(
            input_tokens=read,
            output_tokens=spent,
            total_tokens=read + spent,
            input_token_details={"cache_read": reused},
        )
        yield ended(usage, name=self.name, seed=call.sampling.seed, finish=finish)

    def _call(self, messages: list[BaseMessage], options: dict[str, Any]) -> _Call:
        """What is asked of the engine. Raises CallError when it cannot be done."""
        check_options(options)
        prompt = self.prompt_ids(messages)
        wanted = options.get("max_tokens", self.answer_tokens)
        limit = min(wanted, self.context_size - len(prompt))
        if limit < 1:
            raise CallError(
                f"A prompt of {len(prompt)} tokens and an answer of {wanted} cannot be had in a "
                f"context window of {self.context_size}; shorten the prompt or raise context_size.",
                f"上下文窗口（{self.context_size}）放不下 {len(prompt)} 个 token 的提示和 "
                f"{wanted} 个 token 的回答；请缩短提示或增大 context_size。",
            )
        sampling = Sampling(
            temperature=options.get("temperature", self.temperature),
            top_k=self.top_k,
            top_p=self.top_p,
            repeat_penalty=self.repeat_penalty,
            seed=options.get("seed", self.seed),
        )
        return _Call(prompt, limit, sampling)


class _Call(NamedTuple):
    """What the engine is asked for; ``limit`` is the longest answer in tokens."""

    prompt: list[int]
    limit: int
    sampling: Sampling


def _progress(step: Waiting | Reading, limits: Limits) -> Progress | None:
    """How far a call is; None when its prompt is read. Raises BusyError past a limit."""
    if isinstance(step, Waiting):
        limits.waiting(step.position)
        return Progress(content="", waiting=step.position)
    limits.reading()
    if step.done == step.total:
        return None
    return Progress(content="", read=step.done, total=step.total)

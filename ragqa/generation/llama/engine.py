"""llama.cpp behind a small door: tokens in, steps and tokens out, one generation at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ragqa.errors import ModelError
from ragqa.generation.job import Job
from ragqa.generation.llama import native
from ragqa.generation.llama.cache import Cache
from ragqa.generation.llama.decoding import guessing, one_by_one
from ragqa.generation.llama.lookup import Lookup
from ragqa.generation.llama.lora import Lora
from ragqa.generation.llama.sampling import Sampler, Sampling
from ragqa.generation.llama.vocabulary import Vocabulary
from ragqa.generation.memory.fitting import KvType, Load
from ragqa.generation.turns import FairLock, Ticket

if TYPE_CHECKING:
    from llama_cpp import Llama

TICK = 0.25
"""Seconds between two steps of a generation that waits or reads its prompt."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Others generate; ``position`` of them come before this one."""

    position: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The prompt is being read.

    Attributes:
        done: Tokens that were read, those of before included.
        total: Of the prompt.
        reused: Tokens that the engine had already read the last time.
    """

    done: int
    total: int
    reused: int


Step = Waiting | Reading | int
"""What a generation does next: it waits, reads its prompt, or has made a token."""

Recall = Callable[[Sequence[int], int], tuple[Sequence[int], memoryview] | None]
"""From a prompt, and how many of its tokens need not be read anyhow, to the tokens and the state
(``Engine.learn``) of another time that spares more; None where there is no such thing."""


class Engine:
    """A loaded GGUF file.

    Args:
        path: The file.
        context_size: Tokens of prompt and answer together.
        gpu_layers: Layers to put on the GPU: -1 all, 0 none.
        threads: CPU threads; 0 takes one for each physical core this process may use.
        kv_type: How the key-value cache is kept: f16, q8_0 or q4_0.
        repack: Whether llama.cpp may lay the weights out anew for this CPU, in a second copy.
        lora: An adapter that changes the model, None for none.
        recall: Knows what was read another time; its states must be of the same model.
        lookup: Whether tokens that may follow are guessed from the prompt (``lookup``).

    Attributes:
        vocabulary: Makes ids of texts and texts of ids, also while another thread generates.

    Raises:
        ModelError: The file is missing, cannot be loaded, or memory is short.
    """

    def __init__(
        self,
        path: Path,
        *,
        context_size: int,
        gpu_layers: int,
        threads: int,
        kv_type: KvType = "f16",
        repack: bool = True,
        lora: Lora | None = None,
        recall: Recall | None = None,
        lookup: bool = False,
    ) -> None:
        self._path = path
        self._gpu_layers = gpu_layers
        self._recall = recall
        self._lookup = lookup
        self._queue = FairLock()
        self._llama: Llama | None
        load = Load(context_size, kv_type, gpu_layers, "on" if repack else "off")
        self._llama, self._offloaded = native.load(path, load, threads)
        if lora:
            try:
                native.apply(self._llama, lora)
            except ModelError:
                self._llama.close()
                raise
        self._abort = native.Abort(self._llama)
        self._cache = Cache(self._llama)
        self.vocabulary = Vocabulary(self._open)

    @property
    def waiting(self) -> int:
        """How many generations wait for their turn."""
        return self._queue.waiting

    def generate(self, prompt: Sequence[int], sampling: Sampling) -> Generator[Step, None, None]:
        """Wait for the turn, read the prompt, make tokens without end.

        It never keeps its caller for much longer than ``TICK`` or one token, and closing it ends
        it at once, also while the prompt is read. The turn is held until it has ended or is
        closed. There is always a ``Reading`` with all of the prompt before the first token.

        Args:
            prompt: At least one token; the context window is the caller's care.
            sampling: How tokens are chosen.

        Raises:
            ModelError: The model was closed, or llama.cpp fails.
        """
        ticket = self._queue.join()
        try:
            yield from _turn(ticket)
            llama = self._open()
            with self._failures():
                yield from self._read(prompt)
                with closing(Sampler(llama, sampling)) as sampler:
                    yield from self._tokens(prompt, sampler)
        finally:
            ticket.leave()

    def learn(self, prompt: Sequence[int]) -> Generator[Waiting | Reading, None, memoryview]:
        """As ``generate``, but make no tokens: return the state, for ``Recall``."""
        ticket = self._queue.join()
        try:
            yield from _turn(ticket)
            self._open()
            with self._failures():
                yield from self._read(prompt)
                return self._cache.taken()
        finally:
            ticket.leave()

    def gpu_report(self) -> tuple[str, str]:
        """Where the layers are, in one sentence of English and one of Chinese."""
        return gpu_sentences(native.gpu_supported(), self._gpu_layers, self._offloaded)

    def close(self) -> None:
        """Wait until nobody generates any more and free the model; it cannot be used again."""
        with self._queue.turn():
            if self._llama is not None:
                self._llama.close()
            self._llama = None

    def _open(self) -> Llama:
        if self._llama is None:
            raise ModelError(f"The model {self._path} was closed.", f"模型 {self._path} 已关闭。")
        return self._llama

    def _read(self, prompt: Sequence[int]) -> Iterator[Reading]:
        """Read what of the prompt is new, in a thread of its own: llama.cpp reads for minutes."""
        reused = 0

        def begin() -> None:
            nonlocal reused
            reused = self._begin(prompt)

        for work in (begin, lambda: self._cache.read(prompt[reused:])):
            job = Job(work, "ragqa-read")
            try:
                while not job.done(TICK):
                    yield Reading(len(self._cache), len(prompt), reused)
                job.result()
            finally:
                if not job.done(0):
                    self._abort.set()
                    job.done(None)
                    self._abort.clear()
        yield Reading(len(prompt), len(prompt), reused)

    def _begin(self, prompt: Sequence[int]) -> int:
        """Have as much of the prompt read as was read before; how many tokens."""
        reused = self._cache.turn_to(prompt)
        kept = self._recall(prompt, reused) if self._recall else None
        return reused if kept is None else self._cache.restore(*kept, prompt)

    def _tokens(self, prompt: Sequence[int], sampler: Sampler) -> Iterator[int]:
        if self._lookup and self._cache.splits:
            return guessing(self._cache, sampler, Lookup(prompt))
        return one_by_one(self._cache, sampler)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except RuntimeError as error:
            # What it has read is no longer certain: read it anew next time.
            self._cache.clear()
            raise ModelError(
                f"llama.cpp failed while it generated with {self._path} ({error}); ask again, and "
                "if it recurs set a smaller context_size.",
                f"llama.cpp 用 {self._path} 生成时出错（{error}）；请重试，如再次出现请减小"
                " context_size。",
            ) from error


def _turn(ticket: Ticket) -> Iterator[Waiting]:
    """Wait for the turn."""
    while not ticket.wait(TICK):
        yield Waiting(ticket.position)


def gpu_sentences(supported: bool, asked: int, offloaded: str) -> tuple[str, str]:
    """Where the layers are, in English and in Chinese.

    Args:
        supported: Whether llama.cpp has found a GPU it can use.
        asked: Layers asked for, -1 for all.
        offloaded: "33/33" as llama.cpp said after loading, "" when it said nothing.
    """
    if not supported:
        return (
            "The whole model runs on the CPU: this llama.cpp was built without GPU support or "
            "found no GPU.",
            "整个模型在 CPU 上运行：当前的 llama.cpp 不支持 GPU，或没有找到 GPU。",
        )
    if asked == 0:
        return (
            "The whole model runs on the CPU, as gpu_layers = 0 asks; a GPU is there.",
            "按 gpu_layers = 0 的设置，整个模型在 CPU 上运行；本机有可用的 GPU。",
        )
    if not offloaded:
        return (
            "There is a GPU, but llama.cpp did not say how many layers it put there.",
            "有可用的 GPU，但 llama.cpp 没有报告放了多少层。",
        )
    return (f"{offloaded} layers are on the GPU.", f"{offloaded} 层在 GPU 上。")

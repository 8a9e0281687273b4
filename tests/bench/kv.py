"""Seconds to the first token of an answer: with nothing read, the second question over the same
passages, a third after another prompt (as a follow-up's rewriting) came in between, and a pinned
document after a restart; LangChain's ChatLlamaCpp beside it.

All on real llama.cpp with a Mixtral of random weights that is large enough to be felt, on one
thread: two that wait for each other measure what else the machine does. A "restart" is the model
loaded anew; the time of loading is left out, that of reading and checking the state is not.
"""

from __future__ import annotations

import statistics
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage

from ragqa.answer import prompts
from ragqa.answer.fence import Fence
from ragqa.generation.llama.cache import common
from ragqa.generation.llama.llm import LlamaCppChat
from ragqa.generation.progress import Progress
from ragqa.store.kept.pins import Note, Pins
from ragqa.store.shelf import Shelf
from ragqa.types import Passage
from tests import tiny_mixtral
from tests.bench.squad import paragraphs

TOKENS = 2000
_ROUNDS = 3
_THREADS = 1
_LAYERS, _WIDTH = 4, 512
_SCRIPT = (330, 331, 332, 333)  # any answer: the first token must have a text
_ANSWER = 3
_BETWEEN: list[BaseMessage] = [HumanMessage("请把最后一个问题改写成完整的问题：那他呢？")]
_QUESTIONS = ("这里讲的是谁？", "这件事发生在哪一年？", "为什么会这样？")


def measure(texts: Path) -> dict[str, Any]:
    """Medians of ``_ROUNDS`` rounds in turns, and their ratios to the cold one.

    Args:
        texts: A SQuAD file; its paragraphs are the passages.
    """
    with tempfile.TemporaryDirectory() as scratch:
        model = tiny_mixtral.write(
            Path(scratch) / "bench.gguf", layers=_LAYERS, width=_WIDTH, script=_SCRIPT
        )
        with _ours(model) as chat:
            asked = _asked(chat, texts)
            tokens = len(chat.prompt_ids(asked[0]))
            shelf = _pinned(chat, asked, Path(scratch))
        seconds: dict[str, list[float]] = {}
        for _ in range(_ROUNDS):
            for name, value in _round(model, asked, shelf).items():
                seconds.setdefault(name, []).append(value)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    ratios = {
        f"{name} / cold": round(medians[name] / medians["ragqa, cold"], 3)
        for name in medians
        if name != "ragqa, cold"
    }
    return {
        "prompt tokens": tokens,
        "seconds": {name: round(value, 4) for name, value in medians.items()},
        "ratios": ratios,
        "second question ≤ .15": ratios["ragqa, second question / cold"] <= 0.15,
        "pinned after a restart ≤ .3": ratios["ragqa, pinned, restarted / cold"] <= 0.3,
    }


def _round(model: Path, asked: Sequence[list[BaseMessage]], shelf: Shelf) -> dict[str, float]:
    found: dict[str, float] = {}
    with _ours(model) as chat:
        found["ragqa, cold"] = _first_token(chat, asked[0])
        found["ragqa, second question"] = _first_token(chat, asked[1])
        _first_token(chat, _BETWEEN)
        found["ragqa, after another prompt"] = _first_token(chat, asked[2])
    with _ours(model, shelf) as chat:
        found["ragqa, pinned, restarted"] = _first_token(chat, asked[2])
    with _theirs(model) as other:
        found["ChatLlamaCpp, cold"] = _first_token(other, asked[0])
        found["ChatLlamaCpp, second question"] = _first_token(other, asked[1])
        _first_token(other, _BETWEEN)
        found["ChatLlamaCpp, after another prompt"] = _first_token(other, asked[2])
    with _theirs(model) as other:
        found["ChatLlamaCpp, restarted"] = _first_token(other, asked[2])
    return found


def _first_token(chat: BaseChatModel, messages: list[BaseMessage]) -> float:
    """Seconds until something of the answer is there; the answer is then read to its end."""
    begun = time.perf_counter()
    seconds = 0.0
    for chunk in chat.stream(messages):
        if not seconds and not isinstance(chunk, Progress):
            seconds = time.perf_counter() - begun
    return seconds


def _asked(chat: LlamaCppChat, texts: Path) -> list[list[BaseMessage]]:
    """A prompt for each question over the same passages, of ``TOKENS`` tokens and more."""
    passages: list[Passage] = []
    tokens = 0
    for key, paragraph in paragraphs(texts):
        if tokens >= TOKENS:
            break
        text = paragraph["context"]
        passages.append(Passage(text, key, 1, "texts", None, None, "", (), 0, len(text), 1.0))
        tokens += chat.get_num_tokens(text)
    fence = Fence(bytes(32))
    built = (prompts.build(text, passages, (), "zh", fence=fence) for text in _QUESTIONS)
    return [[HumanMessage(message.content) for message in messages] for messages in built]


def _pinned(chat: LlamaCppChat, asked: Sequence[list[BaseMessage]], folder: Path) -> Shelf:
    one, other = chat.prompt_ids(asked[0]), chat.prompt_ids(asked[1])
    tokens = one[: common(one, other)]
    states: list[memoryview] = []

    def learn() -> Iterator[object]:
        states.append((yield from chat.learn(tokens)))

    for _ in learn():
        pass
    pins = Pins(folder, 4 << 30)
    pins.add(Note("bench", "d", 1, "texts", "zh", len(tokens)), tokens, states[0])
    return Shelf(pins, lambda: "bench")


@contextmanager
def _ours(model: Path, shelf: Shelf | None = None) -> Iterator[LlamaCppChat]:
    chat = LlamaCppChat(
        model_path=str(model),
        context_size=2 * TOKENS,
        answer_tokens=_ANSWER,
        temperature=0.0,
        top_k=40,
        top_p=0.9,
        repeat_penalty=1.0,
        seed=0,
        gpu_layers=0,
        threads=_THREADS,
        recall=shelf.recall if shelf else None,
    )
    with closing(chat):
        yield chat


@contextmanager
def _theirs(model: Path) -> Iterator[BaseChatModel]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from langchain_community.chat_models import ChatLlamaCpp

        chat: Any = ChatLlamaCpp(
            model_path=str(model),
            n_ctx=2 * TOKENS,
            n_batch=512,
            n_threads=_THREADS,
            model_kwargs={"n_threads_batch": _THREADS},
            max_tokens=_ANSWER,
            temperature=0.0,
            verbose=False,
        )
        yield chat
        chat.client.close()

"""Prompt lookup: CPU seconds for the answers of a model without it, with it, and with the one that
llama-cpp-python brings along; and whether the texts are the same.

Only making tokens is timed, not the reading of prompts; on one thread, and by its own time, so that
it matters little what else the machine does.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ragqa.answer import prompts
from ragqa.answer.fence import Fence
from ragqa.generation.llama.llm import LlamaCppChat
from ragqa.generation.llama.sampling import Sampling
from ragqa.generation.memory.fitting import KvType
from ragqa.text.language import Language
from ragqa.types import Passage
from tests.bench.squad import paragraphs

_PASSAGES = 2
_CONTEXT = 2048
_LONGEST = 64
_GREEDY = Sampling(temperature=0.0, top_k=40, top_p=0.9, repeat_penalty=1.0, seed=0)
_LIBRARY = "llama-cpp-python's"


@dataclass
class _Sum:
    """Of all answers of one way."""

    seconds: float = 0.0
    tokens: list[list[int]] = field(default_factory=list)


def measure(
    model: Path, texts: Path, language: Language, *, kv_type: KvType, number: int
) -> dict[str, Any]:
    """Answer questions in all ways in turns.

    Args:
        model: A GGUF that answers questions.
        texts: A SQuAD file: each question is asked over its paragraph and another one.
        language: Of the questions.
        kv_type: Of the cache.
        number: Of questions.
    """
    sums = {name: _Sum() for name in ("off", "on", _LIBRARY)}
    chat = LlamaCppChat(
        model_path=str(model),
        context_size=_CONTEXT,
        answer_tokens=_LONGEST,
        temperature=0.0,
        top_k=40,
        top_p=0.9,
        repeat_penalty=1.0,
        seed=0,
        gpu_layers=0,
        threads=1,
        kv_type=kv_type,
    )
    with closing(chat):
        library = _library(model, kv_type)
        for prompt in _prompts(chat, texts, language, number):
            for name, lookup in (("off", False), ("on", True)):
                _timed(sums[name], _ours(chat, prompt, lookup), library.token_eos())
            made = library.generate(prompt, temp=0.0, min_p=0.0, repeat_penalty=1.0)
            _timed(sums[_LIBRARY], made, library.token_eos())
        library.close()
    off = sums["off"]
    return {
        "model": model.name,
        "kv_type": kv_type,
        "answers": len(off.tokens),
        "tokens": sum(map(len, off.tokens)),
        "CPU seconds": {name: round(each.seconds, 2) for name, each in sums.items()},
        "times as fast": {name: round(_rate(each) / _rate(off), 3) for name, each in sums.items()},
        "same text": {
            name: sum(a == b for a, b in zip(each.tokens, off.tokens, strict=True))
            for name, each in sums.items()
        },
    }


def _rate(of: _Sum) -> float:
    return sum(map(len, of.tokens)) / of.seconds


def _timed(into: _Sum, tokens: Iterator[int], end: int) -> None:
    """Take an answer; what it takes after its first token counts."""
    made = [next(tokens)]
    begun = time.thread_time()
    while made[-1] != end and len(made) < _LONGEST:
        made.append(next(tokens))
    into.seconds += time.thread_time() - begun
    into.tokens.append(made)
    close: Callable[[], None] = getattr(tokens, "close")  # noqa: B009 # generators have it
    close()


def _ours(chat: LlamaCppChat, prompt: Sequence[int], lookup: bool) -> Iterator[int]:
    engine = chat._engine
    engine._lookup = lookup
    with closing(engine.generate(prompt, _GREEDY)) as steps:
        yield from (step for step in steps if isinstance(step, int))


def _library(model: Path, kv_type: KvType) -> Any:
    import llama_cpp
    from llama_cpp.llama_speculative import LlamaPromptLookupDecoding

    kinds = {"f16": 1, "q8_0": llama_cpp.GGML_TYPE_Q8_0, "q4_0": llama_cpp.GGML_TYPE_Q4_0}
    return llama_cpp.Llama(
        str(model),
        n_ctx=_CONTEXT,
        n_threads=1,
        n_threads_batch=1,
        n_gpu_layers=0,
        type_k=kinds[kv_type],
        type_v=kinds[kv_type],
        flash_attn=kv_type != "f16",
        draft_model=LlamaPromptLookupDecoding(),
        logits_all=True,  # the draft model alone does not make room for them
        verbose=False,
    )


def _prompts(
    chat: LlamaCppChat, texts: Path, language: Language, number: int
) -> Iterator[list[int]]:
    drawn = random.Random(1)  # noqa: S311 # a sample
    known = list(paragraphs(texts))
    for key, paragraph in drawn.sample(known, number):
        others = [other["context"] for name, other in known if name != key]
        given = [paragraph["context"], *drawn.sample(others, _PASSAGES - 1)]
        passages = [
            Passage(text, "d", 1, "texts", None, None, "", (), 0, len(text), 1.0) for text in given
        ]
        question = paragraph["qas"][0]["question"]
        fence = Fence(bytes(32))
        yield chat.prompt_ids(prompts.build(question, passages, (), language, fence=fence))

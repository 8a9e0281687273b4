"""Perplexity of a model on a text, by the rules of llama.cpp's own tool, so that figures compare.

The text is cut into windows of 512 tokens, each begins with BOS, and only the second half of each
is scored: every scored token has at least 255 tokens before it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ragqa.errors import ModelError
from ragqa.generation.llama import native
from ragqa.generation.memory.fitting import Load

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

WINDOW = 512


@dataclass(frozen=True, slots=True)
class Perplexity:
    """What was measured.

    Attributes:
        value: exp of the mean negative log-likelihood; the smaller the better.
        error: Its standard error.
        tokens: That were scored.
        bits_per_byte: Of the scored text in UTF-8; compares models of different vocabularies.
        bits_per_character: The same for each character.
        tokens_per_second: That were read.
    """

    value: float
    error: float
    tokens: int
    bits_per_byte: float
    bits_per_character: float
    tokens_per_second: float


def measure(
    path: Path,
    text: str,
    *,
    load: Load,
    threads: int = 0,
    chunks: int = 0,
    progress: Callable[[int, int, float], None] = lambda _done, _all, _value: None,
) -> Perplexity:
    """Measure a model on a text.

    Args:
        path: The GGUF file.
        text: At least 512 tokens of it.
        load: How to load it; its window is replaced by 512.
        threads: CPU threads; 0 takes one for each physical core.
        chunks: Most windows to read; 0 for all.
        progress: Told windows that are done, all of them, and the perplexity so far.

    Raises:
        ModelError: The file cannot be loaded, or the text is too short.
    """
    how = Load(WINDOW, load.kv_type, load.gpu_layers, "off" if load.repack == "off" else "on")
    llama, _ = native.load(path, how, threads, every_score=True)
    with closing(llama):
        ids = llama.tokenize(text.encode("utf-8", "replace"), add_bos=True)
        begins = ids[:1] == [llama.token_bos()]
        windows = list(cut(ids, llama.token_bos() if begins else None))[: chunks or None]
        if not windows:
            raise ModelError(
                f"The text has {len(ids)} tokens, but at least {WINDOW} are needed; take a longer "
                "one.",
                f"文本只有 {len(ids)} 个词元，至少需要 {WINDOW} 个；请换更长的文本。",
            )
        losses: list[npt.NDArray[np.float64]] = []
        spoken = b""
        began = time.perf_counter()
        for number, window in enumerate(windows, 1):
            llama.reset()  # type: ignore[no-untyped-call]
            llama.eval(window)
            scored = window[WINDOW // 2 + 1 :]
            # The score at a place is of the token after it.
            losses.append(loss(llama.scores[WINDOW // 2 : WINDOW - 1], scored))
            spoken += llama.detokenize(scored)
            progress(number, len(windows), summary(losses, b"", 0.0).value)
        return summary(losses, spoken, WINDOW * len(windows) / (time.perf_counter() - began))


def cut(ids: Sequence[int], begin: int | None) -> Iterator[list[int]]:
    """Whole windows of ``ids``, the first token of each replaced by ``begin``; the rest is left."""
    for start in range(0, len(ids) - WINDOW + 1, WINDOW):
        window = list(ids[start : start + WINDOW])
        yield window if begin is None else [begin, *window[1:]]


def loss(scores: npt.NDArray[np.float32], wanted: Sequence[int]) -> npt.NDArray[np.float64]:
    """Negative log-likelihood in nats of each wanted token, from the scores of its place."""
    import numpy as np

    exact = scores.astype(np.float64)
    highest = exact.max(axis=1)
    total = highest + np.log(np.exp(exact - highest[:, None]).sum(axis=1))
    found: npt.NDArray[np.float64] = total - exact[np.arange(len(wanted)), list(wanted)]
    return found


def summary(
    losses: Sequence[npt.NDArray[np.float64]], spoken: bytes, tokens_per_second: float
) -> Perplexity:
    """The figures of all losses.

    Args:
        losses: In nats, of each token that was scored.
        spoken: The bytes of these tokens.
        tokens_per_second: That were read.
    """
    import numpy as np

    every = np.concatenate(losses)
    mean = float(every.mean())
    spread = float((every**2).mean()) - mean**2
    # exp of more is beyond what a float holds; so bad is no model.
    value = math.exp(min(mean, 700.0))
    error = math.sqrt(max(0.0, spread) / max(1, len(every) - 1)) * value
    bits = float(every.sum()) / math.log(2)
    characters = len(spoken.decode("utf-8", "replace"))
    return Perplexity(
        value,
        error,
        len(every),
        bits / len(spoken) if spoken else 0.0,
        bits / characters if characters else 0.0,
        tokens_per_second,
    )

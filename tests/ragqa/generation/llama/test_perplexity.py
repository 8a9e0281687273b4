from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from llama_cpp import Llama

from ragqa.errors import ModelError
from ragqa.generation.llama.perplexity import cut, loss, measure, summary
from ragqa.generation.memory.fitting import Load

TEXT = "员工每年有十天年假。The moon base opens in spring. " * 120
LOAD = Load(512, gpu_layers=0)


def test_a_random_model_knows_nothing_and_the_figures_are_those_of_a_plain_computation(
    tiny_gguf: Path,
) -> None:
    told: list[tuple[int, int, float]] = []
    found = measure(
        tiny_gguf, TEXT, load=LOAD, threads=2, chunks=2, progress=lambda *x: told.append(x)
    )

    llama = Llama(str(tiny_gguf), n_ctx=512, n_batch=512, logits_all=True, verbose=False)
    ids = llama.tokenize(TEXT.encode(), add_bos=True)
    losses, scored = [], b""
    for start in (0, 512):
        window = [1, *ids[start + 1 : start + 512]]
        llama.reset()  # type: ignore[no-untyped-call]
        llama.eval(window)
        for place in range(256, 511):
            row = llama.scores[place].astype(np.float64)
            losses.append(-math.log(math.exp(row[window[place + 1]]) / np.exp(row).sum()))
        scored += llama.detokenize(window[257:])
    llama.close()

    assert found.tokens == len(losses) == 510
    assert found.value == pytest.approx(math.exp(np.mean(losses)), rel=1e-4)
    assert found.value > 3000  # of 32,000 tokens it prefers none for a reason
    assert found.error == pytest.approx(
        found.value * np.std(losses) / math.sqrt(len(losses) - 1), rel=1e-3
    )
    bits = sum(losses) / math.log(2)
    assert found.bits_per_byte == pytest.approx(bits / len(scored), rel=1e-4)
    assert found.bits_per_character == pytest.approx(
        bits / len(scored.decode("utf-8", "replace")), rel=1e-4
    )
    assert [x[:2] for x in told] == [(1, 2), (2, 2)]
    assert told[-1][2] == found.value
    assert found.tokens_per_second > 0


def test_a_short_text_is_refused(tiny_gguf: Path) -> None:
    with pytest.raises(ModelError, match=r"has \d+ tokens, but at least 512 are needed"):
        measure(tiny_gguf, "short", load=LOAD, threads=1)


def test_windows_begin_with_bos_and_what_is_left_over_is_not_read() -> None:
    windows = list(cut(range(5, 5 + 1100), 1))
    assert [len(window) for window in windows] == [512, 512]
    assert [window[:2] for window in windows] == [[1, 6], [1, 518]]
    assert next(cut(range(512), None))[0] == 0


def test_losses_of_large_scores_do_not_overflow() -> None:
    scores = np.array([[1000.0, 1000.0], [0.0, -np.inf]], np.float32)
    assert loss(scores, [0, 0]) == pytest.approx([math.log(2), 0.0])
    assert summary([np.full(4, 1e6)], b"", 0.0).value > 1e300

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from ragqa.generation.llama.engine import Engine, Reading, Recall, Waiting
from ragqa.generation.memory.fitting import KvType
from tests import tiny_mixtral
from tests.ragqa.generation.llama.test_cache import scores_of
from tests.ragqa.generation.llama.test_engine import PROMPT, load, made

LONG = [1, *range(400, 700)]


def learnt(engine: Engine, prompt: list[int]) -> memoryview:
    states: list[memoryview] = []

    def steps() -> Iterator[Waiting | Reading]:
        states.append((yield from engine.learn(prompt)))

    assert all(isinstance(step, Reading) for step in steps())
    return states[0]


def test_what_it_has_learnt_spares_another_the_reading(tiny_gguf: Path) -> None:
    first = load(tiny_gguf, context_size=512)
    state = learnt(first, LONG)
    expected = made(first, [*LONG, 710], 8)
    first.close()
    assert expected[1].reused == len(LONG)
    told: list[tuple[int, int]] = []

    def recall(prompt: Sequence[int], have: int) -> tuple[list[int], memoryview]:
        told.append((len(prompt), have))
        return LONG, state

    second = Engine(tiny_gguf, context_size=1024, gpu_layers=0, threads=1, recall=recall)

    # Of a prompt that goes on otherwise only what is the same is taken.
    prompts = [*LONG, 710], [*LONG[:200], 710], LONG, [1, 330]
    answers = [made(second, prompt, 8) for prompt in prompts]
    second.close()

    assert answers[0][0] == expected[0]
    assert [read.reused for _, read in answers] == [len(LONG), 200, len(LONG) - 1, 1]
    assert told[0] == (len(LONG) + 1, 0)


def test_a_state_that_llama_cpp_refuses_is_read_anew(tiny_gguf: Path, tmp_path: Path) -> None:
    other = load(tiny_mixtral.write(tmp_path / "other.gguf", layers=2))
    state = learnt(other, PROMPT)
    other.close()

    with closing(load(tiny_gguf)) as plain:
        expected, _ = made(plain, PROMPT, 8)
    refusing = Engine(
        tiny_gguf,
        context_size=256,
        gpu_layers=0,
        threads=1,
        recall=lambda _prompt, _have: (PROMPT, state),
    )
    with closing(refusing):
        tokens, read = made(refusing, PROMPT, 8)

    assert (tokens, read.reused) == (expected, 0)


@pytest.mark.parametrize("kv_type", ["f16", "q8_0", "q4_0"])
def test_a_state_holds_the_scores(tiny_gguf: Path, kv_type: KvType) -> None:
    def opened(recall: Recall | None = None) -> Engine:
        return Engine(
            tiny_gguf, context_size=512, gpu_layers=0, threads=1, kv_type=kv_type, recall=recall
        )

    with closing(opened()) as first:
        state = learnt(first, LONG)
        made(first, [*LONG, 710], 1)
        expected = scores_of(first._open())
    with closing(opened(lambda _prompt, _have: (LONG, state))) as second:
        _, read = made(second, [*LONG, 710], 1)
        found = scores_of(second._open())

    assert read.reused == len(LONG)
    assert np.abs(found - expected).max() < 0.001

"""Guesses change how fast tokens are made, never which: on the real engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import llama_cpp
import numpy as np
import pytest
from llama_cpp import Llama

from ragqa.generation.llama import native, native_quantize
from ragqa.generation.llama.cache import Cache
from ragqa.generation.llama.decoding import guessing, one_by_one
from ragqa.generation.llama.engine import Engine, Reading
from ragqa.generation.llama.lookup import Lookup
from ragqa.generation.llama.sampling import Sampler, Sampling
from ragqa.generation.memory.fitting import KvType, Load
from tests import tiny_mixtral
from tests.ragqa.generation.llama.test_cache import Scores, fresh, read, same

GREEDY = Sampling(temperature=0.0, top_k=40, top_p=0.9, repeat_penalty=1.0, seed=0)
Q4_K_M = 15
COPIED = list(range(1000, 1040))
ASKED = [733, 28748, 16289, tiny_mixtral.LAST_OF_PROMPT]
PROMPT = [1, *range(400, 450), *COPIED, *range(500, 550), *ASKED]
MISREAD = [1, *range(400, 450), *COPIED[:20], 77, 78, 79, *COPIED[20:], *ASKED]


@pytest.fixture(scope="module")
def copying(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that answers with ``COPIED``."""
    path = tmp_path_factory.mktemp("copying") / "copying.gguf"
    return tiny_mixtral.write(path, script=COPIED)


@pytest.fixture(scope="module")
def loaded(copying: Path) -> Iterator[Llama]:
    llama, _ = native.load(copying, Load(512, gpu_layers=0), 1)
    yield llama
    llama.close()


class Counting(Cache):
    """A cache that counts how often the model reads."""

    def __init__(self, llama: Llama) -> None:
        super().__init__(llama)
        self.readings = 0

    def read(self, tokens: Sequence[int], *, every: bool = False) -> None:
        self.readings += 1
        super().read(tokens, every=every)


def scores_at(llama: Llama, place: int) -> Scores:
    logits = llama_cpp.llama_get_logits_ith(llama._ctx.ctx, place)
    return np.ctypeslib.as_array(logits, (llama.n_vocab(),)).copy()


@pytest.fixture
def cache(loaded: Llama) -> Counting:
    made = Counting(loaded)
    made.clear()
    return made


def made(
    cache: Counting, prompt: list[int], count: int, *, how: Sampling = GREEDY, lookup: bool
) -> list[int]:
    read(cache, prompt)
    cache.readings = 0
    with closing(Sampler(cache._llama, how)) as sampler:
        tokens = guessing(cache, sampler, Lookup(prompt)) if lookup else one_by_one(cache, sampler)
        return list(islice(tokens, count))


def test_what_is_copied_is_read_many_at_a_time(cache: Counting) -> None:
    assert made(cache, PROMPT, 40, lookup=False) == COPIED
    assert cache.readings == 39

    assert made(cache, PROMPT, 40, lookup=True) == COPIED
    assert cache.readings <= 12


@pytest.mark.parametrize("prompt", [PROMPT, MISREAD, [1, *ASKED], [*PROMPT, *COPIED[:9]]])
@pytest.mark.parametrize("temperature", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("penalty", [1.0, 1.3])
def test_the_same_tokens_are_made(
    cache: Counting, prompt: list[int], temperature: float, penalty: float
) -> None:
    for seed in range(3):
        how = Sampling(temperature, 40, 0.9, penalty, seed)
        plain, guessed = (
            made(cache, prompt, 60, how=how, lookup=lookup) for lookup in (False, True)
        )
        assert guessed == plain


@pytest.mark.parametrize("count", [1, 4, 5, 6, 7, 11, 19, 23, 24, 30])
def test_a_reader_may_stop_anywhere(cache: Counting, count: int) -> None:
    """The next prompt finds what was read as it was, guesses included."""
    follow_up = [*MISREAD, *COPIED[:count], 2, *range(600, 640)]
    expected = fresh(cache, follow_up)

    assert made(cache, MISREAD, count, lookup=True) == COPIED[:count]
    reused, scores = read(cache, follow_up)

    assert same([scores], expected)
    assert len(MISREAD) + count - 1 <= reused <= len(MISREAD) + count


def test_the_window_is_never_exceeded(cache: Counting) -> None:
    prompt = [1, *range(400, 812), *COPIED, *ASKED]
    room = 512 - len(prompt)

    assert (
        made(cache, prompt, room, lookup=True)
        == COPIED[:room] + made(cache, prompt, room, lookup=False)[40:]
    )


@pytest.mark.parametrize("kv_type", ["q8_0", "q4_0"])
def test_scores_of_tokens_read_at_once_are_those_of_each_with_a_quantised_cache(
    copying: Path, tmp_path: Path, kv_type: KvType
) -> None:
    """So guesses do not change the text there; with weights in blocks, as real models have them."""
    quantised = tmp_path / "quantised.gguf"
    wide = tiny_mixtral.write(tmp_path / "wide.gguf", layers=2, width=256)
    native_quantize.quantize(wide, quantised, Q4_K_M, again=False, threads=1)
    llama, _ = native.load(quantised, Load(1024, kv_type, 0), 2)
    cache = Cache(llama)
    before, after = [1, *range(400, 1000)], list(range(2000, 2009))
    cache.read(before)
    each = []
    for token in after:
        cache.read([token])
        each.append(scores_at(llama, -1))

    cache.cut(len(before))
    cache.read(after, every=True)
    at_once = [scores_at(llama, place) for place in range(len(after))]
    llama.close()

    worst = max(np.abs(one - other).max() for one, other in zip(each, at_once, strict=True))
    assert worst < 0.0001


def test_the_engine_guesses_where_it_is_told_to(copying: Path) -> None:
    with closing(Engine(copying, context_size=512, gpu_layers=0, threads=1, lookup=True)) as engine:
        tokens: list[int] = []
        with closing(engine.generate(PROMPT, GREEDY)) as steps:
            for step in steps:
                if isinstance(step, int):
                    tokens.append(step)
                    if len(tokens) == 25:
                        break
        assert tokens == COPIED[:25]
        with closing(engine.generate([*PROMPT, *COPIED[:25]], GREEDY)) as steps:
            reading = next(step for step in steps if isinstance(step, Reading))
        assert reading.total == len(PROMPT) + 25

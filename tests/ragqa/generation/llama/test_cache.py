from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from llama_cpp import Llama

from ragqa.generation.llama import native
from ragqa.generation.llama.cache import Cache, common
from ragqa.generation.memory.fitting import Load

CELLS = 1024
Scores = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def loaded(tiny_gguf: Path) -> Iterator[Llama]:
    llama, _ = native.load(tiny_gguf, Load(CELLS, gpu_layers=0), 1)
    yield llama
    llama.close()


@pytest.fixture
def cache(loaded: Llama) -> Cache:
    fresh = Cache(loaded)
    fresh.clear()
    return fresh


def scores_of(llama: Llama) -> Scores:
    """After the last token that was read."""
    logits = llama._ctx.get_logits()  # type: ignore[no-untyped-call]
    return np.ctypeslib.as_array(logits, (llama.n_vocab(),)).copy()


def read(cache: Cache, prompt: Sequence[int]) -> tuple[int, Scores]:
    """How many tokens were reused, and the scores of what comes next."""
    reused = cache.turn_to(prompt)
    cache.read(prompt[reused:])
    return reused, scores_of(cache._llama)


def same(ones: Sequence[Scores], others: Sequence[Scores]) -> bool:
    # Batches of other sizes add up in another order: .000001. Another context: .05 and more.
    return len(ones) == len(others) and all(
        np.abs(one - other).max() < 0.001 for one, other in zip(ones, others, strict=True)
    )


def prompt(first: int, length: int, *last: int) -> list[int]:
    return [1, *(first + n % 500 for n in range(length)), *last]


def fresh(cache: Cache, *prompts: Sequence[int]) -> list[Scores]:
    """The scores after each, of a model that has read nothing before."""
    found = []
    for tokens in prompts:
        cache.clear()
        found.append(read(cache, tokens)[1])
    cache.clear()
    return found


def test_a_prompt_in_between_does_not_cost_what_was_read_before(cache: Cache) -> None:
    question, rewriting = prompt(400, 300, 700), prompt(1000, 90)
    follow_up = prompt(400, 300, 701)
    expected = fresh(cache, question, rewriting, follow_up)

    turns = [read(cache, tokens) for tokens in (question, rewriting, follow_up)]

    assert same([scores for _, scores in turns], expected)
    assert [reused for reused, _ in turns] == [0, 1, 301]


def test_two_conversations_in_turn_keep_what_they_have_read(cache: Cache) -> None:
    one, two = prompt(400, 200), prompt(1000, 250)
    expected = fresh(cache, one, two)

    turns = [read(cache, tokens) for tokens in (one, two, one, two, one)]

    assert same([scores for _, scores in turns], [expected[n % 2] for n in range(5)])
    assert [reused for reused, _ in turns[2:]] == [200, 250, 200]


def test_what_was_put_aside_gives_way_when_room_is_needed(cache: Cache) -> None:
    one, two = prompt(400, 600), prompt(2000, 800)
    expected = fresh(cache, one, two)

    turns = [read(cache, tokens) for tokens in (one, two, one)]

    assert same([scores for _, scores in turns], [expected[0], expected[1], expected[0]])
    assert [reused for reused, _ in turns] == [0, 1, 1]


def test_a_short_prompt_does_not_take_the_place_of_a_long_one(cache: Cache) -> None:
    long, other, short = prompt(400, 400), prompt(1000, 80), prompt(2000, 20)

    turns = [read(cache, tokens)[0] for tokens in (long, other, short, long)]

    assert turns == [0, 1, 1, 400]


def test_prompts_that_begin_alike_share_their_cells(cache: Cache) -> None:
    questions = [prompt(400, 800, *range(700 + 70 * n, 770 + 70 * n)) for n in range(3)]
    expected = fresh(cache, *questions)

    turns = [read(cache, tokens) for tokens in (*questions, questions[1])]

    assert same([scores for _, scores in turns], [*expected, expected[1]])
    assert [reused for reused, _ in turns[1:3]] == [801, 801]
    assert turns[3][0] > 801


def test_a_reading_that_failed_leaves_what_was_read_before_it(cache: Cache) -> None:
    question = prompt(400, 300)
    expected = fresh(cache, question)
    assert same([read(cache, question)[1]], expected)

    with pytest.raises(RuntimeError):
        read(cache, prompt(2000, 1100))

    assert same([read(cache, question)[1]], expected)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([400, 1000]), st.sampled_from([70, 150, 400, 700]), st.booleans()
        ),
        min_size=1,
        max_size=6,
    )
)
def test_no_order_of_prompts_changes_what_is_read(
    cache: Cache, asked: list[tuple[int, int, bool]]
) -> None:
    prompts = [prompt(first, length, *([2000] if odd else [])) for first, length, odd in asked]
    expected = fresh(cache, *prompts)

    assert same([read(cache, tokens)[1] for tokens in prompts], expected)


def test_what_was_read_matters_to_the_scores(cache: Cache) -> None:
    assert not same(fresh(cache, prompt(400, 300, 5)), fresh(cache, prompt(1000, 300, 5)))


def test_the_common_beginning_is_counted() -> None:
    assert common([], [1]) == 0
    assert common([1, 2], [1, 2, 3]) == 2
    assert common([1, 2, 3], [1, 3, 3]) == 1

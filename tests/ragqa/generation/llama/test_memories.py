"""What was read is used again rightly by models that remember otherwise than Mixtral."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ragqa.generation.llama import native
from ragqa.generation.llama.cache import Cache
from ragqa.generation.memory.fitting import Load
from tests import tiny_memories
from tests.ragqa.generation.llama.test_cache import Scores, fresh, prompt, read, scores_of

CELLS = 1024


@pytest.fixture(scope="module", params=tiny_memories.KINDS)
def cache(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cache]:
    path = tiny_memories.write(tmp_path_factory.mktemp("gguf") / "m.gguf", request.param)
    llama, _ = native.load(path, Load(CELLS, gpu_layers=0), 1)
    yield Cache(llama)
    llama.close()


def same(ones: Sequence[Scores], others: Sequence[Scores]) -> bool:
    # Batches of other sizes add up in another order: .002. A key that is missing: .1 and more.
    return all(np.abs(one - other).max() < 0.01 for one, other in zip(ones, others, strict=True))


def test_what_was_read_far_back_and_near_matters(cache: Cache) -> None:
    question, other = prompt(400, 300), prompt(400, 300)
    other[200] = 2000
    assert not same(fresh(cache, question), fresh(cache, other))
    other = prompt(400, 300)
    other[290] = 2000
    assert not same(fresh(cache, question), fresh(cache, other))


def test_what_comes_next_is_read_alone(cache: Cache) -> None:
    question, follow_up = prompt(400, 300), [*prompt(400, 300), *range(2000, 2040)]
    expected = fresh(cache, question, follow_up)

    turns = [read(cache, tokens) for tokens in (question, follow_up)]

    assert same([scores for _, scores in turns], expected)
    assert turns[1][0] == 301


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([400, 1000]),
            st.sampled_from([30, 70, 150, 400, 700]),
            st.sampled_from([0, 1, 40, 100]),
        ),
        min_size=2,
        max_size=8,
    )
)
def test_no_order_of_prompts_changes_what_is_read(
    cache: Cache, asked: list[tuple[int, int, int]]
) -> None:
    prompts = [
        prompt(first, length, *range(2000 + tail, 2000 + 2 * tail)) for first, length, tail in asked
    ]
    expected = fresh(cache, *prompts)

    assert same([read(cache, tokens)[1] for tokens in prompts], expected)


@pytest.mark.parametrize("common", [301, 290, 240, 40])
def test_a_state_is_put_back_where_it_is_of_use_and_never_leads_astray(
    cache: Cache, common: int
) -> None:
    kept = prompt(400, 300)
    asked = [[*kept[:common], *range(2000 + n, 2020 + n)] for n in range(2)]
    expected = fresh(cache, *asked)
    read(cache, kept)
    state = cache.taken()
    cache.clear()

    scores = []
    for tokens in asked:
        reused = cache.restore(kept, state, tokens)
        if common == len(kept):
            assert reused == len(kept)
        cache.read(tokens[reused:])
        scores.append(scores_of(cache._llama))

    assert same(scores, expected)
    assert same([read(cache, asked[0])[1]], expected[:1])


def test_a_part_of_what_was_put_back_is_only_used_where_it_is_whole(cache: Cache) -> None:
    kept = prompt(400, 300)
    asked = [[*kept, *range(2000, 2020)], [*kept[:200], *range(2100, 2120)]]
    expected = fresh(cache, *asked)
    read(cache, kept)
    state = cache.taken()
    cache.clear()

    reused = cache.restore(kept, state, asked[0])
    cache.read(asked[0][reused:])
    scores = [scores_of(cache._llama), read(cache, asked[1])[1]]

    assert same(scores, expected)

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ragqa.search.shingles import Owners, Shingles, common, shingles, without


def numbers(of: frozenset[int]) -> Shingles:
    return np.array(sorted(of), np.int64)


SETS = st.frozensets(st.integers(0, 2**30 - 1) | st.integers(0, 20).map(lambda n: n << 17))


def test_runs_of_letters_and_digits_whatever_their_case() -> None:
    assert len(shingles("abcdefgh")) == 1
    assert len(shingles("abcdefghi")) == 2
    assert len(shingles("aaaaaaaaaaaa")) == 1
    assert shingles("ABC, def; GH 9").tolist() == shingles("abcdefgh9").tolist()
    assert common(shingles("abcdefgh-ijklmnop"), shingles("abcdefgh?")) == 1


def test_a_shorter_text_is_one_and_a_wordless_one_none() -> None:
    assert len(shingles("是")) == 1
    assert shingles("是").tolist() != shingles("否").tolist()
    assert len(shingles("！ …")) == 0


@given(SETS, SETS)
def test_as_sets(one: frozenset[int], other: frozenset[int]) -> None:
    assert common(numbers(one), numbers(other)) == len(one & other)
    assert without(numbers(one), numbers(other)).tolist() == sorted(one - other)


@given(st.lists(SETS, max_size=6), SETS)
def test_the_first_place_owns_a_shingle(
    placed: list[frozenset[int]], asked: frozenset[int]
) -> None:
    owners = Owners()
    expected: dict[int, int] = {}
    for place, each in enumerate(placed):
        owners.put(place, numbers(each))
        expected = dict.fromkeys(each, place) | expected
        found, new = owners.of(numbers(asked))
        assert found == [expected[number] for number in sorted(asked) if number in expected]
        assert new.tolist() == sorted(asked - expected.keys())
        assert len(found) <= owners.most_known(numbers(asked)) <= len(asked)

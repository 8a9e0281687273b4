from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ragqa.generation.llama.lookup import Lookup


def test_what_followed_the_same_tokens_is_guessed() -> None:
    lookup = Lookup([*range(100, 140), 1, 2, *range(100, 110)])

    assert lookup.guess(99) == list(range(110, 118))  # the most
    assert lookup.guess(3) == [110, 111, 112]
    assert lookup.guess(0) == lookup.guess(-1) == []


def test_the_longer_the_same_run_the_more_is_guessed() -> None:
    def guessed(run: int) -> int:
        return len(Lookup([*range(100, 140), 1, 2, *range(100, 100 + run)]).guess(99))

    assert [guessed(run) for run in (1, 3, 4, 6, 12, 30)] == [0, 0, 3, 5, 8, 8]


def test_nothing_is_guessed_where_nothing_was_the_same() -> None:
    assert Lookup([]).guess(9) == []
    assert Lookup([1, 2]).guess(9) == []
    assert Lookup(range(100)).guess(9) == []


def test_what_is_said_is_found_too_and_the_newest_first() -> None:
    lookup = Lookup([1, 2, 3, 4, 50, 51, 52, 1, 2, 3, 4, 60, 61, 62])
    for token in (9, 1, 2, 3):
        lookup.add(token)
        assert lookup.guess(9) == []
    lookup.add(4)
    assert lookup.guess(9)[:2] == [60, 61]


@given(st.lists(st.integers(0, 3), max_size=60), st.integers(-1, 20))
def test_a_guess_has_always_followed_what_is_last(tokens: list[int], most: int) -> None:
    guess = Lookup(tokens).guess(most)

    assert len(guess) <= max(0, most)
    if guess:
        run = tokens[-4:]
        assert any(
            tokens[at : at + 4] == run and tokens[at + 4 : at + 4 + len(guess)] == guess
            for at in range(len(tokens) - 4)
        )

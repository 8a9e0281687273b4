import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.embedding.packed import packed, turned, unpacked
from ragqa.embedding.similarity import normalised


def rows(tokens: int, dimension: int, seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal((tokens, dimension))
    return normalised(drawn.astype(np.float32))


@given(st.integers(1, 20), st.integers(1, 70), st.integers(0, 9))
def test_what_is_packed_points_the_same_way(tokens: int, dimension: int, seed: int) -> None:
    exact = rows(tokens, dimension, seed)
    read = unpacked(packed(exact), dimension)
    exact = turned(exact)
    assert read.shape == exact.shape
    assert read.dtype == np.float32
    cosines = (normalised(read) * exact).sum(axis=1)
    assert cosines.min() > 0.95


@given(st.integers(1, 70), st.integers(0, 9))
def test_a_token_s_product_with_itself_is_right(dimension: int, seed: int) -> None:
    """By the scale, which is of two bytes, where the tokens have nothing in common."""
    one = rows(4, dimension, seed)
    exact = np.vstack([one, -one])
    read = unpacked(packed(exact), dimension)
    assert np.allclose((read * turned(exact)).sum(axis=1), 1, atol=2e-3)


def test_products_are_right_on_average_and_nearly_right_each() -> None:
    exact, asked = rows(500, 384), rows(50, 384, seed=1)
    error = turned(asked) @ unpacked(packed(exact), 384).T - asked @ exact.T
    assert abs(error.mean()) < 1e-3
    assert error.std() < 0.02


def test_tokens_that_are_much_alike_lose_less() -> None:
    """As those of a transformer, which have nine tenths in common."""
    exact, asked = rows(150, 384), rows(50, 384, seed=1)
    alike = normalised(exact + 3 * rows(1, 384, seed=2))

    def lost(tokens: np.ndarray) -> float:
        found = turned(asked) @ unpacked(packed(tokens), 384).T
        return float((found - asked @ tokens.T).std())

    assert lost(alike) < 0.4 * lost(exact)


def test_a_token_takes_194_bytes() -> None:
    assert len(packed(rows(10, 384))) == 1940 + len(packed(rows(0, 384)))


def test_a_text_without_tokens() -> None:
    assert unpacked(packed(rows(0, 384)), 384).shape == (0, 384)


def test_a_token_of_no_length() -> None:
    [read] = unpacked(packed(np.zeros((1, 16), np.float32)), 16)
    assert np.isfinite(read).all()


def test_what_is_cut_off_is_told() -> None:
    with pytest.raises(ValueError, match="reshape"):
        unpacked(packed(rows(3, 384))[:-1], 384)


@pytest.mark.parametrize("blob", [b"", b"\x04" + packed(rows(2, 384))[1:]])
def test_what_is_packed_otherwise_is_told(blob: bytes) -> None:
    with pytest.raises(ValueError, match="in another form"):
        unpacked(blob, 384)


@pytest.mark.parametrize("dimension", [1, 2, 7, 12, 64, 384])
def test_turning_keeps_products(dimension: int) -> None:
    first, second = rows(5, dimension), rows(6, dimension, seed=1)
    assert np.allclose(turned(first) @ turned(second).T, first @ second.T, atol=1e-5)


def test_a_large_number_is_spread_over_all() -> None:
    """As each vector of a transformer has some, which would leave one level to the others."""
    exact = rows(200, 384)
    exact[:, 7] = 20 * np.abs(exact).mean()
    exact = normalised(exact)
    assert np.abs(turned(exact)).max() < 0.5 * np.abs(exact).max()
    asked = rows(50, 384, seed=1)
    assert (turned(asked) @ unpacked(packed(exact), 384).T - asked @ exact.T).std() < 0.02

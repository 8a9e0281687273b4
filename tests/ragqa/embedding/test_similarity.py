from __future__ import annotations

import numpy as np
import pytest

from ragqa.embedding.similarity import cosines, normalised


def test_a_cosine_goes_by_direction_and_is_0_without_one() -> None:
    query = np.array([3.0, 0.0])
    rows = np.array([[0.5, 0.0], [0.0, 9.0], [-1.0, 0.0], [2.0, 2.0], [0.0, 0.0]])
    assert cosines(query, rows) == pytest.approx([1, 0, -1, 0.5**0.5, 0])
    assert cosines(np.zeros(2), rows).tolist() == [0.0] * 5


def test_rows_have_length_1_or_stay_without_one() -> None:
    rows = np.array([[3, 4], [0, 0]], np.float32)
    assert normalised(rows).tolist() == [pytest.approx([0.6, 0.8]), [0, 0]]
    assert normalised(rows).dtype == np.float32

"""Vectors at length 1, and their cosines. Pure."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SHORTEST = 1e-12  # a shorter vector has no direction


def normalised(rows: NDArray[Any]) -> NDArray[Any]:
    """The rows at length 1; those of length 0 stay so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: NDArray[Any] = rows / np.maximum(lengths, _SHORTEST)
    return found


def cosines(query: NDArray[Any], vectors: NDArray[Any]) -> NDArray[Any]:
    """Of a query and each row of (texts, dimension); 0 where one has no length."""
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query)
    found: NDArray[Any] = vectors @ query / np.maximum(lengths, _SHORTEST)
    return found

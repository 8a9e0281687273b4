"""Vectors of tokens in few bits, so that those of every chunk can be kept for late interaction.

A vector is turned, as what it is compared with must be. What the tokens of a text have in common is
kept once, as their mean: those of a transformer are much alike, so what is left of each is a third
as long, and so is what rounding it costs. Each number of that is rounded to one of sixteen levels,
and these are kept in ``BITS`` planes of one bit. What it is scaled by makes its products right on
average: for a rest o and its rounded form r, the product of a query with r is that with o if r is
multiplied by (o·o)/(o·r). Turning spreads the few large numbers that each vector of a model has
over all, and needs no codebook that would have to be learnt (Gao and Long 2024, RaBitQ; with more
bits Gao et al. 2025).

Measured on the 136 page questions of ``tests/questions`` over three PDF manuals, with ten chunks
each: MaxSim of packed tokens is .0002 above that of the exact ones, with a standard deviation of
.0007; as many questions have the right page first. Of whole vectors in four bits these are .0007
and .0012, and two or three fewer have it first; on XQuAD nothing was lost by those either.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

BITS = 4
_HALF = 2 ** (BITS - 1)
_STEP = 0.34  # of the root mean square: levels end at 2.7 of it, beyond which .7 % of numbers lie
_FLOAT = np.dtype("<f2")  # of a scale and of what tokens have in common
_FORM = b"\x05"  # 3 and 4 were so many bits of whole vectors


def packed(rows: NDArray[np.float32]) -> bytes:
    """The vectors of a text's tokens, as ``unpacked`` reads them.

    Args:
        rows: (tokens, dimension), each of length 1 or 0.

    Returns:
        One byte for the form; the mean, two bytes a number; for each token a scale of two bytes,
        then its bits, plane by plane: 194 bytes at dimension 384.
    """
    dimension = rows.shape[1]
    rest = _columns_turned(rows)
    mean: NDArray[np.float16] = (rest.sum(axis=1) / max(1, len(rows))).astype(_FLOAT)
    rest -= mean.astype(np.float32)[:, None]
    squares = np.einsum("dt,dt->t", rest, rest)
    step = _STEP * np.sqrt(squares) / np.sqrt(np.float32(dimension))
    # In one array: to be given fresh memory each time takes longer than all the rest.
    rounded = rest / np.maximum(step, 1e-12)
    np.floor(rounded, out=rounded)
    np.clip(rounded, -_HALF, _HALF - 1, out=rounded)
    rounded += np.float32(0.5)
    scale = squares / np.maximum(np.einsum("dt,dt->t", rest, rounded), 1e-12)
    rounded += np.float32(_HALF - 0.5)
    # Token by token only now, as the smallest form there is.
    codes = np.ascontiguousarray(rounded.astype(np.uint8).T)
    planes = [np.packbits(codes & np.uint8(1 << bit), axis=1) for bit in range(BITS)]
    written = scale.astype(_FLOAT)[:, None].view(np.uint8)
    return _FORM + mean.tobytes() + np.hstack([written, *planes]).tobytes()


def is_current(blob: bytes) -> bool:
    """Whether ``unpacked`` reads it: it was not packed by another ragqa, and is not empty."""
    return blob[:1] == _FORM


def unpacked(blob: bytes, dimension: int) -> NDArray[np.float32]:
    """What was ``packed``, ``turned``: (tokens, dimension), about of length 1.

    Raises:
        ValueError: It is not whole tokens of this dimension, or was packed otherwise.
    """
    if not is_current(blob):
        raise ValueError("tokens are packed in another form")
    width = -(-dimension // 8)
    mean = np.frombuffer(blob, _FLOAT, dimension, offset=1).astype(np.float32)
    table = np.frombuffer(blob, np.uint8, offset=1 + mean.size * _FLOAT.itemsize)
    table = table.reshape(-1, _FLOAT.itemsize + BITS * width)
    scale = np.ascontiguousarray(table[:, : _FLOAT.itemsize]).view(_FLOAT).astype(np.float32)
    planes = table[:, _FLOAT.itemsize :].reshape(len(table), BITS, width)
    bits = np.unpackbits(planes, axis=2, count=dimension)
    codes = bits[:, 0].copy()
    for bit in range(1, BITS):
        codes |= bits[:, bit] << bit
    found: NDArray[np.float32] = (codes.astype(np.float32) - (_HALF - 0.5)) * scale + mean
    return found


def turned(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors as they are compared with ``unpacked`` ones: of the same lengths and products.

    Behind signs that are as good as random, a reflection and a Hadamard matrix of the largest power
    of two that divides the dimension, by sums and differences alone (the fast Walsh-Hadamard
    transform): a product of matrices would take threads from who embeds meanwhile.
    """
    return np.ascontiguousarray(_columns_turned(rows).T)


def _columns_turned(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """``turned``, one column for each token: each sum and difference is of whole rows then."""
    tokens, dimension = rows.shape
    order = dimension & -dimension
    rest = dimension // order
    spread = np.multiply(rows.T, _signs(dimension), order="C").reshape(order, rest, tokens)
    spread -= spread.sum(axis=1, keepdims=True) * np.float32(2 / rest)
    other = np.empty_like(spread)
    half = order // 2
    while half:
        pairs = spread.reshape(order // (2 * half), 2, half * rest * tokens)
        into = other.reshape(pairs.shape)
        np.add(pairs[:, 0], pairs[:, 1], out=into[:, 0])
        np.subtract(pairs[:, 0], pairs[:, 1], out=into[:, 1])
        spread, other = other, spread
        half //= 2
    spread /= np.sqrt(np.float32(order))
    return spread.reshape(dimension, tokens)


def _signs(dimension: int) -> NDArray[np.float32]:
    """One for each row of columns: (dimension, 1)."""
    drawn = np.frombuffer(hashlib.shake_128(b"ragqa").digest(dimension), np.uint8)
    return np.where(drawn & 1, np.float32(1), np.float32(-1))[:, None]

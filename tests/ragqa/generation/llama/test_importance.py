from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
import pytest

from ragqa.errors import ModelError
from ragqa.generation.llama.importance import read_importance
from tests import tiny_importance


@pytest.mark.parametrize("write", [tiny_importance.write, tiny_importance.write_old])
def test_both_forms_say_the_same(
    tiny_gguf: Path, tmp_path: Path, write: Callable[[Path, Path], Path]
) -> None:
    found = read_importance(write(tmp_path / "imatrix", tiny_gguf))

    expected = tiny_importance.drawn(tiny_gguf)
    assert found.keys() == expected.keys()
    assert all(np.allclose(found[name], expected[name], rtol=1e-6) for name in found)


def test_what_was_never_asked_matters_alike(tmp_path: Path) -> None:
    writer = gguf.GGUFWriter(tmp_path / "i.gguf", "")
    writer.add_type("imatrix")
    writer.add_tensor("a.in_sum2", np.array([[4, 6], [0, 0]], np.float32))
    writer.add_tensor("a.counts", np.array([[2], [0]], np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    assert read_importance(tmp_path / "i.gguf")["a"].tolist() == [2, 3, 1, 1]


ONE = struct.pack("<ii1sii2f", 1, 1, b"a", 1, 2, 0.5, 0.5)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no",
        ONE[:-1],
        struct.pack("<i", 0),
        struct.pack("<i", -1),
        struct.pack("<ii", 1, -5),
        struct.pack("<ii", 1, 1 << 30),
        struct.pack("<ii1sii", 1, 1, b"a", 1, 0),
        struct.pack("<ii1sii", 1, 1, b"a", 1, 1 << 30),
        struct.pack("<ii1sii2f", 1, 1, b"a", 1, 2, 0.5, float("nan")),
    ],
)
def test_what_is_none_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "imatrix.dat"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"imatrix\.dat is (no importance matrix|cut off)"):
        read_importance(path)


def test_the_smallest_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "imatrix.dat"
    path.write_bytes(ONE)
    assert read_importance(path)["a"].tolist() == [0.5, 0.5]


def test_a_model_is_none(tiny_gguf: Path) -> None:
    with pytest.raises(ModelError, match="is no importance matrix"):
        read_importance(tiny_gguf)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.dat cannot be read"):
        read_importance(tmp_path / "none.dat")

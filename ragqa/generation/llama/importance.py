"""Importance matrices: how much each input of a model's matrices matters, by llama-imatrix.

In GGUF a matrix NAME has two tensors: sums (``NAME.in_sum2``) and how many were added
(``NAME.counts``), one for each expert. In the older form the file is the number of matrices, and of
each: length and text of its name, number of calls, number of sums, the sums; all in four bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ragqa.errors import ModelError, os_reason
from ragqa.generation.gguf.header import Header, Tensor, read_header
from ragqa.generation.gguf.reader import Reader

Importance = Mapping[str, npt.NDArray[np.float32]]
"""By names of tensors."""

_MAGIC = b"GGUF"
_SUMS, _COUNTS = ".in_sum2", ".counts"
_F32 = 0
_MOST_MATRICES = 100_000
_LONGEST_NAME = 1024


def read_importance(path: Path) -> Importance:
    """The importance matrix in a file.

    Raises:
        ModelError: It cannot be read, is something else, cut off or damaged.
    """
    try:
        with path.open("rb") as file:
            is_gguf = file.read(len(_MAGIC)) == _MAGIC
            file.seek(0)
            found = _of_gguf(path) if is_gguf else _of_old(Reader(file, path, path.stat().st_size))
    except OSError as error:
        en, zh = os_reason(error)
        raise ModelError(
            f"The importance matrix {path} cannot be read ({en}); check the path.",
            f"无法读取重要性矩阵 {path}（{zh}），请检查路径。",
        ) from error
    if not found or not all(np.isfinite(values).all() for values in found.values()):
        raise _none_such(path)
    return found


def _of_gguf(path: Path) -> Importance:
    header = read_header(path)
    tensors = {tensor.name: tensor for tensor in header.tensors}
    names = [name.removesuffix(_SUMS) for name in tensors if name.endswith(_SUMS)]
    found: dict[str, npt.NDArray[np.float32]] = {}
    for name in names:
        counts = tensors.get(f"{name}{_COUNTS}")
        if counts is None:
            raise _none_such(path)
        found[name] = _means(header, tensors[f"{name}{_SUMS}"], counts)
    return found


def _means(header: Header, sums: Tensor, counts: Tensor) -> npt.NDArray[np.float32]:
    """Of each input; 1 for all of an expert that was never asked."""
    if {sums.type, counts.type} != {_F32} or not counts.count or sums.count % counts.count:
        raise _none_such(header.path)
    added, times = (
        np.fromfile(header.path, "<f4", tensor.count, offset=header.data + tensor.offset)
        for tensor in (sums, counts)
    )
    asked = np.rint(times).reshape(-1, 1)
    rows = added.reshape(len(asked), -1)
    means = np.where(asked > 0, rows / np.maximum(asked, 1), 1)
    return means.astype(np.float32).reshape(-1)


def _of_old(reader: Reader) -> Importance:
    number = reader.integer("<i")
    if not 0 < number <= _MOST_MATRICES:
        raise _none_such(reader.path)
    found: dict[str, npt.NDArray[np.float32]] = {}
    for _ in range(number):
        length = reader.integer("<i")
        if not 0 < length <= _LONGEST_NAME:
            raise _none_such(reader.path)
        name = reader.read(length).decode("utf-8", "replace")
        calls, size = reader.integer("<i"), reader.integer("<i")
        if size < 1:
            raise _none_such(reader.path)
        sums = np.frombuffer(reader.read(4 * size), "<f4")
        found[name] = (sums / max(calls, 1)).astype(np.float32)
    return found


def _none_such(path: Path) -> ModelError:
    return ModelError(
        f"{path} is no importance matrix, or is damaged; pass a file that llama.cpp's "
        "llama-imatrix wrote.",
        f"{path} 不是重要性矩阵，或已损坏；请使用 llama.cpp 的 llama-imatrix 生成的文件。",
    )

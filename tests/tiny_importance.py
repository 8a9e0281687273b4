"""Importance matrices for small GGUF files, in both forms that llama-imatrix has written."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt

_CALLS = 3


def write(path: Path, model: Path) -> Path:
    """A GGUF with random numbers for all matrices of ``model``; returns its path."""
    writer = gguf.GGUFWriter(path, "")
    writer.add_type("imatrix")
    for name, values in _drawn(model):
        writer.add_tensor(f"{name}.in_sum2", values * _CALLS)
        writer.add_tensor(f"{name}.counts", np.full((len(values), 1), _CALLS, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def write_old(path: Path, model: Path) -> Path:
    """The same in the older form."""
    drawn = list(_drawn(model))
    with path.open("wb") as file:
        file.write(struct.pack("<i", len(drawn)))
        for name, values in drawn:
            file.write(struct.pack("<i", len(name)) + name.encode())
            file.write(struct.pack("<ii", _CALLS, values.size))
            file.write((values * _CALLS).tobytes())
    return path


def drawn(model: Path) -> dict[str, npt.NDArray[np.float32]]:
    """What is in both: for each matrix, one number for each input, of all experts."""
    return {name: values.reshape(-1) for name, values in _drawn(model)}


def _drawn(model: Path) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    rng = np.random.default_rng(0)
    for tensor in gguf.GGUFReader(model).tensors:
        inputs, *others = (int(size) for size in tensor.shape)
        if len(others) > 0:
            experts = others[1] if len(others) > 1 else 1
            yield tensor.name, rng.uniform(0.1, 4, (experts, inputs)).astype(np.float32)

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from ragqa.store.engines.graph_files import blank_unused

LEFT = b"sk-very-secret" * 100


def graph(folder: Path, *, version: int = 1, points: int = 0) -> Path:
    """The file of the points of a graph."""
    own = folder / "graph"
    own.mkdir()
    header = struct.pack("<iQQQ", version, 0, 100, points)
    (own / "header.bin").write_bytes(header + bytes(72))
    (own / "data_level0.bin").write_bytes(LEFT)
    return own / "data_level0.bin"


def test_what_memory_held_is_not_left_in_an_empty_graph(tmp_path: Path) -> None:
    written = graph(tmp_path)
    blank_unused(tmp_path)
    assert written.read_bytes() == bytes(len(LEFT))


@pytest.mark.parametrize(("version", "points"), [(1, 3), (2, 0)])
def test_points_and_files_of_another_form_stay(tmp_path: Path, version: int, points: int) -> None:
    written = graph(tmp_path, version=version, points=points)
    blank_unused(tmp_path)
    assert written.read_bytes() == LEFT


def test_files_that_are_not_whole_are_left_alone(tmp_path: Path) -> None:
    written = graph(tmp_path)
    (written.parent / "header.bin").write_bytes(b"\x01\x00")
    blank_unused(tmp_path)
    assert written.read_bytes() == LEFT
    written.unlink()
    graph(written.parent).unlink()
    blank_unused(written.parent)  # a header alone
    blank_unused(tmp_path / "none")

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ragqa.errors import IndexDamagedError
from ragqa.store.engines.vectors import ChromaVectors
from tests.builders import chunk
from tests.contracts import EAST, VectorContract


class TestChromaVectors(VectorContract):
    def open(self, folder: Path) -> ChromaVectors:
        return ChromaVectors(folder / "vectors", 3)


def random_vectors(number: int, dimension: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(0).normal(size=(number, dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


def test_more_chunks_than_chroma_takes_at_once_are_added_in_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ChromaVectors(tmp_path, 8)
    monkeypatch.setattr(store, "_batch", 7)
    store.add([chunk("t", n=n) for n in range(30)], random_vectors(30, 8))
    assert store.count() == 30
    store.close()


def test_what_memory_held_before_is_not_in_chromas_files(tmp_path: Path) -> None:
    for number in range(5):  # what it held is another one's each time
        store = ChromaVectors(tmp_path / str(number), 8)
        store.add([chunk("t", n=n) for n in range(3)], random_vectors(3, 8))
        store.close()
    files = list(tmp_path.rglob("data_level0.bin"))
    assert len(files) == 5
    assert not any(any(file.read_bytes()) for file in files)


def test_the_best_fifty_are_those_of_an_exact_search(tmp_path: Path) -> None:
    vectors = random_vectors(1500, 16)
    store = ChromaVectors(tmp_path, 16)
    store.add([chunk("t", n=n) for n in range(1500)], vectors)
    for query in vectors[:5]:
        exact = {f"d.1.{n}" for n in np.argsort(-(vectors @ query))[:50]}
        assert len(exact & {key for key, _ in store.search(query.tolist(), 50)}) >= 49
    store.close()


def test_two_stores_of_one_process_do_not_share_an_engine(tmp_path: Path) -> None:
    first = ChromaVectors(tmp_path, 3)
    stale = ChromaVectors(tmp_path, 3)
    first.add([chunk("a")], [EAST])
    # Were it shared, closing and opening one while the other lives would not load anything anew.
    stale.close()
    fresh = ChromaVectors(tmp_path, 3)
    assert [key for key, _ in fresh.search(EAST, 1)] == ["d.1.0"]
    fresh.close()
    first.close()


def test_a_folder_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_text("not a folder")
    with pytest.raises(IndexDamagedError, match="vectors"):
        ChromaVectors(tmp_path / "vectors", 3)


def test_a_database_of_rubbish_is_reported(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"rubbish" * 1000)
    with pytest.raises(IndexDamagedError, match=str(tmp_path)):
        ChromaVectors(tmp_path, 3)


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    store = ChromaVectors(tmp_path, 3)
    with pytest.raises(ValueError, match="reshape"):
        store.add([chunk("a")], [[1.0, 0.0]])
    store.close()

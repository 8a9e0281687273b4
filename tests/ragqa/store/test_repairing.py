"""Stores that differ from the catalog are found chunk by chunk and made anew from it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ragqa.errors import EmptyIndexError, IndexDamagedError, IndexLockedError
from ragqa.store.engines.keywords import TantivyKeywords
from ragqa.store.health import Health
from ragqa.store.lock import only_writer
from ragqa.store.repairing import Repairs, repair
from tests.builders import chunk
from tests.ragqa.damage import (
    add_a_vector,
    break_keywords,
    break_vectors,
    double_keywords,
    exchange_a_vector,
    lose_a_vector,
    lose_keywords,
)
from tests.ragqa.library import found, opened

DAMAGE: list[tuple[Callable[[Path], None], int, int]] = [
    (lose_a_vector, 1, 0),
    (exchange_a_vector, 1, 0),
    (add_a_vector, 1, 0),
    (break_vectors, -1, 0),
    (lambda folder: shutil.rmtree(folder / "vectors"), -1, 0),
    (lose_keywords, 0, 2),
    (double_keywords, 0, 1),
    (break_keywords, 0, -1),
]


def test_a_sound_index_is_left_as_it_is(folder: Path) -> None:
    before = sorted(path.name for path in (folder / "keywords").iterdir())
    repairs = repair(folder)
    assert repairs == Repairs(half_written=0, vectors=0, keywords=0, chunks=3)
    assert not repairs.needed
    assert (folder / "vectors" / "1").is_dir()
    assert sorted(path.name for path in (folder / "keywords").iterdir()) == before


@pytest.mark.parametrize(
    ("damage", "vectors", "keywords"),
    DAMAGE,
    ids=[getattr(d, "__name__", "") for d, _, _ in DAMAGE],
)
def test_what_differs_is_found_and_made_anew(
    folder: Path, damage: Callable[[Path], None], vectors: int, keywords: int
) -> None:
    damage(folder)
    assert repair(folder) == Repairs(0, vectors, keywords, chunks=3)
    assert not repair(folder).needed
    with opened(folder) as index:
        assert index.check() == Health(2, 3, 3, 3, 0)
        assert found(index, "red") == {"a.1.0", "b.1.0"}


def test_what_a_killed_writer_left_is_swept(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "catalog.db")) as db, db:
        db.execute("INSERT INTO doomed VALUES ('b', 2)")
    with closing(TantivyKeywords(folder / "keywords")) as keywords:
        keywords.add([chunk("half written", document="b", revision=2)])
        keywords.commit()
    assert repair(folder) == Repairs(half_written=1, vectors=0, keywords=0, chunks=3)
    assert not repair(folder).needed


def test_keywords_left_half_rebuilt_are_rebuilt_when_the_index_is_opened(folder: Path) -> None:
    lose_keywords(folder)
    (folder / "keywords.dirty").touch()
    with opened(folder) as index:
        assert found(index, "red") == {"a.1.0", "b.1.0"}
    assert not (folder / "keywords.dirty").exists()


def test_a_reader_that_is_open_goes_on_and_sees_the_repair(folder: Path) -> None:
    with opened(folder) as reader:
        assert found(reader, "red") == {"a.1.0", "b.1.0"}
        lose_keywords(folder)
        repair(folder)
        assert found(reader, "red") == {"a.1.0", "b.1.0"}


def test_a_damaged_catalog_is_told_apart_for_nothing_can_mend_it(folder: Path) -> None:
    content = bytearray((folder / "catalog.db").read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    (folder / "catalog.db").write_bytes(content)
    with pytest.raises(IndexDamagedError, match=r"catalog.*ragqa restore FILE"):
        repair(folder)


def test_no_index_and_one_that_is_written_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(EmptyIndexError, match="nothing to repair"):
        repair(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    with only_writer(folder), pytest.raises(IndexLockedError):
        repair(folder)

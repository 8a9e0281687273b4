from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from ragqa.errors import IndexDamagedError
from ragqa.store.engines.keywords import TantivyKeywords
from ragqa.store.health import Health
from ragqa.store.stores import needs_care
from ragqa.store.writing import Writer
from tests.builders import chunk
from tests.ragqa.library import found, opened, put


@pytest.mark.parametrize("lost", ["vectors", "keywords"])
def test_a_lost_store_is_rebuilt_from_the_catalog(folder: Path, lost: str) -> None:
    shutil.rmtree(folder / lost)
    with opened(folder) as index:
        assert found(index, "red apples") == {"a.1.0", "b.1.0"}
        assert index.check() == Health(2, 3, 3, 3, 0)


def test_vectors_left_half_changed_are_rebuilt(folder: Path) -> None:
    # What a process leaves that was killed while Chroma wrote its files.
    (folder / "vectors.dirty").touch()
    for file in (folder / "vectors").rglob("*"):
        if file.is_file():
            file.write_bytes(b"half")
    with opened(folder) as index:
        assert found(index, "red apples") == {"a.1.0", "b.1.0"}
    assert not (folder / "vectors.dirty").exists()


def test_an_open_reader_sees_vectors_that_another_has_rebuilt(folder: Path) -> None:
    with opened(folder) as reader:
        assert found(reader, "red apples")
        (folder / "vectors.dirty").touch()
        with opened(folder) as other:
            assert found(other, "red apples")
        with reader.writer() as writer:
            put(writer, reader, "c", "blue plums")
        assert reader.check() == Health(3, 4, 4, 4, 0)


def test_the_folder_of_an_index_is_for_its_user_alone(tmp_path: Path) -> None:
    with opened(tmp_path / "new" / "index"):
        assert stat.S_IMODE((tmp_path / "new" / "index").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexDamagedError, match="cannot be made"):
        opened(tmp_path / "file" / "index")


def test_damaged_vectors_are_reported_with_what_to_do(folder: Path) -> None:
    shutil.rmtree(folder / "vectors")
    (folder / "vectors").write_text("not a folder")
    with opened(folder) as index, pytest.raises(IndexDamagedError, match="ragqa doctor --repair"):
        index.dense(index.embed("red"), 1)


def test_reading_documents_does_not_load_the_vectors(folder: Path) -> None:
    (folder / "vectors.dirty").touch()
    with opened(folder) as index:
        assert [source.source for source in index.sources()] == ["a", "b"]
    assert (folder / "vectors.dirty").exists()


def test_tokens_of_another_analysis_are_made_anew_by_the_next_writer(folder: Path) -> None:
    analysis = folder / "keywords.analysis"
    ours = analysis.read_text()
    for other in ("of another version", None):
        analysis.write_text(other) if other else analysis.unlink()
        keywords = TantivyKeywords(folder / "keywords")
        keywords.clear()
        keywords.add([chunk("pears", document="a")])
        keywords.commit()
        keywords.close()
        assert needs_care(folder)
        with opened(folder) as index:
            # Until then search goes on with what there is.
            assert [key for key, _ in index.lexical(index.embed("pears"), 9)] == ["a.1.0"]
            with index.writer():
                pass
            assert found(index, "red apples") == {"a.1.0", "b.1.0"}
        assert analysis.read_text() == ours
        assert not needs_care(folder)


def test_a_reader_that_loaded_what_was_about_to_be_deleted_does_not_find_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its Chroma goes on having it, and the catalog no longer names it as doomed."""
    with opened(folder) as index, opened(folder) as reader:
        query = reader.embed("red apples")
        sweep = Writer.sweep

        def sweep_later(writer: Writer) -> None:
            assert reader.dense(query, 9)
            sweep(writer)

        monkeypatch.setattr(Writer, "sweep", sweep_later)
        with index.writer() as writer:
            put(writer, index, "a", "blue plums", revision=2)
        assert "a.1.0" in dict(reader._stores.vectors.loaded().search(query.vector, 9))
        assert {key for key, _ in reader.dense(query, 9)} == {"a.2.0", "b.1.0"}

"""Deleted documents that can be brought back: they never answer, and they do not stay for ever."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.errors import UnknownSourceError
from ragqa.index import Index
from ragqa.sources import UPLOADS
from ragqa.store.backup import backup, restore
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.health import Health
from ragqa.store.kept.recorded import Cited
from ragqa.store.kept.records import FILE, Records
from ragqa.store.library import open_library
from tests.ragqa.library import found, opened, put
from tests.ragqa.store.kept.test_records import RECORD

HOUR = 3600.0


def discard(index: Index, *keys: str, seconds: float = HOUR) -> None:
    with index.writer() as writer:
        writer.discard(keys, seconds=seconds)


def trashed(index: Index) -> list[str]:
    return [trash.source.document_id for trash in index.trashed()]


def test_a_discarded_document_is_nowhere_but_in_the_trash(folder: Path) -> None:
    with opened(folder) as index:
        discard(index, "a", "unknown")
        assert index.check() == Health(1, 1, 1, 1, 0)
        assert found(index, "red apples") == {"b.1.0"}
        assert index.document("a") is None
        assert index.chunks(["a.1.0"]) == {}
        assert index.hits(index.embed("red apples"), ["a.1.0"]) == []
        assert trashed(index) == ["a"]


def test_another_process_stops_finding_it_too(folder: Path) -> None:
    with opened(folder) as index, opened(folder) as other:
        assert "a.1.0" in found(other, "red apples")
        discard(index, "a")
        assert "a.1.0" not in found(other, "red apples")


def test_it_comes_back_without_being_embedded_and_with_the_same_chunks(folder: Path) -> None:
    with opened(folder) as index:
        before, source = index.chunks(["a.1.0"]), index.document("a")
        discard(index, "a")
        embedded = index.embeddings.embed_documents
        index.embeddings.embed_documents = pytest.fail  # type: ignore[method-assign,assignment]
        with index.writer() as writer:
            assert writer.bring_back("a") == source
        index.embeddings.embed_documents = embedded  # type: ignore[method-assign]
        assert index.check() == Health(2, 3, 3, 3, 0)
        assert index.chunks(["a.1.0"]) == before
        assert index.document("a") == source
        assert "a.1.0" in found(index, "red apples")
        assert trashed(index) == []


def test_it_can_be_brought_back_after_the_program_was_ended(folder: Path) -> None:
    with opened(folder) as index:
        discard(index, "a")
    with open_library(folder) as library:  # needs no embedder
        with library.writer() as writer:
            writer.bring_back("a")
        assert library.document("a") is not None


def test_a_document_that_could_not_be_read_comes_back_as_it_was(folder: Path) -> None:
    with opened(folder) as index:
        known = index.document("a")
        assert known is not None
        never = replace(known, document_id="x", source="x.pdf", revision=0, chunks=0)
        with index.writer() as writer:
            writer.fail(replace(never, reason="It is encrypted.", tried="1 1 x"))
            writer.fail(replace(known, reason="It vanished.", tried="2 2 x"))
        was = [index.document(key) for key in ("a", "x")]
        discard(index, "a", "x")
        with index.writer() as writer:
            for key in ("a", "x"):
                writer.bring_back(key)
        assert [index.document(key) for key in ("a", "x")] == was
        assert trashed(index) == []
        assert "a.1.0" in found(index, "red apples")


def test_what_is_due_is_deleted_for_good_by_the_next_writer(folder: Path) -> None:
    copy = folder / UPLOADS / "ab12.txt"
    copy.parent.mkdir()
    copy.write_text("red apples")
    theirs = folder / "theirs.txt"
    theirs.write_text("red apples")
    with opened(folder) as index:
        with index.writer() as writer:
            for key, path in (("a", copy), ("b", theirs)):
                writer.move(key, folder=UPLOADS, source=key, path=str(path), mtime_ns=1)
            writer.discard(["a", "b"], seconds=0)
        assert copy.exists()
        assert trashed(index) == []
        assert index.trash_is_due()
        with index.writer() as writer, pytest.raises(UnknownSourceError, match="for good"):
            writer.bring_back("a")
        assert not index.trash_is_due()
    assert not copy.exists()
    assert theirs.exists()


def test_what_is_deleted_for_good_is_overwritten_in_the_file(folder: Path) -> None:
    word = "Zanzibar-7731"
    with opened(folder) as index:
        with index.writer() as writer:
            put(writer, index, "c", f"The word is {word}.")
            writer.flush()
        with index.writer() as writer:
            writer.discard(["c"], seconds=HOUR)
            writer.empty_trash(["c"])
    assert holders(folder, word) == []


@pytest.mark.parametrize("deed", ["remove", "replace", "erase"])
def test_what_is_removed_is_overwritten_at_once_while_the_index_is_open(
    folder: Path, deed: str
) -> None:
    word = "Zanzibar-7731"
    with opened(folder) as index:
        with index.writer() as writer:
            put(writer, index, "c", f"The word is {word}. " * 400)
            writer.flush()
        assert holders(folder, word)
        if deed == "erase":
            Index.erase(folder)
        else:
            with index.writer() as writer:
                if deed == "replace":
                    put(writer, index, "c", "Something else.", revision=2)
                    writer.flush()
                writer.remove("c")
        assert holders(folder, word) == []


def holders(folder: Path, word: str) -> list[Path]:
    """The files of the catalog that hold a word."""
    return [path for path in folder.glob("catalog.db*") if word.encode() in path.read_bytes()]


def test_only_the_named_ones_are_deleted_for_good(folder: Path) -> None:
    with opened(folder) as index:
        discard(index, "a", "b")
        with index.writer() as writer:
            writer.empty_trash(["a"])
        assert trashed(index) == ["b"]


def test_it_does_not_come_back_beside_one_that_has_its_place(folder: Path) -> None:
    with opened(folder) as index:
        discard(index, "a")
        with index.writer() as writer:
            put(writer, index, "new", "green apples", source="a")
        with index.writer() as writer:
            with pytest.raises(UnknownSourceError, match="added again") as refused:
                writer.bring_back("a")
            assert "重新添加" in refused.value.zh
            writer.remove("new")
            writer.bring_back("a")
        assert "a.1.0" in found(index, "red apples")


def test_what_is_added_after_a_deletion_can_be_deleted_and_both_come_back(folder: Path) -> None:
    """SQLite gives the numbers of what was last anew to what comes next."""
    with opened(folder) as index:
        discard(index, "b")
        with index.writer() as writer:
            put(writer, index, "c", "blue plums")
        discard(index, "c")
        assert {*trashed(index)} == {"b", "c"}
        with index.writer() as writer:
            writer.bring_back("c")
            writer.bring_back("b")
        assert "c.1.0" in found(index, "blue plums")
        assert index.check() == Health(3, 4, 4, 4, 0)
        discard(index, "c", "b")
        assert {*trashed(index)} == {"b", "c"}


def test_answers_that_cite_it_are_deleted_at_once(folder: Path) -> None:
    with opened(folder) as index:
        for key in "ab":
            cited = (Cited(key, 1, key),)
            Records(folder).add(replace(RECORD, text=f"Apples of {key}.", cited=cited))
        discard(index, "a")
    assert [record.text for record in Records(folder).all()] == ["Apples of b."]
    assert b"Apples of a" not in (folder / FILE).read_bytes()


def test_answers_that_a_crash_has_left_go_with_it_for_good(folder: Path) -> None:
    with opened(folder) as index:
        discard(index, "a")
        Records(folder).add(replace(RECORD, cited=(Cited("a", 1, "a"),)))
        with index.writer() as writer:
            writer.empty_trash()
    assert Records(folder).all() == []


def test_a_backup_holds_nothing_that_was_deleted(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with opened(folder) as index:
        discard(index, "a")
    file = elsewhere / "backup.ragqa"
    backup(folder, file)
    restore(file, elsewhere / "restored")
    with opened(elsewhere / "restored") as index:
        assert trashed(index) == []
        assert index.documents == 1


def test_erasing_an_index_empties_its_trash(folder: Path) -> None:
    copy = folder / UPLOADS / "ab12.txt"
    copy.parent.mkdir()
    copy.touch()
    with opened(folder) as index, index.writer() as writer:
        writer.move("a", folder=UPLOADS, source="a", path=str(copy), mtime_ns=1)
        writer.discard(["a"], seconds=HOUR)
    Index.erase(folder)
    assert not copy.exists()
    catalog = Catalog(folder / "catalog.db")
    assert catalog.trashed() == []
    catalog.close()


def test_a_process_killed_while_it_brings_back_leaves_it_in_one_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(folder) as index:
        discard(index, "a")

        def die(*_: object) -> None:
            raise KeyboardInterrupt

        with index.writer() as writer, monkeypatch.context() as patch:
            patch.setattr(Catalog, "go_live", die)
            with pytest.raises(KeyboardInterrupt):
                writer.bring_back("a")
        assert "a.1.0" not in found(index, "red apples")
        assert trashed(index) == ["a"]
        with index.writer() as writer:
            writer.bring_back("a")
        assert index.check() == Health(2, 3, 3, 3, 0)


def test_time_is_what_the_trash_lists(folder: Path) -> None:
    with opened(folder) as index:
        before = time.time()
        discard(index, "a", seconds=HOUR)
        [trash] = index.trashed()
        assert before + HOUR <= trash.until <= time.time() + HOUR


def test_kept_tokens_come_back_too(folder: Path) -> None:
    with opened(folder) as index:
        with index.writer() as writer:
            put(writer, index, "t", "pears", tokens=[b"packed"])
        assert index.tokens(["t.1.0", "a.1.0"]) == {"t.1.0": b"packed"}
        discard(index, "t")
        assert index.tokens(["t.1.0"]) == {}
        with index.writer() as writer:
            writer.bring_back("t")
        assert index.tokens(["t.1.0"]) == {"t.1.0": b"packed"}
        with index.writer() as writer:
            writer.remove("t")
        assert index.tokens(["t.1.0"]) == {}

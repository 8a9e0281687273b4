from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.errors import IndexLockedError
from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.store.engines.keywords import TantivyKeywords
from ragqa.store.engines.vectors import ChromaVectors
from ragqa.store.health import Health
from ragqa.store.kept.pins import Pins
from ragqa.store.kept.recorded import Cited
from ragqa.store.kept.records import FILE, Records
from ragqa.store.writing import GROUP_CHUNKS
from tests.builders import chunk
from tests.fakes import HashEmbeddings
from tests.ragqa.library import found, opened, put
from tests.ragqa.store.kept.test_pins import NOTE, STATE, TOKENS
from tests.ragqa.store.kept.test_records import RECORD


def test_what_was_put_is_seen_after_the_flush(folder: Path) -> None:
    with opened(folder) as index, index.writer() as writer:
        put(writer, index, "c", "blue plums")
        assert "c.1.0" not in found(index, "blue plums")
        writer.flush()
        assert "c.1.0" in found(index, "blue plums")


def test_a_full_group_is_flushed_by_itself(folder: Path) -> None:
    with opened(folder) as index, index.writer() as writer:
        put(writer, index, "c", *(f"plum {n}" for n in range(GROUP_CHUNKS - 1)))
        assert index.check().chunks_catalog == 3
        put(writer, index, "d", "one more")
        assert index.check() == Health(4, GROUP_CHUNKS + 3, GROUP_CHUNKS + 3, GROUP_CHUNKS + 3, 0)


def test_a_new_revision_replaces_every_chunk_of_the_old(folder: Path) -> None:
    with opened(folder) as index:
        with index.writer() as writer:
            put(writer, index, "a", "blue plums", revision=2)
        assert index.check() == Health(2, 2, 2, 2, 0)
        assert found(index, "blue plums") == {"a.2.0"}
        assert "a.1.0" not in dict(index.dense(index.embed("red apples"), 10))
        assert index.find("a").revision == 2


def test_a_removed_document_is_gone_from_every_store(folder: Path) -> None:
    with opened(folder) as index:
        with index.writer() as writer:
            writer.remove("a")
            assert index.check() == Health(1, 1, 1, 1, 0)
        assert found(index, "red apples") == {"b.1.0"}
    vectors = ChromaVectors(folder / "vectors" / "1", 64)
    keywords = TantivyKeywords(folder / "keywords")
    assert vectors.count("a", 1) == keywords.count("a", 1) == 0
    vectors.close()
    keywords.close()


def test_many_documents_are_removed_together_and_others_stay(folder: Path) -> None:
    with opened(folder) as index:
        with index.writer() as writer:
            for n in range(20):
                put(writer, index, f"c{n}", f"plum {n}", f"prune {n}")
            put(writer, index, "a", "red grapes", revision=2)
            writer.flush()
            writer.remove_all([f"c{n}" for n in range(1, 20)] + ["unknown"])
            assert index.check() == Health(3, 4, 4, 4, 0)
        assert "c0.1.0" in found(index, "plum 0")
        assert found(index, "red grapes") >= {"a.2.0"}


def test_removing_what_waits_to_be_flushed_removes_it(folder: Path) -> None:
    with opened(folder) as index:
        with index.writer() as writer:
            put(writer, index, "c", "blue plums")
            writer.remove("c")
        assert index.check() == Health(2, 3, 3, 3, 0)


def test_a_move_is_seen_at_once_and_embeds_nothing(folder: Path) -> None:
    embeddings = HashEmbeddings()
    with Index.open(folder, embeddings, splitter="s1") as index:
        with index.writer() as writer:
            writer.move("a", folder="/g", source="new/a", path="/g/new/a", mtime_ns=2)
        assert embeddings.embedded == 0
        [hit] = index.hits(index.embed("red apples"), ["a.1.0"])
        assert hit.chunk.source == "new/a"
        assert {
            key
            for key, _ in index.dense(
                index.embed("red"), 5, index.select(Scope(sources=("new/a",)))
            )
        } == {
            "a.1.0",
            "a.1.1",
        }


def test_a_failure_is_recorded_and_the_old_content_goes_on_answering(folder: Path) -> None:
    with opened(folder) as index:
        with index.writer() as writer:
            writer.fail(replace(index.find("a"), revision=2, reason="broken"))
        assert index.find("a").reason == "broken"
        assert found(index, "red apples") == {"a.1.0", "b.1.0"}


def test_a_document_without_text_is_kept(folder: Path) -> None:
    with opened(folder) as index:
        with index.writer() as writer:
            put(writer, index, "empty")
        assert index.find("empty").chunks == 0


def test_touching_changes_time_and_size_only(folder: Path) -> None:
    with opened(folder) as index:
        before = index.find("a")
        with index.writer() as writer:
            writer.touch("a", 5, 6)
        assert index.find("a") == replace(before, size=5, mtime_ns=6)


def test_chunks_that_do_not_fit_are_refused(folder: Path) -> None:
    with opened(folder) as index, index.writer() as writer:
        source = replace(index.find("a"), revision=2)
        with pytest.raises(ValueError, match="1 chunks, but 0 vectors"):
            writer.put(source, [chunk("x", document="a", revision=2)], [])
        with pytest.raises(ValueError, match="another document or revision"):
            writer.put(source, [chunk("x", document="a", revision=1)], [[0.0] * 64])
        with pytest.raises(ValueError, match="does not follow"):
            put(writer, index, "a", "x", revision=1)


def test_a_second_writer_is_refused_and_readers_go_on(folder: Path) -> None:
    with opened(folder) as index, opened(folder) as other:
        with index.writer() as writer:
            put(writer, index, "c", "blue plums")
            with pytest.raises(IndexLockedError, match="process"), other.writer():
                pass
            assert found(other, "red apples") == {"a.1.0", "b.1.0"}
        with other.writer():
            pass


def test_an_exception_keeps_what_was_flushed_and_drops_the_rest(folder: Path) -> None:
    with opened(folder) as index:

        def interrupted() -> None:
            with index.writer() as writer:
                put(writer, index, "c", "blue plums")
                writer.flush()
                put(writer, index, "d", "yellow bananas")
                raise KeyError

        with pytest.raises(KeyError):
            interrupted()
        assert "c.1.0" in found(index, "blue plums")
        assert index.check() == Health(3, 4, 4, 4, 0)


def test_answers_go_with_the_documents_they_were_made_from(folder: Path) -> None:
    records = Records(folder)
    with opened(folder) as index:
        records.add(replace(RECORD, cited=(Cited("a", 1, "a"),), passages=()))
        kept = records.add(replace(RECORD, cited=(Cited("b", 1, "b"),), passages=()))
        with index.writer() as writer:
            writer.remove("a")
    assert [record.id for record in records.all()] == [kept]


def test_states_go_with_an_index_that_is_erased(folder: Path) -> None:
    pins = Pins(folder, 1 << 20)
    pins.add(NOTE, TOKENS, STATE)
    Index.erase(folder)
    assert pins.all() == []


def test_answers_go_with_an_index_that_is_erased(folder: Path) -> None:
    Records(folder).add(RECORD)
    Index.erase(folder)
    assert not (folder / FILE).exists()

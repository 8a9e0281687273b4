from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ragqa.errors import IndexDamagedError, IndexLockedError
from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.health import Health
from ragqa.store.kept.conversations import Conversations, Place
from ragqa.store.kept.pins import Pins
from ragqa.store.kept.recorded import Cited
from ragqa.store.kept.records import FILE, Records
from ragqa.store.kept.said import Said
from ragqa.store.keywords import TantivyKeywords
from ragqa.store.vectors import ChromaVectors
from ragqa.store.writing import GROUP_CHUNKS, Writer
from tests.builders import chunk, passage
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


class Crash(BaseException):
    """As if the process ended here."""


def before(real: Callable[..., Any]) -> Callable[..., Any]:
    def crash(*args: Any) -> Any:
        raise Crash

    return crash


def after(real: Callable[..., Any]) -> Callable[..., Any]:
    def crash(*args: Any) -> Any:
        real(*args)
        raise Crash

    return crash


STEPS = [
    (Catalog, "begin"),
    (ChromaVectors, "add"),
    (TantivyKeywords, "add"),
    (TantivyKeywords, "commit"),
    (Catalog, "go_live"),
    (ChromaVectors, "delete_all"),
    (TantivyKeywords, "delete"),
    (Catalog, "forget"),
]


@pytest.mark.parametrize("when", [before, after])
@pytest.mark.parametrize(("owner", "step"), STEPS, ids=[f"{o.__name__}.{s}" for o, s in STEPS])
def test_a_crash_at_any_step_of_a_change_leaves_one_revision_answering(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    step: str,
    when: Callable[[Callable[..., Any]], Callable[..., Any]],
) -> None:
    index = opened(folder)
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, when(getattr(owner, step)))
        with pytest.raises(Crash), index.writer() as writer:
            put(writer, index, "a", "red grapes", revision=2)
    index.close()
    # A reader that comes before the next writer.
    with opened(folder) as index:
        live = index.find("a").revision
        assert live == (
            2 if (owner, step) in STEPS[5:] or (step, when) == ("go_live", after) else 1
        )
        expected = {"a.1.0", "b.1.0"} if live == 1 else {"a.2.0", "b.1.0"}
        assert found(index, "red") == expected
    # The next writer sweeps, and the change can be made again.
    with opened(folder) as index:
        with index.writer() as writer:
            if live == 1:
                assert index.check() == Health(2, 3, 3, 3, 0)
                put(writer, index, "a", "red grapes", revision=2)
        assert index.check() == Health(2, 2, 2, 2, 0)
        assert found(index, "red") == {"a.2.0", "b.1.0"}


@pytest.mark.parametrize(
    ("owner", "step"), [s for s in STEPS if s[1] in ("delete", "delete_all", "forget")]
)
def test_a_crash_while_removing_never_brings_the_document_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, owner: type, step: str
) -> None:
    index = opened(folder)
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, before(getattr(owner, step)))
        with pytest.raises(Crash), index.writer() as writer:
            writer.remove("a")
    assert found(index, "red") == {"b.1.0"}
    index.close()
    with opened(folder) as index:
        assert found(index, "red") == {"b.1.0"}
        with index.writer():
            pass
        assert index.check() == Health(1, 1, 1, 1, 0)


def test_doomed_chunks_do_not_take_the_places_of_live_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(folder)
    with index.writer() as writer:
        put(writer, index, "c", *(f"red red wine {n}" for n in range(20)))
    with monkeypatch.context() as patch:
        patch.setattr(ChromaVectors, "delete_all", before(ChromaVectors.delete_all))
        with pytest.raises(Crash), index.writer() as writer:
            writer.remove("c")
    index.close()
    with opened(folder) as index:
        assert len(index.dense(index.embed("red wine"), 3)) == 3
        assert len(index.lexical(index.embed("red wine"), 2)) == 2


def test_a_failure_of_a_store_is_reported_and_repaired_by_the_next_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> None:
        raise IndexDamagedError("The disk is full.")

    with opened(folder) as index:
        with monkeypatch.context() as patch:
            patch.setattr(ChromaVectors, "add", full)
            with pytest.raises(IndexDamagedError, match="full"), index.writer() as writer:
                put(writer, index, "a", "red grapes", revision=2)
        assert found(index, "red") == {"a.1.0", "b.1.0"}
        with index.writer() as writer:
            put(writer, index, "a", "red grapes", revision=2)
        assert found(index, "red") == {"a.2.0", "b.1.0"}
        assert index.check() == Health(2, 2, 2, 2, 0)


REVISE_FOR_EVER = """
import sys
from pathlib import Path
from ragqa.index import Index
from tests.fakes import HashEmbeddings
from tests.ragqa.library import put

with Index.open(Path(sys.argv[1]), HashEmbeddings(), splitter="s1") as index:
    with index.writer() as writer:
        for revision in range(2, 10_000):
            put(writer, index, "a", *(f"red apple {n}" for n in range(200)), revision=revision)
            writer.flush()
            print(revision, flush=True)
"""


def test_a_killed_writer_leaves_an_index_that_answers_and_repairs_itself(folder: Path) -> None:
    for flushes in (1, 8):
        with subprocess.Popen(
            [sys.executable, "-c", REVISE_FOR_EVER, str(folder)], stdout=subprocess.PIPE
        ) as writing:
            assert writing.stdout is not None
            flushed = [int(writing.stdout.readline()) for _ in range(flushes)][-1]
            writing.kill()
        with opened(folder) as index:
            live = index.find("a").revision
            assert live >= flushed
            keys = {key for key, _ in index.dense(index.embed("red apple 7"), 300)}
            # Nothing dead is found; of many like texts the graph may miss a few, being approximate.
            assert keys <= {"b.1.0", *(f"a.{live}.{n}" for n in range(200))}
            assert len(keys) >= 150
            assert f"a.{live}.7" in found(index, "red apple 7")
            with index.writer() as writer:
                writer.remove("a")
            assert index.check() == Health(1, 1, 1, 1, 0)
            assert found(index, "red") == {"b.1.0"}


def test_answers_go_with_the_documents_they_were_made_from(folder: Path) -> None:
    records = Records(folder)
    with opened(folder) as index:
        records.add(replace(RECORD, cited=(Cited("a", 1, "a"),), passages=()))
        kept = records.add(replace(RECORD, cited=(Cited("b", 1, "b"),), passages=()))
        with index.writer() as writer:
            writer.remove("a")
    assert [record.id for record in records.all()] == [kept]


@pytest.mark.parametrize("owner", [Records, Conversations])
def test_answers_that_a_crash_has_left_are_deleted_by_the_next_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch, owner: type[Records | Conversations]
) -> None:
    Records(folder).add(replace(RECORD, cited=(Cited("a", 1, "a"),), passages=()))
    talks = Conversations(folder)
    read = replace(passage("red apples"), document_id="a")
    place = talks.save("ann", Place(), Said("Which?", text="Red ones.", passages=(read,)))
    with monkeypatch.context() as patch, opened(folder) as index:
        patch.setattr(owner, "forget_about", before(owner.forget_about))
        with pytest.raises(Crash), index.writer() as writer:
            writer.remove("a")
    with opened(folder) as index, index.writer():
        pass
    assert Records(folder).all() == []
    talk = talks.load("ann", place.key)
    assert talk is not None
    assert [(said.text, said.removed) for _, said in talk.exchanges] == [("", True)]


def test_states_go_with_an_index_that_is_erased(folder: Path) -> None:
    pins = Pins(folder, 1 << 20)
    pins.add(NOTE, TOKENS, STATE)
    Index.erase(folder)
    assert pins.all() == []


def test_a_crash_before_states_were_deleted_is_mended_by_the_next_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins = Pins(folder, 1 << 20)
    pins.add(replace(NOTE, document_id="a"), TOKENS, STATE)
    with monkeypatch.context() as patch, opened(folder) as index:
        patch.setattr(Writer, "sweep", lambda self: None)
        with index.writer() as writer:
            writer.remove("a")
    assert len(pins.all()) == 1

    with opened(folder) as index, index.writer():
        pass
    assert pins.all() == []


def test_answers_go_with_an_index_that_is_erased(folder: Path) -> None:
    Records(folder).add(RECORD)
    Index.erase(folder)
    assert not (folder / FILE).exists()

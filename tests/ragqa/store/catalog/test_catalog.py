from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ragqa.errors import IndexDamagedError
from ragqa.sources import Source
from ragqa.store.catalog.catalog import Catalog, NewRevision
from tests.builders import chunk


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path / "catalog.db")
    yield catalog
    catalog.close()


def document(
    key: str = "d", *, source: str = "a.pdf", revision: int = 1, folder: str = "/f"
) -> Source:
    return Source(
        document_id=key,
        folder=folder,
        source=source,
        path=f"{folder}/{source}",
        revision=revision,
        size=10,
        mtime_ns=2**62,
        sha256="ab",
        pages=3,
        pages_without_text=1,
        chunks=0,
    )


def content(source: Source, *texts: str) -> NewRevision:
    chunks = [
        chunk(text, document=source.document_id, revision=source.revision, n=n)
        for n, text in enumerate(texts)
    ]
    return NewRevision(source, chunks, [[float(n), 1.0] for n in range(len(texts))])


def test_a_new_catalog_is_empty(catalog: Catalog) -> None:
    assert catalog.sources() == []
    assert catalog.count() == 0
    assert catalog.stamp() == {}
    assert catalog.doomed() == []


def test_the_stamp_is_replaced_whole(catalog: Catalog) -> None:
    catalog.set_stamp({"embedder": "a", "splitter": "s"})
    catalog.set_stamp({"embedder": "b"})
    assert catalog.stamp() == {"embedder": "b"}


def test_a_chunk_comes_back_as_it_was(catalog: Catalog, tmp_path: Path) -> None:
    whole = chunk(
        "文本 \x00 text", pages=(2, 4), breaks=(3, 7), headings=("第一章", "1.1"), source="a.pdf"
    )
    source = document()
    catalog.go_live([NewRevision(source, [whole], [[0.5, -0.25]])])
    assert catalog.chunks([whole.id]) == {whole.id: whole}
    assert catalog.vectors([whole.id])[whole.id].tolist() == [0.5, -0.25]
    assert catalog.live(["no such id", whole.id]) == {whole.id}
    assert catalog.get("d") == replace(source, chunks=1)


def test_it_holds_nothing_until_a_chunk_is_live(catalog: Catalog) -> None:
    assert not catalog.any()
    catalog.fail(document())
    assert not catalog.any()
    catalog.go_live([content(document(), "one")])
    assert catalog.any()


def test_chunks_come_in_the_order_asked_and_unknown_ones_are_left_out(catalog: Catalog) -> None:
    catalog.go_live([content(document(), "one", "two", "three")])
    found = catalog.chunks(["d.1.2", "nowhere", "d.1.0", "d.1.2"])
    assert [c.text for c in found.values()] == ["three", "one"]


def test_a_new_revision_replaces_the_old_and_dooms_it(catalog: Catalog) -> None:
    catalog.begin([("d", 1)])
    assert catalog.doomed() == [("d", 1)]
    catalog.go_live([content(document(), "old")])
    assert catalog.doomed() == []
    catalog.begin([("d", 2)])
    catalog.go_live([content(document(revision=2), "new")])
    assert catalog.doomed() == [("d", 1)]
    assert list(catalog.chunks(["d.1.0", "d.2.0"])) == ["d.2.0"]
    catalog.forget([("d", 1)])
    assert catalog.doomed() == []


def test_a_failing_group_changes_nothing(catalog: Catalog) -> None:
    catalog.go_live([content(document(), "old")])
    before = catalog.generation()
    clash = content(document("other"), "same place")
    with pytest.raises(IndexDamagedError, match="UNIQUE"):
        catalog.go_live([content(document(revision=2), "new"), clash])
    assert list(catalog.chunks(["d.1.0", "d.2.0"])) == ["d.1.0"]
    assert catalog.generation() == before


def test_removing_dooms_and_forgets(catalog: Catalog) -> None:
    catalog.go_live([content(document(), "text")])
    catalog.remove("d")
    assert catalog.doomed() == [("d", 1)]
    assert catalog.get("d") is None
    assert catalog.count() == 0


def test_a_failure_keeps_the_live_revision(catalog: Catalog) -> None:
    catalog.go_live([content(document(), "text")])
    catalog.fail(replace(document(revision=2), size=99, pages=0, reason="broken"))
    known = catalog.get("d")
    assert known is not None
    assert (known.revision, known.chunks, known.pages) == (1, 1, 3)
    assert (known.size, known.reason) == (99, "broken")
    assert list(catalog.chunks(["d.1.0"])) == ["d.1.0"]


def test_a_document_that_never_was_readable_has_revision_0(catalog: Catalog) -> None:
    catalog.fail(replace(document(), reason="encrypted"))
    known = catalog.get("d")
    assert known is not None
    assert (known.revision, known.chunks, known.reason) == (0, 0, "encrypted")
    catalog.go_live([content(document(revision=1), "text")])
    assert catalog.doomed() == []


def test_a_move_changes_what_chunks_are_shown_as(catalog: Catalog) -> None:
    catalog.go_live([content(document(), "text")])
    catalog.move("d", folder="/g", source="sub/b.pdf", path="/g/sub/b.pdf", mtime_ns=7)
    assert catalog.chunks(["d.1.0"])["d.1.0"].source == "sub/b.pdf"
    [known] = catalog.sources("/g")
    assert (known.source, known.path, known.mtime_ns) == ("sub/b.pdf", "/g/sub/b.pdf", 7)


def test_two_documents_can_swap_places(catalog: Catalog) -> None:
    catalog.go_live([content(document("a", source="1")), content(document("b", source="2"))])
    catalog.move("a", folder="/f", source="2", path="/f/2", mtime_ns=0)
    catalog.move("b", folder="/f", source="1", path="/f/1", mtime_ns=0)
    assert [(s.document_id, s.source) for s in catalog.sources()] == [("b", "1"), ("a", "2")]


def test_touching_changes_size_and_time_only(catalog: Catalog) -> None:
    catalog.go_live([content(document(), "text")])
    before = catalog.get("d")
    assert before is not None
    catalog.touch("d", 11, 12)
    assert catalog.get("d") == replace(before, size=11, mtime_ns=12)


def test_sources_of_a_folder_and_of_a_name(catalog: Catalog) -> None:
    catalog.go_live(
        [
            content(document("1", folder="/g")),
            content(document("2")),
            content(document("3", source="b")),
        ]
    )
    assert [s.document_id for s in catalog.sources()] == ["2", "3", "1"]
    assert [s.document_id for s in catalog.sources("/f")] == ["2", "3"]
    assert [s.document_id for s in catalog.find("a.pdf")] == ["2", "1"]


def test_the_generation_grows_with_what_search_sees(catalog: Catalog) -> None:
    seen = [catalog.generation()]
    catalog.go_live([content(document(), "text")])
    seen.append(catalog.generation())
    catalog.begin([("e", 1)])
    catalog.touch("d", 1, 1)
    assert catalog.generation() == seen[-1]
    catalog.remove("d")
    seen.append(catalog.generation())
    assert seen == sorted(set(seen))


def test_everything_is_read_in_blocks(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragqa.store.catalog.live._BLOCK", 2)
    catalog.go_live([content(document(), *"abcde")])
    blocks = [([c.text for c in chunks], vectors.shape) for chunks, vectors in catalog.everything()]
    assert blocks == [(["a", "b"], (2, 2)), (["c", "d"], (2, 2)), (["e"], (1, 2))]
    first = next(iter(catalog.everything()))[1]
    assert np.array_equal(first, [[0, 1], [1, 1]])


def test_another_connection_sees_what_was_written(catalog: Catalog, tmp_path: Path) -> None:
    other = Catalog(tmp_path / "catalog.db")
    catalog.go_live([content(document(), "text")])
    assert other.count() == 1
    other.close()


def test_threads_can_write_at_once(catalog: Catalog) -> None:
    def add(n: int) -> None:
        catalog.go_live([content(document(str(n), source=str(n)), "text")])

    threads = [threading.Thread(target=add, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert catalog.count() == 8
    assert catalog.generation() == 8


def test_a_catalog_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    Catalog(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(IndexDamagedError, match="newer"):
        Catalog(path)


def test_what_was_read_again_alike_keeps_chunks_revision_and_time(catalog: Catalog) -> None:
    catalog.go_live([content(document(), "text")])
    [before] = catalog.sources()
    generation = catalog.generation()
    known = replace(before, size=9, mtime_ns=8, pages=7, reason="odd", read_by="pdf=2")
    catalog.renew(replace(known, revision=2, chunks=5, failed=True, tried="x", collection="other"))
    [now] = catalog.sources()
    assert (now, now.ingested_at) == (known, before.ingested_at)
    assert catalog.live(["d.1.0"]) == {"d.1.0"}
    assert (catalog.doomed(), catalog.generation()) == ([], generation)


def test_by_whom_the_documents_of_a_folder_were_read_that_did_not_fail(catalog: Catalog) -> None:
    for key, read_by in (("1", "pdf=1"), ("2", "pdf=1"), ("3", ""), ("4", "word=1")):
        source = document(key, source=key, folder="/g" if key == "4" else "/f")
        catalog.go_live([content(replace(source, read_by=read_by), "text")])
    [failing] = [source for source in catalog.sources() if source.document_id == "3"]
    assert sorted(catalog.read_by("/f")) == ["", "pdf=1"]
    catalog.fail(failing)
    assert catalog.read_by("/f") == ["pdf=1"]


def test_a_failure_keeps_by_whom_the_live_revision_was_read(catalog: Catalog) -> None:
    catalog.go_live([content(replace(document(), read_by="pdf=1"), "text")])
    catalog.fail(replace(document(revision=2), read_by="pdf=2"))
    assert [source.read_by for source in catalog.sources()] == ["pdf=1"]


def test_rubbish_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(b"rubbish" * 1000)
    with pytest.raises(IndexDamagedError, match=r"catalog\.db cannot be used") as caught:
        Catalog(path)
    assert "（不是数据库文件）" in caught.value.zh


def test_a_folder_in_the_file_s_place_is_reported(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").mkdir()
    with pytest.raises(IndexDamagedError, match=r"catalog\.db"):
        Catalog(tmp_path / "catalog.db")


def test_chunks_are_drawn_at_random_the_same_for_a_seed(catalog: Catalog) -> None:
    assert catalog.drawn(3, 0) == []
    catalog.go_live([content(document(), *(f"old {n}" for n in range(40)))])
    catalog.go_live([content(document(revision=2), *(f"new {n}" for n in range(40)))])
    drawn = catalog.drawn(5, 0)
    assert len({one.id for one in drawn}) == 5
    assert all(one.text.startswith("new") for one in drawn)
    assert drawn == catalog.drawn(5, 0) != catalog.drawn(5, 1)
    assert {one.text for one in catalog.drawn(40, 0)} == {f"new {n}" for n in range(40)}
    assert len(catalog.drawn(1000, 0)) == 40


def test_tokens_go_with_their_chunks(catalog: Catalog) -> None:
    first = replace(content(document(), "red", "green"), tokens=[b"r", b""])
    catalog.go_live([first])
    ids = [c.id for c in first.chunks]
    assert catalog.tokens([*ids, "unknown"]) == {ids[0]: b"r"}
    second = content(document(revision=2), "blue")
    catalog.go_live([second])
    assert catalog.tokens([*ids, *(c.id for c in second.chunks)]) == {}


def test_the_tokens_of_the_oldest_chunk(catalog: Catalog) -> None:
    assert catalog.oldest_tokens() is None
    catalog.go_live([content(document("old", source="o"), "red")])
    catalog.go_live([replace(content(document("new", source="n"), "blue"), tokens=[b"b"])])
    assert catalog.oldest_tokens() == b""
    catalog.remove("old")
    assert catalog.oldest_tokens() == b"b"

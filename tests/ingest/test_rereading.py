"""A file that is read again is embedded as far as it says something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.parsed import PageStart, Parsed
from ingest.rereading import chunk_ids, renewed
from ingest.splitting.split import SPLITTER
from ingest.sync import add_files, reread, sync
from ingest.versions import OCR, VERSIONS
from ragqa.embedding.packed import packed
from ragqa.index import Index
from tests.builders import chunk
from tests.fakes import HashEmbeddings, HashReader
from tests.ingest.indexing import (
    OPTIONS,
    consistent,
    known,
    nearest,
    results,
    statuses,
    write,
)
from tests.ragqa.store.catalog.test_catalog import document

TEXT = "The package is built with debuild. It takes a minute."


def test_what_is_read_as_before_is_not_embedded_and_keeps_its_revision_and_time(
    docs: Path, index: Index, embedder: HashEmbeddings, better: Callable[[str], None]
) -> None:
    first = sync(docs, index, OPTIONS)
    before, embedded = known(index)["build.txt"], embedder.embedded
    better("text")
    report = sync(docs, index, OPTIONS)
    assert (report.embedded, embedder.embedded) == (0, embedded)
    assert report.totals["chunks"] == first.totals["chunks"]
    now = known(index)["build.txt"]
    assert replace(now, read_by=before.read_by) == before != now
    assert now.ingested_at == before.ingested_at
    assert consistent(index)


def test_what_is_read_otherwise_is_a_new_revision(
    docs: Path,
    index: Index,
    better: Callable[[str], None],
    says: Callable[[Callable[[Parsed], Parsed]], None],
) -> None:
    sync(docs, index, OPTIONS)
    before = known(index)["build.txt"]
    better("text")
    says(lambda parsed: replace(parsed, text=parsed.text + " In a clean chroot."))
    report = sync(docs, index, OPTIONS)
    assert statuses(report)["build.txt"] == "reread"
    assert report.embedded == results(report)["build.txt"].chunks > 0
    now = known(index)["build.txt"]
    assert (now.document_id, now.revision, now.sha256) == (before.document_id, 2, before.sha256)
    assert "chroot" in nearest(index, "chroot")
    assert consistent(index)
    assert set(statuses(sync(docs, index, OPTIONS)).values()) == {"unchanged"}


def test_only_those_chunks_are_embedded_that_say_something_else(
    tmp_path: Path,
    better: Callable[[str], None],
    says: Callable[[Callable[[Parsed], Parsed]], None],
) -> None:
    sections = [f"# Part {n}\n\n" + f"The gull number {n} sat on the mast. " * 9 for n in range(4)]
    write(tmp_path / "docs" / "a.md", "\n\n".join(sections))
    options = replace(OPTIONS, keep_tokens=True)
    embedder = HashReader()
    with Index.open(tmp_path / "index", embedder, splitter=SPLITTER) as index:
        first = sync(tmp_path / "docs", index, options)
        before = known(index)["a.md"]
        better("markdown")
        # What stands before the others moves them.
        says(lambda parsed: moved(parsed, "gull number 0", "seagull number 0"))
        report = sync(tmp_path / "docs", index, options)
        now = known(index)["a.md"]
        assert 0 < report.embedded < first.embedded == now.chunks
        assert (now.revision, now.chunks) == (2, before.chunks)
        ids = chunk_ids(now)
        fresh = embedder.read_documents(*texts(index, ids))
        vectors = np.asarray([vector for vector, _ in fresh], np.float32)
        assert np.array_equal([index.vectors(ids)[key] for key in ids], vectors)
        assert index.tokens(ids) == {
            key: packed(tokens) for key, (_, tokens) in zip(ids, fresh, strict=True)
        }
        assert consistent(index)


def moved(parsed: Parsed, before: str, after: str) -> Parsed:
    """A document with another word, and its headings where they are then."""
    text = parsed.text.replace(before, after)
    headings = tuple(replace(h, start=text.index(h.title) - 2) for h in parsed.headings)
    return replace(parsed, text=text, headings=headings)


def texts(index: Index, ids: list[str]) -> tuple[list[str], list[int]]:
    """What is embedded for chunks of a document without a title, and where their texts begin."""
    whole = [(" > ".join(c.headings) + "\n", c.text) for c in index.chunks(ids).values()]
    return [place + text for place, text in whole], [len(place) for place, _ in whole]


@pytest.mark.parametrize(
    "otherwise",
    [
        lambda parsed: replace(parsed, pages=(PageStart(0, 1),)),
        lambda parsed: replace(parsed, text=f" {parsed.text}"),
        lambda parsed: replace(parsed, text=parsed.text.upper()),
    ],
)
def test_another_place_or_letter_is_another_reading(
    docs: Path,
    index: Index,
    better: Callable[[str], None],
    says: Callable[[Callable[[Parsed], Parsed]], None],
    otherwise: Callable[[Parsed], Parsed],
) -> None:
    sync(docs, index, OPTIONS)
    better("text")
    says(otherwise)
    sync(docs, index, OPTIONS)
    assert known(index)["build.txt"].revision == 2


def test_a_file_that_is_added_or_asked_for_again_is_not_embedded_where_it_says_the_same(
    index: Index, tmp_path: Path, embedder: HashEmbeddings, better: Callable[[str], None]
) -> None:
    file = write(tmp_path / "tmp" / "8f2a.txt", TEXT)
    add_files([(file, "a.txt")], index, OPTIONS)
    embedded = embedder.embedded
    better("text")
    assert statuses(add_files([(file, "a.txt")], index, OPTIONS)) == {"a.txt": "reread"}
    assert statuses(add_files([(file, "a.txt")], index, OPTIONS)) == {"a.txt": "unchanged"}
    assert statuses(reread(index.sources(), index, OPTIONS)) == {"a.txt": "reread"}
    assert embedder.embedded == embedded


def test_what_was_recognised_is_not_given_up_for_a_reading_in_which_recognition_broke() -> None:
    pages = (PageStart(0, 1), PageStart(5, 3))
    before = replace(document(), pages=3, pages_without_text=0, pages_by_ocr=1, read_by="ocr=0")
    now = replace(before, revision=2, mtime_ns=9, pages_without_text=1, pages_by_ocr=0)
    broken = Parsed("text text", pages, pages_without_text=(2,), kinds=("pdf",))
    made = renewed(before, now, broken, [chunk("text")], [chunk("text"), chunk("more")])
    noted = f"{OCR}={VERSIONS[OCR]} pdf={VERSIONS['pdf']}"
    assert made == replace(before, mtime_ns=9, read_by=noted)
    well = replace(broken, recognised=1)
    assert renewed(before, now, well, [chunk("text")], [chunk("text"), chunk("more")]) is None

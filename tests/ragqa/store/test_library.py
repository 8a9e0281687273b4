"""The documents of an index: found by their names, changed without an embedder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ragqa.errors import EmptyIndexError, UnknownSourceError
from ragqa.index import Index
from ragqa.store.library import Library, list_sources, open_library
from tests.fakes import HashEmbeddings
from tests.ragqa.library import put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of three documents, two of them of one name."""
    with (
        Index.open(tmp_path / "index", HashEmbeddings(), splitter="s") as index,
        index.writer() as writer,
    ):
        put(writer, index, "a", "red apples")
        put(writer, index, "b", "red cherries", source="sub/b")
        put(writer, index, "c", "other", source="a", folder="/g")
        return tmp_path / "index"


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with open_library(folder) as library:
        yield library


@pytest.mark.parametrize(
    "name", ["sub/b", "/f/sub/b", "b", "f/sub/b", "./sub/b", "../f/x/../sub/b"]
)
def test_a_document_is_found_by_its_name_its_path_or_the_end_of_it(
    library: Library, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.path.abspath", lambda path: "/f/sub/b" if path[0] == "." else path)
    assert library.find(name).document_id == "b"


@pytest.mark.parametrize("name", ["zzzzzz", "ub/b", "sub", "", "%", "\udcff", "\ud800.", "b\0"])
def test_what_is_no_name_is_unknown(library: Library, name: str) -> None:
    with pytest.raises(UnknownSourceError, match="There is no document"):
        library.find(name)


@pytest.mark.parametrize("name", ["caf\xe9/d", "cafe\u0301/d", "/cafe\u0301/d", "/caf\xe9/d"])
def test_a_name_is_found_in_either_form_of_unicode(
    library: Library, folder: Path, name: str
) -> None:
    with Index.open(folder, HashEmbeddings(), splitter="s") as index, index.writer() as writer:
        put(writer, index, "d", "x", folder="/cafe\u0301")
    assert library.find(name).document_id == "d"


@pytest.mark.parametrize("name", ["REPORT.PDF", "report", "*.pdf", "rep*", "reprot.pdf"])
def test_names_that_are_like_an_unknown_one_are_said(
    library: Library, folder: Path, name: str
) -> None:
    with Index.open(folder, HashEmbeddings(), splitter="s") as index, index.writer() as writer:
        put(writer, index, "d", "x", source="a long way/to the/Report.pdf")
    with pytest.raises(UnknownSourceError, match=r"did you mean a long way/to the/Report.pdf\?"):
        library.find(name)


def test_a_name_in_two_folders_must_be_told_apart(library: Library) -> None:
    with pytest.raises(UnknownSourceError, match=r"/f/a, /g/a"):
        library.find("a")
    assert library.find("/g/a").document_id == "c"
    assert library.find("f/a").document_id == "a"


def test_a_name_as_shown_goes_before_the_end_of_another_s_path(
    library: Library, folder: Path
) -> None:
    with Index.open(folder, HashEmbeddings(), splitter="s") as index, index.writer() as writer:
        put(writer, index, "d", "x", source="b", folder="/h")
    assert library.find("b").document_id == "d"


def test_documents_without_text_are_not_counted_as_readable(library: Library, folder: Path) -> None:
    with Index.open(folder, HashEmbeddings(), splitter="s") as index, index.writer() as writer:
        put(writer, index, "empty")
    assert (library.documents, library.readable) == (4, 3)


def test_documents_are_removed_without_the_embedder(folder: Path) -> None:
    with open_library(folder) as library, library.writer() as writer:
        writer.remove(library.find("sub/b").document_id)
    assert [source.document_id for source in list_sources(folder)] == ["a", "c"]
    with Index.open(folder, HashEmbeddings(), splitter="s") as index:
        assert index.check().problems() == []
        assert {key for key, _ in index.dense(index.embed("red"), 9)} == {"a.1.0", "c.1.0"}


@pytest.mark.parametrize("opened", [open_library, list_sources])
def test_what_is_not_there_is_not_made(tmp_path: Path, opened: object) -> None:
    assert callable(opened)
    with pytest.raises(EmptyIndexError, match=r"There is no index at .*none; run `ragqa ingest"):
        opened(tmp_path / "none")
    assert not (tmp_path / "none").exists()

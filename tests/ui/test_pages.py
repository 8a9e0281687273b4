from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.splitting.split import SPLITTER
from ragqa.configuration import load_settings
from ragqa.errors import ChangedFileError, DocumentError, FileUnavailableError
from ragqa.index import Index
from ragqa.sources import Source
from tests.fakes import HashEmbeddings
from tests.ingest.pdfs import write_pdf
from ui.pages import Pages
from ui.services import services_over


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    (tmp_path / "docs").mkdir()
    write_pdf(tmp_path / "docs" / "a.pdf", [["The moon base opens in spring."]])
    (tmp_path / "docs" / "b.txt").write_text("The rover is red.")
    settings = load_settings({"index": tmp_path / "index"}, environ={}).settings
    with Index.open(settings.index, HashEmbeddings(), splitter=SPLITTER) as opened:
        services = services_over(opened, None, "", settings)  # type: ignore[arg-type] # asks nothing
        services.ingest_folder(tmp_path / "docs", lambda progress: None)
        yield opened


def source(index: Index, name: str) -> Source:
    return index.find(name)


def test_the_picture_that_was_painted_is_the_one_that_is_given(index: Index) -> None:
    pages, known = Pages(), source(index, "a.pdf")
    painted = pages.picture(index, known.document_id, known.revision, 1, quote="opens in spring")
    assert painted.marks
    Path(known.path).unlink()  # so that it cannot be painted again
    assert pages.png(index, known.document_id, known.revision, 1) == painted.png


def test_a_page_that_nobody_has_opened_is_painted(index: Index) -> None:
    known = source(index, "a.pdf")
    assert Pages().png(index, known.document_id, known.revision, 1).startswith(b"\x89PNG")


def test_another_revision_or_document_is_not_given(index: Index) -> None:
    known = source(index, "a.pdf")
    for document_id, revision in ((known.document_id, 7), ("../a.pdf", 1), (known.path, 1)):
        with pytest.raises(ChangedFileError):
            Pages().png(index, document_id, revision, 1)


def test_once_a_document_is_removed_its_pages_are_not_given_any_more(index: Index) -> None:
    pages, known = Pages(), source(index, "a.pdf")
    pages.png(index, known.document_id, known.revision, 1)
    with index.writer() as writer:
        writer.remove(known.document_id)
    with pytest.raises(ChangedFileError):
        pages.png(index, known.document_id, known.revision, 1)


def test_the_file_of_an_upload_is_told_by_the_name_of_the_document(
    index: Index, tmp_path: Path
) -> None:
    settings = load_settings({"index": index.folder}, environ={}).settings
    services = services_over(index, None, "", settings)  # type: ignore[arg-type] # asks nothing
    write_pdf(tmp_path / "c.pdf", [["The rover is red."]])
    services.add_files([(tmp_path / "c.pdf", "c.pdf")], lambda progress: None)
    known = source(index, "c.pdf")
    Path(known.path).unlink()
    with pytest.raises(FileUnavailableError, match=r"^The file c\.pdf cannot be read") as caught:
        Pages().png(index, known.document_id, known.revision, 1)
    assert "文件 c.pdf " in caught.value.zh


def test_a_document_without_pages_has_none_to_show(index: Index) -> None:
    known = source(index, "b.txt")
    with pytest.raises(DocumentError, match="no pages"):
        Pages().png(index, known.document_id, known.revision, 1)


def test_only_so_many_pictures_are_kept(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.pages._KEPT", 0)
    pages, known = Pages(), source(index, "a.pdf")
    pages.picture(index, known.document_id, known.revision, 1)
    Path(known.path).unlink()
    with pytest.raises(DocumentError, match="cannot be read any more"):
        pages.png(index, known.document_id, known.revision, 1)

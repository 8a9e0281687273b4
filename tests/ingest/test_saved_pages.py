"""Each picture of a saved page is read once: with its page, or as a document of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.saved_pages import is_folder_of, pages_of_parts
from ingest.splitting.split import SPLITTER
from ingest.survey import look
from ingest.sync import sync
from ragqa.index import Index
from tests.fakes import HashEmbeddings
from tests.ingest.formats.test_images import picture
from tests.ingest.indexing import OPTIONS, results, statuses, write


@pytest.mark.parametrize(
    ("page", "folder", "belongs"),
    [
        ("报告.html", "报告_files", True),
        ("a.b.htm", "a.b-Dateien", True),
        ("a.html", "a.files", True),
        ("a.html", "a", False),
        ("a.html", "ab_files", False),
        ("a.html", "images", False),
        ("_files.html", "_files", False),
    ],
)
def test_the_folder_of_a_page_has_its_name(page: str, folder: str, belongs: bool) -> None:
    assert is_folder_of(page, folder) is belongs


def test_only_pictures_in_the_folder_of_a_page_that_is_there_belong_to_it() -> None:
    found = pages_of_parts(
        [
            "x/a.html",
            *("x/a_files/1.png", "x/a_files/deep/2.JPG", "x/a_files/notes.pdf"),
            *("x/b_files/3.png", "a_files/4.png", "x/5.png", "a.png"),
        ]
    )
    assert found == {"x/a_files/1.png": "x/a.html", "x/a_files/deep/2.JPG": "x/a.html"}


def test_how_a_saved_page_looks_and_works_is_no_document() -> None:
    parts = ("a_files/a.css", "a_files/b.js", "a_files/filelist.xml")
    others = ("a_files/frame.html", "a_files/data.xml", "b.js", "b_files/c.css")
    assert list(pages_of_parts(["a.html", *parts, *others])) == list(parts)


def test_a_picture_saved_with_a_page_is_no_document_until_the_page_is_gone(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write(docs / "a.html", "<p>words</p><img src='a_files/1.png'><img src='own.png'>")
    for name in ("a_files/1.png", "own.png"):
        (docs / name).parent.mkdir(exist_ok=True)
        picture(f"Invoice of {name[0]}").save(docs / name)
    with Index.open(tmp_path / "index", HashEmbeddings(), splitter=SPLITTER) as index:
        report = sync(docs, index, OPTIONS)
        assert statuses(report) == {"a.html": "new", "a_files/1.png": "skipped", "own.png": "new"}
        told = results(report)["a_files/1.png"]
        assert told.reason.startswith("It belongs to the page a.html")
        assert told.reason_zh.startswith("属于网页 a.html")
        texts = "".join(chunk.text for chunk in index.drawn(100, seed=0))
        assert texts.count("Invoice") == 2
        (docs / "a.html").unlink()
        assert statuses(sync(docs, index, OPTIONS)) == {
            "a.html": "deleted",
            "a_files/1.png": "new",
            "own.png": "unchanged",
        }


def test_a_page_that_is_ignored_owns_no_pictures(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "a.html", "<p>words</p>")
    write(tmp_path / "docs" / "a_files" / "1.png", "")
    assert [f.source for f in look(tmp_path / "docs", ["*.html"], tmp_path / "index").found] == [
        "a_files/1.png"
    ]

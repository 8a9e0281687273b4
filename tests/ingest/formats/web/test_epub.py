from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.formats.web.epub import load_epub
from ragqa.errors import DocumentError

CONTAINER = (
    "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
    "<rootfile full-path='OEBPS/book.opf'/></rootfiles></container>"
)
PACKAGE = (
    "<package xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    "<metadata><dc:title>书名</dc:title></metadata><manifest>"
    "<item id='n' href='nav.xhtml' properties='nav'/><item id='b' href='text/b%20b.xhtml'/>"
    "<item id='a' href='a.xhtml'/></manifest>"
    "<spine><itemref idref='n'/><itemref idref='b'/><itemref idref='a'/><itemref idref='?'/>"
    "</spine></package>"
)


def book(folder: Path, **more: str) -> Path:
    path = folder / "a.epub"
    entries = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": PACKAGE,
        "OEBPS/nav.xhtml": "<p>contents</p>",
        "OEBPS/a.xhtml": "<h1>Second</h1><p>two</p>",
        "OEBPS/text/b b.xhtml": "<h1>First</h1><p>one</p>",
        **more,
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_a_book_is_read_in_the_order_of_its_spine(tmp_path: Path) -> None:
    parsed = load_epub(book(tmp_path))
    assert parsed.text == "# First\n\none\n\n# Second\n\ntwo"
    assert [h.title for h in parsed.headings] == ["First", "Second"]
    assert parsed.title == "书名"


def test_a_book_with_copy_protection_is_refused(tmp_path: Path) -> None:
    protected = "<encryption><x><CipherReference URI='OEBPS/a.xhtml'/></x></encryption>"
    with pytest.raises(DocumentError, match="DRM"):
        load_epub(book(tmp_path, **{"META-INF/encryption.xml": protected}))


def test_a_book_whose_fonts_are_scrambled_is_read(tmp_path: Path) -> None:
    fonts = "<encryption><x><CipherReference URI='OEBPS/font.otf'/></x></encryption>"
    assert load_epub(book(tmp_path, **{"META-INF/encryption.xml": fonts})).text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("META-INF/container.xml", "<container/>"),
        ("META-INF/container.xml", "no xml"),
        ("OEBPS/book.opf", PACKAGE.replace("a.xhtml", "x.xhtml").replace("b.xhtml", "y.xhtml")),
    ],
)
def test_a_damaged_book_is_refused(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(DocumentError, match="is damaged"):
        load_epub(book(tmp_path, **{name: content}))


NCX = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>
<navPoint><navLabel><text>第一章 开端</text></navLabel>
<content src="text/b%20b.xhtml#x"/></navPoint>
<navPoint><navLabel><text>later</text></navLabel><content src="text/b%20b.xhtml"/></navPoint>
</navMap></ncx>"""
NAV = """<html xmlns="http://www.w3.org/1999/xhtml"><nav><ol>
<li><a href="text/b%20b.xhtml">第一章 <i>开端</i></a></li></ol></nav></html>"""


@pytest.mark.parametrize("contents", [NCX, NAV, "no xml"])
def test_a_chapter_without_headings_has_its_title_from_the_contents(
    tmp_path: Path, contents: str
) -> None:
    listed = "<item id='x' href='toc.ncx' media-type='application/x-dtbncx+xml'/>"
    package = PACKAGE.replace("<item id='n'", f"{listed}<item id='n'")
    more = {
        "OEBPS/book.opf": package,
        "OEBPS/text/b b.xhtml": "<p>one</p>",
        "OEBPS/toc.ncx" if contents is NCX else "OEBPS/nav.xhtml": contents,
    }
    parsed = load_epub(book(tmp_path, **more))
    assert parsed.text == "one\n\n# Second\n\ntwo"
    titles = [(h.start, h.title) for h in parsed.headings]
    first = [] if contents == "no xml" else [(0, "第一章 开端")]
    assert titles == [*first, (5, "Second")]


@pytest.mark.parametrize("place", ["missing.xhtml", "../../../etc/passwd"])
def test_a_chapter_that_is_not_there_costs_only_itself(tmp_path: Path, place: str) -> None:
    package = PACKAGE.replace("a.xhtml", place)
    parsed = load_epub(book(tmp_path, **{"OEBPS/book.opf": package}))
    assert parsed.text == "# First\n\none"
    assert [remark.en for remark in parsed.remarks] == ["1 of 2 chapters are damaged or missing."]
    assert parsed.remarks[0].zh == "2 章中有 1 章已损坏或缺失。"


def test_a_damaged_chapter_costs_only_itself(tmp_path: Path) -> None:
    path = book(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"<p>two</p>", b"<p>2wo</p>"))
    assert load_epub(path).text == "# First\n\none"

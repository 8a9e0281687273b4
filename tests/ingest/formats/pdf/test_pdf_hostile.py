"""PDF files made to do harm: each costs an error or gives text, in the real child, and no more."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.sandbox.sandbox import Parser
from ragqa.errors import DocumentError
from tests.ingest.pdfs import placed, write_drawn, write_pdf


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(wall_seconds=120, ocr=False) as parser:
        yield parser


def raw_pdf(path: Path, objects: list[bytes]) -> Path:
    """A file of these objects, numbered from 1; the first is the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
    )
    path.write_bytes(bytes(out))
    return path


FONT = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
TREE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % (
    FONT
)


def stream(data: bytes, filters: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), filters, data)


def bomb(path: Path) -> Path:
    """A stream that unpacks to gigabytes."""
    data = zlib.compress(zlib.compress(b" " * (1 << 28), 9) * 40, 9)
    packed = stream(data, b"/Filter [/FlateDecode /FlateDecode]")
    return raw_pdf(path, [CATALOG, TREE, PAGE, packed])


def many_letters(path: Path) -> Path:
    """A small file whose one page has millions of characters."""
    data = b"BT /F1 9 Tf 9 9 Td " + b"(aaaaaaaaaaaaaaaa bbbbbbbbbbbbbbb) Tj T* " * 100_000 + b"ET "
    data += placed(50, 500, "the page itself").encode()
    packed = stream(zlib.compress(data, 9), b"/Filter /FlateDecode")
    return raw_pdf(path, [CATALOG, TREE, PAGE, packed])


def deep_tree(path: Path) -> Path:
    """Thousands of page nodes, one in the other."""
    deep = 20_000
    nodes = [
        b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (n + 1, n - 1)
        for n in range(3, deep)
    ]
    return raw_pdf(path, [CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", *nodes, PAGE])


def recursive_form(path: Path) -> Path:
    """A form that paints itself."""
    form = stream(
        b"/X Do BT /F1 9 Tf 9 9 Td (again) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /X 4 0 R >> >>",
    )
    page = PAGE.replace(b"/Contents 4 0 R", b"/Contents 5 0 R").replace(
        b"/Font", b"/XObject << /X 4 0 R >> /Font", 1
    )
    text = stream(b"/X Do BT /F1 9 Tf 50 500 Td (the page itself) Tj ET")
    return raw_pdf(path, [CATALOG, TREE, page, form, text])


def outline_loop(path: Path) -> Path:
    """An outline whose entries follow each other in a ring."""
    objects = [
        CATALOG.replace(b">>", b"/Outlines 5 0 R >>"),
        TREE,
        PAGE,
        stream(b"BT /F1 9 Tf 50 500 Td (the page itself) Tj ET"),
        b"<< /First 6 0 R /Last 7 0 R /Count 2 >>",
        b"<< /Title (one) /Parent 5 0 R /Next 7 0 R /First 5 0 R /Dest [3 0 R /Fit] >>",
        b"<< /Title (two) /Parent 5 0 R /Next 6 0 R /Dest [3 0 R /Fit] >>",
    ]
    return raw_pdf(path, objects)


def self_parent(path: Path) -> Path:
    """A page tree whose root is its own child."""
    return raw_pdf(path, [CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"])


def many_lines(path: Path) -> Path:
    """A page of tens of thousands of ruled lines."""
    lines = b"".join(b"%d 0 m %d 800 l S 0 %d m 500 %d l S\n" % (n, n, n, n) for n in range(30_000))
    return write_drawn(path, lines + placed(50, 500, "the page itself").encode())


def wide(path: Path) -> Path:
    return write_drawn(path, placed(50, 500, "the page itself").encode(), size=(1e7, 1e7))


def locked(path: Path) -> Path:
    return write_pdf(path, [["secret"]], password="unknown")  # noqa: S106 - of a file made here


def labelled(path: Path, labels: bytes, pages: int = 1) -> Path:
    """A file with page labels; its first page has text."""
    kids = b" ".join(b"%d 0 R" % number for number in (3, *range(6, 5 + pages)))
    empty = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    objects = [
        CATALOG.replace(b">>", b"/PageLabels 5 0 R >>"),
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        PAGE,
        stream(b"BT /F1 9 Tf 50 500 Td (the page itself) Tj ET"),
        labels,
    ]
    return raw_pdf(path, [*objects, *[empty] * (pages - 1)])


def long_labels(path: Path) -> Path:
    """Ten thousand pages, each with a label of megabytes."""
    return labelled(path, b"<< /Nums [0 << /P (%s) /S /D >>] >>" % (b"x" * 4_000_000), 10_000)


def label_loop(path: Path) -> Path:
    """A tree of labels that is its own branch: PDFium does not survive it."""
    return labelled(path, b"<< /Kids [5 0 R 5 0 R] /Limits [0 9] >>")


@pytest.mark.parametrize("make", [bomb, deep_tree, self_parent, locked])
def test_a_hostile_file_costs_one_error(
    parser: Parser, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    with pytest.raises(DocumentError, match=r"\Aa\.pdf [^\n]*\Z"):
        parser.parse(make(tmp_path / "a.pdf"))
    after = write_pdf(tmp_path / "b.pdf", [["still alive"]])
    assert parser.parse(after).text == "still alive"


@pytest.mark.parametrize(
    "make", [many_letters, recursive_form, outline_loop, many_lines, wide, long_labels]
)
def test_what_can_be_read_of_an_odd_file_is(
    parser: Parser, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    assert "the page itself" in parser.parse(make(tmp_path / "a.pdf")).text


def test_a_file_whose_labels_are_in_a_ring_is_read_without_them(
    parser: Parser, tmp_path: Path
) -> None:
    parsed = parser.parse(label_loop(tmp_path / "a.pdf"))
    assert parsed.text == "the page itself"
    assert [page.label for page in parsed.pages] == [""]
    assert "crashed at the numbers printed on its pages" in parsed.remarks[-1].en
    assert "页码" in parsed.remarks[-1].zh


def test_a_label_cannot_turn_the_line_that_it_is_shown_in(parser: Parser, tmp_path: Path) -> None:
    label = "\ufeff\u202ei\nv".encode("utf-16-be").hex().encode()
    path = labelled(tmp_path / "a.pdf", b"<< /Nums [0 << /P <%s> >>] >>" % label)
    assert parser.parse(path).pages[0].label == r"\u202ei v"

"""Small PDF files with real text, written for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
)


def write_pdf(
    path: Path,
    pages: Sequence[Sequence[str]],
    *,
    outline: Sequence[tuple[str, int]] = (),
    roman: int = 0,
    password: str = "",
    title: str = "",
    base_font: str = "Helvetica",
    by: str = "",
) -> Path:
    """Write pages of lines of Latin-1 text.

    Args:
        path: Where to.
        pages: The lines of each page.
        outline: Title and 0-based page of each bookmark.
        roman: So many first pages are labelled i, ii…, the rest 1, 2…; 0 writes no labels.
        password: Encrypts the file when given.
        title: Of the metadata.
        base_font: A standard font; "Symbol" shows letters as Greek.
        by: The program that the file says has made it.
    """
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject(f"/{base_font}"),
        }
    )
    for lines in pages:
        page = writer.add_blank_page(width=595, height=842)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(_content(lines))
        page[NameObject("/Contents")] = writer._add_object(stream)
    for name, number in outline:
        writer.add_outline_item(title=name, page_number=number)
    if roman:
        writer._root_object[NameObject("/PageLabels")] = _labels(roman)
    if title:
        writer.add_metadata({"/Title": title})
    if by:
        writer.add_metadata({"/Producer": by})
    if password:
        writer.encrypt(password, algorithm="AES-256")
    with path.open("wb") as stream_out:
        writer.write(stream_out)
    return path


def _content(lines: Sequence[str]) -> bytes:
    shown = ["BT /F1 9 Tf 12 TL 40 800 Td"]
    for line in lines:
        escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        shown.append(f"({escaped}) Tj T*")
    return "\n".join([*shown, "ET"]).encode("latin-1")


def write_drawn(
    path: Path, content: bytes, *, size: tuple[float, float] = (595, 842), by: str = ""
) -> Path:
    """Write one page with a content stream as it is; /F1 is Helvetica, /F2 Courier.

    ``by`` is the program that the file says has made it.
    """
    writer = PdfWriter()
    page = writer.add_blank_page(width=size[0], height=size[1])
    fonts = DictionaryObject(
        {
            NameObject(f"/F{number}"): DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Font"),
                    NameObject("/Subtype"): NameObject("/Type1"),
                    NameObject("/BaseFont"): NameObject(f"/{name}"),
                }
            )
            for number, name in enumerate(("Helvetica", "Courier"), 1)
        }
    )
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    if by:
        writer.add_metadata({"/Producer": by})
    with path.open("wb") as stream_out:
        writer.write(stream_out)
    return path


def write_tagged(
    path: Path,
    rows: Sequence[Sequence[str]],
    places: Sequence[float],
    *,
    inner: str = "P",
    titles: Sequence[tuple[str, str]] = (),
) -> Path:
    """Write one page with a tagged table between two lines of text.

    Args:
        path: Where to.
        rows: The texts of the cells; "" for an empty one.
        places: Where each column begins, in points from the left; a row of fewer cells begins
            with the first.
        inner: The tag within each cell that has text.
        titles: Tag and text of lines before the table.
    """
    writer = PdfWriter()
    page = writer.add_blank_page(width=595, height=842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    page[NameObject("/Resources")] = _names({"/Font": _names({"/F1": _names(font)})})
    root = _names({"/Type": "/StructTreeRoot"})
    root_reference = writer._add_object(root)

    def tag(
        kind: str, parent: IndirectObject, kids: ArrayObject
    ) -> tuple[DictionaryObject, ArrayObject, IndirectObject]:
        below = ArrayObject()
        element = _names({"/Type": "/StructElem", "/S": f"/{kind}", "/P": parent, "/K": below})
        reference = writer._add_object(element)
        kids.append(reference)
        return element, below, reference

    top = ArrayObject()
    root[NameObject("/K")] = top
    content = [placed(60, 780, "Words before.")]
    owners = ArrayObject()

    def mark(kind: str, parent: IndirectObject, kids: ArrayObject, shown: str) -> None:
        part, marks, reference = tag(kind, parent, kids)
        part[NameObject("/Pg")] = page.indirect_reference
        marks.append(NumberObject(len(owners)))
        content.append(f"/{kind} <</MCID {len(owners)}>> BDC {shown} EMC")
        owners.append(reference)

    for number, (kind, title) in enumerate(titles):
        mark(kind, root_reference, top, placed(60, 765 - 13 * number, title))
    _, in_table, table = tag("Table", root_reference, top)
    for number, texts in enumerate(rows):
        _, in_row, row = tag("TR", table, in_table)
        for x, text in zip(places, texts, strict=False):
            _, in_cell, cell = tag("TD", row, in_row)
            if text:
                mark(inner, cell, in_cell, placed(x, 700 - 13 * number, text))
    content.append(placed(60, 300, "Words after."))
    root[NameObject("/ParentTree")] = _names({"/Nums": ArrayObject([NumberObject(0), owners])})
    page[NameObject("/StructParents")] = NumberObject(0)
    writer._root_object[NameObject("/StructTreeRoot")] = root_reference
    marked = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
    writer._root_object[NameObject("/MarkInfo")] = marked
    stream = DecodedStreamObject()
    stream.set_data("\n".join(content).encode("latin-1"))
    page[NameObject("/Contents")] = writer._add_object(stream)
    with path.open("wb") as stream_out:
        writer.write(stream_out)
    return path


def _names(values: Mapping[str, PdfObject | str]) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject(key): NameObject(value) if isinstance(value, str) else value
            for key, value in values.items()
        }
    )


def placed(x: float, y: float, text: str, font: str = "F1") -> str:
    """A piece of text for ``write_drawn``, ``x`` points from the left, ``y`` from the bottom."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} 9 Tf {x} {y} Td ({escaped}) Tj ET"


def ruled(columns: Sequence[float], rows: Sequence[float]) -> str:
    """The lines of a table for ``write_drawn``."""
    level = [f"{columns[0]} {y} m {columns[-1]} {y} l S" for y in rows]
    upright = [f"{x} {rows[0]} m {x} {rows[-1]} l S" for x in columns]
    return "\n".join((*level, *upright))


def _labels(roman: int) -> DictionaryObject:
    def style(name: str) -> DictionaryObject:
        return DictionaryObject({NameObject("/S"): NameObject(name)})

    numbers = [NumberObject(0), style("/r"), NumberObject(roman), style("/D")]
    return DictionaryObject({NameObject("/Nums"): ArrayObject(numbers)})

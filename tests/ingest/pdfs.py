"""Small PDF files with real text, written for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
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


def write_drawn(path: Path, content: bytes, *, size: tuple[float, float] = (595, 842)) -> Path:
    """Write one page with a content stream as it is; /F1 is Helvetica, /F2 Courier."""
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
    with path.open("wb") as stream_out:
        writer.write(stream_out)
    return path


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

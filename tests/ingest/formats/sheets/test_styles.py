from __future__ import annotations

import io
import zipfile

import openpyxl  # type: ignore[import-untyped]
import pytest

from ingest.formats.sheets.styles import with_formats_alone

FORMATS = (
    b"<styleSheet xmlns='x'><numFmts><numFmt numFmtId='164' formatCode='0.0'/>"
    b"<numFmt numFmtId='odd' formatCode='0'/><numFmt numFmtId='165'/></numFmts>"
    b"<cellXfs><xf numFmtId='0'/><xf numFmtId='164' fontId='x'/><xf numFmtId='-1'/></cellXfs>"
    b"</styleSheet>"
)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.parametrize(
    ("styles", "forms"),
    [(FORMATS, ["General", "0.0", "General"]), (b"<styleSheet", ["General"]), (b"", ["General"])],
)
def test_number_formats_are_kept_and_nothing_else(styles: bytes, forms: list[str]) -> None:
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | {
            "xl/styles.xml": styles
        }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with with_formats_alone(made) as copy:
        book = openpyxl.load_workbook(copy)
    for number, form in enumerate(forms):
        cell = book.active["A1"]
        cell._style = book._cell_styles[number]
        assert cell.number_format == form
    assert len(book._cell_styles) == len(forms)

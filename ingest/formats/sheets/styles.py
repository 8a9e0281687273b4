"""The formats of an Excel workbook whose styles openpyxl does not take.

It reads fonts, fills and borders too, of which nothing is shown here, and gives up at the first
that is not as the standard has it: other programs write such.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from ingest.formats.packed import zipped
from ragqa.errors import DocumentError

_STYLES = "xl/styles.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NEEDED = (
    "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    "<cellStyleXfs><xf/></cellStyleXfs>"
)


@contextmanager
def with_formats_alone(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """A copy of a workbook whose styles are the number formats of its cells and nothing else."""
    with zipfile.ZipFile(stream) as archive, tempfile.TemporaryFile() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for name in archive.namelist():
                if name.lower() == _STYLES:
                    copy.writestr(name, _formats(archive.read(name)))
                    continue
                with archive.open(name) as part, copy.open(name, "w", force_zip64=True) as target:
                    shutil.copyfileobj(part, target)
        out.seek(0)
        yield out


def _formats(styles: bytes) -> bytes:
    from lxml import etree  # type: ignore[import-untyped]

    try:
        root = zipped.xml(styles)
    except DocumentError:
        root = etree.Element("styleSheet")
    formats = etree.fromstring(
        f'<styleSheet xmlns="{_MAIN}"><numFmts/>{_NEEDED}<cellXfs/></styleSheet>'
    )
    own, cells = formats[0], formats[-1]
    for form in root.iterfind("{*}numFmts/{*}numFmt"):
        if _is_number(form.get("numFmtId")) and form.get("formatCode") is not None:
            _add(own, "numFmt", numFmtId=form.get("numFmtId"), formatCode=form.get("formatCode"))
    for cell in root.iterfind("{*}cellXfs/{*}xf"):
        number = cell.get("numFmtId")
        _add(cells, "xf", numFmtId=number if _is_number(number) else "0")
    if not len(own):
        formats.remove(own)
    if not len(cells):
        _add(cells, "xf")
    return bytes(etree.tostring(formats, xml_declaration=True, encoding="UTF-8"))


def _add(parent: Any, tag: str, **said: str) -> None:
    parent.append(parent.makeelement(f"{{{_MAIN}}}{tag}", said))


def _is_number(text: str | None) -> bool:
    return text is not None and text.isascii() and text.isdecimal() and len(text) < 7

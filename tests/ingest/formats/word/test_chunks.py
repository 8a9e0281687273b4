"""Web pages that a converter has put into a Word document are read where they stand."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.formats.word import word as office
from ingest.parsed import Parsed

PAGE = "<html><body><h2>租金</h2><p>每月 1200 元。</p></body></html>".encode()
ARCHIVE = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n" + PAGE + b"\r\n--x--\r\n"
)


def read(folder: Path, kind: str, data: bytes) -> Parsed:
    document = docx.Document()
    document.add_paragraph("before")
    part = Part(PackURI("/word/afchunk.dat"), kind, data, document.part.package)
    key = document.part.relate_to(part, RELATIONSHIP_TYPE.A_F_CHUNK)
    chunk = f'<w:altChunk {nsdecls("w", "r")} r:id="{key}"/>'
    document.element.body.insert(1, parse_xml(chunk))
    document.element.body.insert(
        2, parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>after</w:t></w:r></w:p>")
    )
    document.save(str(folder / "a.docx"))
    return office.load_docx(folder / "a.docx")


@pytest.mark.parametrize(("kind", "data"), [("text/html", PAGE), ("message/rfc822", ARCHIVE)])
def test_a_page_within_is_read_in_its_place(tmp_path: Path, kind: str, data: bytes) -> None:
    parsed = read(tmp_path, kind, data)
    assert parsed.text == "before\n\n## 租金\n\n每月 1200 元。\n\nafter"
    assert [(heading.level, heading.title) for heading in parsed.headings] == [(2, "租金")]
    assert parsed.remarks == ()


@pytest.mark.parametrize(
    ("kind", "data"), [("application/rtf", b"{}"), ("message/rfc822", b"no page")]
)
def test_what_is_no_page_is_told(tmp_path: Path, kind: str, data: bytes) -> None:
    parsed = read(tmp_path, kind, data)
    assert parsed.text == "before\n\nafter"
    assert [remark.en.startswith("1 document within was not") for remark in parsed.remarks] == [
        True
    ]

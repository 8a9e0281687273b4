from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from ingest.odt import load_odt
from ragqa.errors import DocumentError
from tests.ingest.devset import DOCS

ODF = "".join(
    f" xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"
    for name in ("office", "text", "table", "manifest")
)


def odt(folder: Path, body: str, manifest: str = "<x/>") -> Path:
    path = folder / "a.odt"
    content = (
        f"<office:document-content{ODF}><office:body>{body}</office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def test_opendocument_blocks_come_in_order(tmp_path: Path) -> None:
    path = odt(
        tmp_path,
        "<office:text><text:h text:outline-level='2'>Head</text:h>"
        "<text:section><text:p>a<text:s text:c='2'/>b\n  c<text:line-break/>d"
        "<office:annotation><text:p>remark</text:p></office:annotation></text:p></text:section>"
        "<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>in</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell table:number-columns-repeated='2'>"
        "<text:p>x</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>"
        "<text:p>1</text:p><text:p>2</text:p></table:table-cell></table:table-row></table:table>"
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes></office:text>",
    )
    assert load_odt(path).text == (
        "## Head\n\na  b c\nd\n\n- one\n  - in\n\n| x | x |\n| --- | --- |\n| 1 2 |"
    )


def test_an_encrypted_opendocument_is_refused(tmp_path: Path) -> None:
    manifest = f"<manifest:manifest{ODF}><manifest:encryption-data/></manifest:manifest>"
    with pytest.raises(DocumentError, match="is encrypted"):
        load_odt(odt(tmp_path, "<office:text/>", manifest))


def test_an_opendocument_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is damaged"):
        load_odt(odt(tmp_path, "<office:spreadsheet/>"))


def test_a_guide_is_complete() -> None:
    def tokens(text: str) -> Counter[str]:
        return Counter(re.findall(r"[A-Za-z0-9]+|[\u4e00-\u9fff]", text))

    parsed = load_odt(DOCS / "debmake-doc.zh-cn.odt")
    wanted = tokens((DOCS / "debmake-doc.zh-cn.txt").read_text("utf-8"))
    assert (wanted & tokens(parsed.text)).total() / wanted.total() > 0.99
    assert len(parsed.headings) == 269
    assert parsed.title == "Debian 维护者指南"

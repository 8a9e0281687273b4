"""Charts that Office has since 2016 are told by their numbers."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.formats.blocks import Blocks
from ingest.formats.office.chartex import write_chartex
from ingest.formats.word.word import load_docx

_NAMES = (
    "xmlns:cx='http://schemas.microsoft.com/office/drawing/2014/chartex' "
    "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"
)
_TITLE = (
    "<cx:title><cx:tx><cx:rich><a:p><a:r><a:t>{}</a:t></a:r></a:p></cx:rich></cx:tx></cx:title>"
)
_SERIES = (
    "<cx:plotArea><cx:plotAreaRegion><cx:series layoutId='treemap'><cx:tx><cx:txData>"
    "<cx:v>销售额</cx:v></cx:txData></cx:tx><cx:dataId val='0'/></cx:series></cx:plotAreaRegion>"
    "</cx:plotArea>"
)


def level(*points: tuple[int, str], form: str = "") -> str:
    told = "".join(f"<cx:pt idx='{at}'>{text}</cx:pt>" for at, text in points)
    return f"<cx:lvl ptCount='3'{f' formatCode={form!r}' if form else ''}>{told}</cx:lvl>"


def chart(*dimensions: str) -> bytes:
    return (
        f"<cx:chartSpace {_NAMES}><cx:chartData><cx:data id='0'>{''.join(dimensions)}</cx:data>"
        f"</cx:chartData><cx:chart>{_TITLE.format('Sales')}{_SERIES}</cx:chart></cx:chartSpace>"
    ).encode()


TREEMAP = chart(
    f"<cx:strDim type='cat'>{level((0, '上海'), (1, '杭州'), (2, '广州'))}"
    f"{level((0, '华东'), (2, '华南'))}</cx:strDim>",
    f"<cx:numDim type='size'>{level((0, '0.25'), (1, '0.5'), (2, '1'), form='0%')}</cx:numDim>",
)
TOLD = (
    "Sales\n\n|  |  | 销售额 |\n| --- | --- | --- |\n| 华东 | 上海 | 25% |\n"
    "| 华东 | 杭州 | 50% |\n| 华南 | 广州 | 100% |"
)


def written(data: bytes) -> str:
    blocks = Blocks()
    write_chartex(data, blocks)
    return blocks.parsed().text


def test_a_treemap_is_its_title_and_its_numbers_with_all_their_labels() -> None:
    assert written(TREEMAP) == TOLD


def test_a_histogram_is_its_numbers() -> None:
    told = written(chart(f"<cx:numDim type='val'>{level((0, '4.5'), (1, '3'))}</cx:numDim>"))
    assert told.startswith("Sales\n\n")
    assert all(word in told for word in ("销售额", "4.5", "3"))


def test_it_is_read_where_it_stands_in_a_text(tmp_path: Path) -> None:
    document = docx.Document()
    kind = "application/vnd.ms-office.chartex+xml"
    part = Part(PackURI("/word/charts/chartEx1.xml"), kind, TREEMAP, document.part.package)
    key = document.part.relate_to(
        part, "http://schemas.microsoft.com/office/2014/relationships/chartEx"
    )
    compatible = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    drawn = (
        f"<w:p {nsdecls('w', 'r')} {compatible} {_NAMES}><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='cx1'><w:drawing><cx:chart r:id='{key}'/></w:drawing></mc:Choice>"
        "<mc:Fallback><w:t>This chart is not available.</w:t></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(drawn))
    document.save(str(tmp_path / "a.docx"))
    parsed = load_docx(tmp_path / "a.docx")
    assert parsed.text == TOLD
    assert parsed.remarks == ()

from __future__ import annotations

import datetime
from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.enum.chart import XL_CHART_TYPE

from ingest.formats.blocks import Blocks
from ingest.formats.office.drawn import unread_drawn, write_chart, write_drawn
from ingest.formats.word.word import load_docx
from ragqa.errors import DocumentError


def chart(title: str = "") -> bytes:
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["华东", "华南"]
    data.add_series("Sales", (1.5, None))  # type: ignore[no-untyped-call]
    data.add_series("Share", (0.25, 0.75), "0%")  # type: ignore[no-untyped-call]
    xml: str = ChartXmlWriter(XL_CHART_TYPE.COLUMN_CLUSTERED, data).xml  # type: ignore[no-untyped-call]
    told = (
        f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    )
    return xml.replace("<c:chart>", f"<c:chart>{told if title else ''}", 1).encode()


def written(data: bytes) -> str:
    blocks = Blocks()
    write_chart(data, blocks)
    return blocks.parsed().text


def test_a_chart_is_its_title_and_its_numbers() -> None:
    assert written(chart("By area")) == (
        "By area\n\n|  | Sales | Share |\n| --- | --- | --- |\n"
        "| 华东 | 1.5 | 25% |\n| 华南 |  | 75% |"
    )


def test_days_and_places_on_both_axes() -> None:
    days = CategoryChartData()  # type: ignore[no-untyped-call]
    days.categories = [datetime.date(2024, 3, 5)]
    days.add_series("Staff", (12,))  # type: ignore[no-untyped-call]
    xml: str = ChartXmlWriter(XL_CHART_TYPE.LINE, days).xml  # type: ignore[no-untyped-call]
    assert written(xml.encode()).endswith("| 2024-03-05 | 12 |")
    places = XyChartData()  # type: ignore[no-untyped-call]
    places.add_series("Load").add_data_point(0.5, 380)  # type: ignore[no-untyped-call]
    xml = ChartXmlWriter(XL_CHART_TYPE.XY_SCATTER, places).xml  # type: ignore[no-untyped-call]
    assert written(xml.encode()).endswith("| 0.5 | 380 |")


def test_names_of_bars_stay_as_they_are_written() -> None:
    told = chart().decode().replace("华东", "1.10").replace("华南", "Nan").encode()
    assert written(told).endswith("| 1.10 | 1.5 | 25% |\n| Nan |  | 75% |")


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("d-mmm", "1900-01-04"),
        ('0" years"', "5 years"),
        ("[Red]0", "5"),
        ("General", "5"),
        ("0.0%", "500.0%"),
        ("000", "005"),
    ],
)
def test_numbers_are_shown_in_their_format(form: str, shown: str) -> None:
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["Term"]
    data.add_series("Lease", (5,), form)  # type: ignore[no-untyped-call]
    xml: str = ChartXmlWriter(XL_CHART_TYPE.COLUMN_CLUSTERED, data).xml  # type: ignore[no-untyped-call]
    assert written(xml.encode()).endswith(f"| Term | {shown} |")


def test_a_chart_takes_no_room_for_what_it_lacks() -> None:
    point = '<c:ser><c:val><c:numLit><c:pt idx="{}"><c:v>1</c:v></c:pt></c:numLit></c:val></c:ser>'
    series = "".join(map(point.format, range(3_000)))
    told = chart().decode().replace("<c:ser>", f"{series}<c:ser>", 1)
    assert len(written(told.encode()).split("\n")) < 300


@pytest.mark.parametrize("damaged", [False, True])
def test_a_chart_in_a_word_document_follows_its_paragraph(tmp_path: Path, damaged: bool) -> None:
    document = docx.Document()
    part = Part(
        PackURI("/word/charts/chart1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        b"<c" if damaged else chart("By area"),
        document.part.package,
    )
    key = document.part.relate_to(part, "http://x/relationships/chart")
    drawing = (
        f"<w:r {nsdecls('w', 'a', 'r')}><w:drawing><a:graphicData><c:chart"
        f' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{key}"/>'
        "</a:graphicData></w:drawing></w:r>"
    )
    document.add_paragraph("Sales were as follows.")._p.append(parse_xml(drawing))
    document.add_paragraph("After.")
    document.save(str(tmp_path / "a.docx"))
    parsed = load_docx(tmp_path / "a.docx")
    if damaged:
        assert parsed.text == "Sales were as follows.\n\nAfter."
        [told] = parsed.remarks
        assert told.en.endswith("some of the text may be missing: chart1.xml.")
    else:
        assert parsed.text.startswith("Sales were as follows.\n\nBy area\n\n|  | Sales |")
        assert parsed.remarks == unread_drawn(0) == ()


def test_a_chart_that_is_not_there_is_told() -> None:
    part = docx.Document().part
    drawing = parse_xml(
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
        f' {nsdecls("r")} r:id="rId99"/>'
    )
    assert write_drawn(drawing, part, Blocks()) == 1
    assert unread_drawn(1)[0].en == "1 chart or diagram could not be read."


def test_a_damaged_chart_is_refused() -> None:
    with pytest.raises(DocumentError):
        written(b"<c")

"""The samples that are no text files: written anew for each test."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]
import pptx
from PIL import Image, ImageDraw, ImageFont

from tests.ingest import ofds
from tests.ingest.pdfs import placed, ruled, write_drawn, write_pdf


def _pdf(path: Path) -> None:
    """Prose of two pages with what runs above and below it."""
    prose = (
        "Most lamps burn for a thousand hours, and the ones that were made for the streets of a",
        "city burn for much longer than that, because they are switched on and off less of-",
        "ten. It has been so for years.",
    )
    write_pdf(
        path,
        [
            ["On Lamps", "", "1 Light", *prose, "", "- desk", "- street", "", "i"],
            ["On Lamps", "", "2 Power", "Eight watts are enough.", "", "1"],
        ],
        outline=[("Light", 0), ("Power", 1)],
        roman=1,
        title="On Lamps",
    )


def _tables(path: Path) -> None:
    """A table with all its lines, one with level lines alone, one without any, and a form."""
    rows = (("Lamp", "Watt"), ("Desk", "8"), ("Street", "60"), ("Floor", "12"))

    def cells(top: int) -> list[str]:
        return [
            placed(x, top - 14 * n, text)
            for n, row in enumerate(rows)
            for x, text in zip((64, 164), row, strict=True)
        ]

    level = [f"60 {y} m 260 {y} l S" for y in (652, 636, 592)]
    content = [
        *(
            placed(60, 780, "Before."),
            *cells(740),
            ruled((60, 160, 260), (752, 737, 723, 709, 695)),
        ),
        *(placed(60, 670, "Between."), *cells(641), *level),
        *(placed(60, 560, "With white space alone:"), *cells(540), placed(60, 480, "After.")),
    ]
    form = (("Name", "Anna", "Phone", "12"), ("Address", "High St", "Email", "a@b.org"))
    content += [
        placed(x, 440 - 14 * n, text)
        for n, row in enumerate(form)
        for x, text in zip((64, 164, 264, 364), row, strict=True)
    ]
    content.append(ruled((60, 160, 260, 360, 460), (451, 437, 423)))
    write_drawn(path, "\n".join(content).encode())


def _scan(path: Path) -> None:
    picture = Image.new("RGB", (900, 300), "white")
    font = ImageFont.load_default(40)
    ImageDraw.Draw(picture).text((40, 40), "Lamps burn for 1000 hours.\nRoom 42", "black", font)
    picture.save(path)


def _docx(path: Path) -> None:
    document = docx.Document()
    document.add_heading("租赁合同 Lease", 1)
    line = document.add_paragraph("The lease ends on 30 June")
    line.add_run("2").font.superscript = True
    line.add_run("secret").font.hidden = True
    for text in ("one", "two"):
        document.add_paragraph(text, style="List Number")
    table = document.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ("Month", "Rent", "租金"), strict=True):
        cell.text = text
    table.cell(1, 0).text = "May"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "1,200"
    form = document.add_table(2, 4)
    texts = ("姓名", "李伟", "电话", "138", "住址", "北京", "Email", "li@example.org")
    for cell, text in zip((cell for row in form.rows for cell in row.cells), texts, strict=True):
        cell.text = text
    document.add_heading("Signed", 2)
    document.add_paragraph("Anna")
    document.sections[0].header.paragraphs[0].text = "Draft of 2024"
    document.core_properties.title = "Lease"
    document.save(str(path))


def _xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "租金"
    for row in (("Rents of 2024",), ("Month", "Rent", "Share"), ("May", 1200, 0.125)):
        sheet.append(row)
    sheet.append((datetime.date(2024, 6, 1), 1250.5, 0.5))
    sheet["B3"].number_format = "#,##0.00"
    sheet["C3"].number_format = sheet["C4"].number_format = "0.0%"
    book.create_sheet("hidden").append(("secret",))
    book["hidden"].sheet_state = "hidden"
    book.save(path)


def _pptx(path: Path) -> None:
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "季度报告"
    first.placeholders[1].text = "Sales grew\nCosts fell"
    first.notes_slide.notes_text_frame.text = "先说结论。"
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "People"
    table = second.shapes.add_table(2, 2, 0, 2_000_000, 4_000_000, 1_000_000).table
    for cell, text in zip(table.iter_cells(), ("部门", "人数", "研发", "12"), strict=True):
        cell.text = text
    deck.save(str(path))


def _ofd(path: Path) -> None:
    lines = ("电子发票", "名称：", "¥312.00"), ((70, 15), (20, 36), (140, 36))
    objects = [ofds.text(words, x, y) for words, (x, y) in zip(*lines, strict=True)]
    table = (("名称", "数量", "金额"), ("台灯", "2", "200.00"), ("落地灯", "1", "112.00"))
    objects += [
        ofds.text(words, x, 60 + 6 * n)
        for n, row in enumerate(table)
        for x, words in zip((20, 60, 100), row, strict=True)
    ]
    path.write_bytes(ofds.ofd([ofds.page(*objects)], title="发票"))


def _zipped(entries: Mapping[str, str]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in entries.items():
                archive.writestr(name, text)

    return write


_EPUB = {
    "META-INF/container.xml": "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'>"
    "<rootfiles><rootfile full-path='book.opf'/></rootfiles></container>",
    "book.opf": "<package xmlns='http://www.idpf.org/2007/opf' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:title>台灯</dc:title></metadata>"
    "<manifest><item id='b' href='b.xhtml'/><item id='a' href='a.xhtml'/></manifest>"
    "<spine><itemref idref='b'/><itemref idref='a'/></spine></package>",
    "a.xhtml": "<h1>Second Evening</h1><p>It was light.</p>",
    "b.xhtml": "<h1>First Evening</h1><p>It was late.</p><p>灯亮了。</p>",
}
_RELATED = "<Relationships>{}</Relationships>"
_VSDX = {
    "visio/pages/pages.xml": "<Pages><Page Name='架构'/><Page Name='Two'/></Pages>",
    "visio/pages/_rels/pages.xml.rels": _RELATED.format(
        "<Relationship Target='page1.xml'/><Relationship Target='page2.xml'/>"
    ),
    "docProps/app.xml": "<Properties xmlns:vt='vt'><TitlesOfParts><vt:vector>"
    "<vt:lpstr>架构</vt:lpstr><vt:lpstr>Two</vt:lpstr></vt:vector></TitlesOfParts></Properties>",
    "visio/pages/page1.xml": "<P><S><Text a='1'>网关 Gateway</Text></S></P>",
    "visio/pages/page2.xml": "<P><S><Text a='1'>Store</Text></S></P>",
    "visio/pages/_rels/page1.xml.rels": _RELATED.format("<Relationship Target='x.xml'/>"),
    "visio/pages/_rels/page2.xml.rels": _RELATED.format("<Relationship Target='x.xml'/>"),
}
_ZIP = {"a/lamps.md": "# Lamps\n\nThey burn.", "desks.csv": "Team,Desks\nDesign,12\n", "x.exe": "M"}

MADE: dict[str, Callable[[Path], None]] = {
    "lamps.pdf": _pdf,
    "tables.pdf": _tables,
    "scan.pdf": _scan,
    "scan.png": _scan,
    "lease.docx": _docx,
    "rents.xlsx": _xlsx,
    "report.pptx": _pptx,
    "invoice.ofd": _ofd,
    "book.epub": _zipped(_EPUB),
    "drawing.vsdx": _zipped(_VSDX),
    "packed.zip": _zipped(_ZIP),
}
"""Name of a sample to what writes it."""

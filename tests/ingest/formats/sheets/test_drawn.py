from __future__ import annotations

from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # of python-pptx

from ingest.formats.sheets.sheets import load_xlsx
from tests.ingest.formats.sheets.test_sheets import rewritten

CHOICE = (
    "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:Choice Requires='a14'>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>"
)


def drawn(folder: Path) -> Path:
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        sheet = book.add_worksheet("租金")
        sheet.write_column(0, 0, ["Month", "May", "June"])
        sheet.write_column(0, 1, ["Rent", 5, 7])
        sheet.insert_textbox("E2", "说明：含税价\nNo deposit")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=租金!$B$2:$B$3"})
        chart.set_title({"name": "Rents of 2024"})
        chart.set_x_axis({"name": "An axis"})
        sheet.insert_chart("E10", chart)
        book.add_worksheet("Notes").insert_textbox("A1", "Only a box")
    return folder / "a.xlsx"


def test_boxes_and_the_titles_of_charts_are_told_below_the_cells(tmp_path: Path) -> None:
    parsed = load_xlsx(drawn(tmp_path))
    assert parsed.text == (
        "# 租金\n\n| Month | Rent |\n| --- | --- |\n| May | 5 |\n| June | 7 |\n\n"
        "说明：含税价\nNo deposit\n\nRents of 2024\n\n# Notes\n\nOnly a box"
    )


def test_what_is_offered_to_older_programs_too_comes_once(tmp_path: Path) -> None:
    runs = "<a:r><a:t>One</a:t></a:r><a:br/><a:r><a:t>two</a:t></a:r>"
    box = CHOICE.format(f"<xdr:txBody><a:p>{runs}</a:p></xdr:txBody>")
    end = "</xdr:wsDr>"
    path = rewritten(drawn(tmp_path), "xl/drawings/drawing1.xml", end, box + end)
    assert load_xlsx(path).text.count("One\ntwo") == 1


def test_a_damaged_drawing_costs_only_itself(tmp_path: Path) -> None:
    path = rewritten(drawn(tmp_path), "xl/drawings/_rels/drawing1.xml.rels", "charts/chart", "x")
    text = load_xlsx(path).text
    assert "含税价" in text
    assert "Rents of 2024" not in text

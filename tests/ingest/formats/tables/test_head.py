"""Where the header of a table is, in the exports of banks and surveys and in ordinary tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest.formats.plain.text import load_table
from ingest.formats.sheets.sheets import load_xlsx
from ingest.formats.tables.head import as_line, rows_above, with_one_header
from tests.ingest.formats.sheets.test_sheets import workbook

BANK = """\
Kontonummer;"DE12 3456 7890 1234 56"
Kontoinhaber;Anna Berg
Exportiert am 02.04.2024 10:15

Buchungstag;Verwendungszweck;Betrag;Währung
01.03.2024;Miete März;-850,00;EUR
03.03.2024;Gehalt;2.900,00;EUR
"""


def above(table: str) -> int:
    """Rows above the header of a table that is written with semicolons."""
    rows = [(n, row.split(";")) for n, row in enumerate(table.strip("\n").split("\n"), 1)]
    return rows_above([row for row in rows if any(row[1])])


def test_what_an_export_says_of_itself_is_text_above_the_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(BANK + "05.03.2024;Strom;-75,20;EUR\n" * 100, "utf-8")
    parsed = load_table(path)
    assert parsed.text.startswith(
        "Kontonummer: DE12 3456 7890 1234 56\nKontoinhaber: Anna Berg\n"
        "Exportiert am 02.04.2024 10:15\n\n"
        "| Buchungstag | Verwendungszweck | Betrag | Währung |\n| --- | --- | --- | --- |\n"
        "| 01.03.2024 | Miete März | -850,00 | EUR |\n"
    )
    assert parsed.headings[0].title.startswith("rows 1-")
    assert parsed.headings[-1].title.endswith("-107")


def test_rows_above_the_header_of_a_sheet_are_text(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Canteen survey"],
        ["Responses", 37],
        ["Timestamp", "Dish", "Marks"],
        ["2024-05-01 10:00", "Soup", 4],
        ["2024-05-02 11:00", "Pasta", 2],
    ]
    assert load_xlsx(workbook(tmp_path, rows)).text == (
        "# 表1\n\nCanteen survey\n\nResponses: 37\n\n| Timestamp | Dish | Marks |\n"
        "| --- | --- | --- |\n| 2024-05-01 10:00 | Soup | 4 |\n| 2024-05-02 11:00 | Pasta | 2 |"
    )


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        # padded to the width of the table; no blank line
        ("账号;6222;;\n户名;张三;;\n日期;摘要;金额;余额\n2024-03-01;房租;-3,000元;5元", 2),
        # the table is but one column wider
        ("Account;123\nDate;Text;Amount\n1 Mar 2024;Rent;-850\n3 Mar 2024;Pay;2900", 1),
        # years for names
        ("Source;Bank\n\nCountry;Code;1999;2000\nAruba;ABW;1.5;\nChad;TCD;;7.25", 1),
        # words only, below a blank line, and below single cells
        ("Group;B\n\nName;City;Team\nAnna;Bern;red\nBob;Rome;blue", 1),
        ("Members\nof both groups\nName;City;Team\nAnna;Bern;red\nBob;Rome;blue", 2),
        # as wide as the table, and wider, above a gap
        ("Giro;from:;01.03.2024;EUR\n\nDate;Text;Sum;Left\n01.03.2024;Rent;-5;3\n;Pay;2;5", 1),
        ("Giro;from:;01.03.2024;EUR\n\nDate;Text;Sum\n01.03.2024;Rent;-5\n02.03.2024;Pay;2", 1),
        # columns in groups
        (
            "Sales\nMade on;2024-05-01\n;2023;;2024;\nTown;Q1;Q2;Q1;Q2\nBern;1;2;3;4\nRome;5;6;7;8",
            2,
        ),
        ("Account;;12\nTown;Q1;Q2;Total\nBern;1;2;3\nRome;5;6;7", 1),
        # a small table above a larger one
        ("Key;Value\na;1\nb;2\n\nDate;Text;Amount\n2024-03-01;Rent;5\n2024-03-02;Pay;6", 3),
    ],
)
def test_the_header_is_found_below_other_rows(table: str, rows: int) -> None:
    assert above(table) == rows


@pytest.mark.parametrize(
    "table",
    [
        "Name;Age\nAnna;30\nBob;41",
        ";a;b\n0;1;2\n1;3;4",  # an index without a name
        ";colour;price\napple;red;n/a\npear;green;1.5\nplum;blue;2",
        "Name;Notes\nAnna;likes;tea;much\nBob;likes;milk;more",  # cells that should be quoted
        "Region;2023;;;;2024;;;\n;Q1;Q2;Q3;Q4;Q1;Q2;Q3;Q4\nNorth;1;2;3;4;5;6;7;8",
        "Time;Temp\ns;C\n1;20\n2;21",  # units below the names
        "a;1\nb;2\nc;3",  # no header at all
        "150;4;setosa;virginica\n5.1;3.5;1.4;0.2\n4.9;3.0;1.4;0.2",
        "Year;Total\n2023;5\n2024;6;;estimated\n2025;7;;estimated",
        "one\ntwo",
        "Name;Age\nAnna;30\n\nTown;Size\nBern;7\nRome;8",
        "1;2\n3;4\n\n5;6\n7;8",
        "Name;1;2;3\nAnna;late;off;day\nBob;day;day;off\n\nCarl;late;day;off\nDora;off;off;late",
        "Name;1;2;3\nAnna;8;8;7\nBob;7;7;8\n\nCarl;off;off;off\nDora;8;8;8\nEmil;8;8;8",
        "1;Apple;3.50\n\n2;Pear;2\n\nthree;Plum;soft\n\nfour;Fig;hard",
        "",
    ],
)
def test_the_first_row_of_an_ordinary_table_is_its_header(table: str) -> None:
    assert above(table) == 0


TABLE: list[list[Any]] = [
    ["Date", "Text", "Amount"],
    ["2024-03-01", "Rent", -850],
    ["2024-03-03", "Pay", 2900],
]


@pytest.mark.parametrize(
    "pairs",
    [
        [["Account", 123], ["Owner", "Anna Berg"]],
        [["Account:", "DE12"], ["Owner:", "Anna Berg"]],
        [["Survey", "Canteen"], ["Answers", 37], [], ["Closed", "2024-05-12"]],
        [["Owner", "Anna Berg"], ["Closed", "2024-05-12"], ["Bank", "Sparkasse"]],
    ],
)
def test_pairs_above_a_gap_and_a_table_are_text(tmp_path: Path, pairs: list[list[Any]]) -> None:
    parsed = load_xlsx(workbook(tmp_path, [*pairs, [], *TABLE]))
    told = [as_line([str(cell) for cell in pair]) for pair in pairs if pair]
    assert parsed.text == (
        "# 表1\n\n" + "\n".join(told) + "\n\n| Date | Text | Amount |\n| --- | --- | --- |\n"
        "| 2024-03-01 | Rent | -850 |\n| 2024-03-03 | Pay | 2900 |"
    )


@pytest.mark.parametrize(
    "table", [[["City", "People"], ["Bern", 1], ["Rome", 2]], [["City", "in"], ["Bern", "CH"]]]
)
def test_a_small_table_above_a_gap_keeps_its_header(tmp_path: Path, table: list[list[Any]]) -> None:
    text = load_xlsx(workbook(tmp_path, [*table, [], *TABLE])).text
    assert text.startswith(f"# 表1\n\n| {table[0][0]} | {table[0][1]} |\n| --- | --- |")
    assert "\n\n| Date | Text | Amount |" in text


def test_a_row_above_a_table_is_told_as_a_line() -> None:
    assert as_line(["Account", "", "123"]) == "Account: 123"
    assert as_line(["账号：", "123"]) == "账号： 123"
    assert as_line(["班级：三班", "日期：5月1日"]) == "班级：三班 日期：5月1日"
    assert as_line(["Class: 3", "Date: 1 May"]) == "Class: 3 Date: 1 May"
    assert as_line(["At 10:15", "closed"]) == "At 10:15: closed"
    assert as_line(["From", "1 May", "to", "2 May"]) == "From 1 May to 2 May"


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("Exported;2024-05-01;10:00\nName;Joined;Amount\nAnna;2024-01-01;5\nBob;2024-02-01;7", 1),
        ("Report;1;2\nOf;3;4\nName;Qty;Price\nBolt;3;1.5\nNut;4;2", 2),
        ("Item;2023;2024\nUnit;EUR;USD\nBolt;3;4\nNut;5;6", 0),  # years name columns
        ("Bolt;3;1.5\nNut;none;none\nCog;4;2", 0),  # no header
        ("Bolt;3;1.5\nNut;lost;sold\nCog;many;few\nPin;x;y", 0),
        ("Name;Qty;Price\nBolt;3;1.5\nNut;lost;sold\nCog;4;2", 0),
    ],
)
def test_a_line_of_an_export_may_be_as_wide_as_its_table(table: str, rows: int) -> None:
    assert above(table) == rows


@pytest.mark.parametrize(
    ("groups", "names", "header"),
    [
        ("Area;2023;;2024;", "Area;Sales;Costs;Sales;Costs",
         "Area;2023 Sales;2023 Costs;2024 Sales;2024 Costs"),
        ("Area;2023;;2024", ";Sales;Costs;Sales;Costs",
         "Area;2023 Sales;2023 Costs;2024 Sales;2024 Costs"),
        ("Sales;;Costs;;", "Month;Amount;Item;Cost;Tax",
         "Sales Month;Sales Amount;Costs Item;Costs Cost;Costs Tax"),
        ("Area;Sales;Costs;;", "North;many;few;;", ""),  # no groups
        ("Report;;;;", "Area;a;b;c;d", ""),  # a title
        ("Area;2023;;1,5;", "Area;a;b;c;d", ""),  # a value is no name
    ],
)  # fmt: skip
def test_two_rows_of_a_header_are_one(groups: str, names: str, header: str) -> None:
    rows = [(4, groups.split(";")), (5, names.split(";")), (6, ["North", "1", "2", "3", "4"])]
    joined = with_one_header(rows)
    assert joined == ([(4, header.split(";")), rows[2]] if header else rows)


def test_a_header_in_two_rows_of_a_sheet_is_told_as_one(tmp_path: Path) -> None:
    rows = [["地区", "2023", None, "2024", None], [None, "销售", "成本", "销售", "成本"]]
    path = workbook(tmp_path, [*rows, *(["华东", n, 12, 13, 14] for n in range(3))])
    assert load_xlsx(path).text.startswith(
        "# 表1\n\n| 地区 | 2023 销售 | 2023 成本 | 2024 销售 | 2024 成本 |\n| --- |"
    )


def test_a_first_row_without_numbers_is_no_second_row_of_the_header() -> None:
    rows = [
        (1, ["Name", "Phone", ""]),
        (2, ["Anna", "n/a", "by letter"]),
        (3, ["Bob", "123", ""]),
        (4, ["Cy", "456", "in May"]),
    ]
    assert with_one_header(rows) == rows

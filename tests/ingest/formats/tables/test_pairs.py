"""Names tied to their values, and what stays a table."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from ingest.formats.tables.pairs import told, told_alone, unfolded
from ingest.loading.loaders import load
from tests.ingest.pdfs import placed, ruled, write_drawn


def rows(*lines: str) -> list[list[str]]:
    return [line.split("|") for line in lines]


FORM = rows(
    "姓 名|王小明|性别|男|照片",
    "民族|汉族|出生日期|1990年3月5日|照片",
    "身份证号|110101199003050012|||",
    "手机号码|13800138000|电子邮箱|wang@example.org|",
)


def test_each_name_of_a_form_is_told_with_its_value() -> None:
    assert told(FORM) == [
        "姓 名: 王小明\n性别: 男\n照片",
        "民族: 汉族\n出生日期: 1990年3月5日",
        "身份证号: 110101199003050012",
        "手机号码: 13800138000\n电子邮箱: wang@example.org",
    ]


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        # Of a data sheet nothing but the units of its values tells.
        (
            rows("Weight|12 kg|Max. head|42 m", "Drive|1.1 kW|Feed|60 l/min", "Noise|58 dB|Cut|3%"),
            "Weight: 12 kg|Max. head: 42 m|Drive: 1.1 kW|Feed: 60 l/min|Noise: 58 dB|Cut: 3%",
        ),
        (rows("Ref:|A 42", "Place：|Ulm"), "Ref: A 42|Place： Ulm"),
        (rows("产品名称|水泵", "型号|XG", "重量|3 kg"), "产品名称: 水泵|型号: XG|重量: 3 kg"),
        # What is not filled in, and a name over two columns.
        (
            rows("Name|Ann||Phone|12", "Address||1 High St|Fax|", "Company|X|Age||"),
            "Name: Ann|Phone: 12|Address: 1 High St|Fax|Company: X|Age",
        ),
    ],
)
def test_pairs_are_known_by_names_or_units_or_colons(table: list[list[str]], lines: str) -> None:
    assert "\n".join(told(table)).split("\n") == lines.split("|")


@pytest.mark.parametrize(
    "table",
    [
        rows("Name|Age|City|Score", "Ann|30|Leeds|7.5", "Bob|31|York|8"),
        rows("姓名|年龄|电话|地址", "王|30|138|北京", "李|40|139|上海"),
        rows("姓名|年龄", "王|30", "李|40"),
        rows("Item|Result|Method|Limit", "Lead|12 mg|HPLC|10 mg", "Zinc|none|GC|5 mg"),
        rows("Lead|12 mg|HPLC|10 mg", "Zinc|none|GC|5 mg", "Tin|3 mg|ICP|absent"),
        rows("Site|Country|Contact|Phone", "Ulm|Germany|Anna|12", "Lyon|France|Marc|13"),
        rows("项目|内容", "姓名|王", "电话|12", "住址|北京"),
        rows("Column|Type", "name|text", "phone|text"),
        rows("姓名||性别|", "民族||籍贯|", "电话||手机|"),  # nobody has filled it in
        rows("Name|Ann"),
        [],
    ],
)
def test_a_table_with_a_header_stays_one(table: list[list[str]]) -> None:
    assert told(table) == []


def test_a_form_ends_where_a_table_with_its_own_header_begins() -> None:
    jobs = rows("Education", "School|Degree|End date", "ETH|MSc|2008")
    table = rows("Name|Ann|Phone|12", "Gender|f|Email|a@b.org")
    assert len(told([*table, *jobs])) == 3
    repeated = rows("教育经历|起止时间|学校|专业", "教育经历|2008|清华|计算机")
    assert len(told([*FORM, *repeated])) == len(FORM)


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        (
            "购买方信息|名称：甲 税号：91|销售方信息|名称：乙",
            "购买方信息: 名称：甲 税号：91|销售方信息: 名称：乙",
        ),
        ("Page|3", "Page|3"),
        ("Name: Ann|Phone: 12", "Name: Ann|Phone: 12"),
        ("Buyer|Name: Ann|Seller", "Buyer|Name: Ann|Seller"),
    ],
)
def test_a_row_alone_is_told_cell_by_cell(row: str, lines: str) -> None:
    assert told_alone(row.split("|")) == lines.split("|")


def test_a_header_that_stands_twice_is_of_one_table() -> None:
    table = rows("No.|Name|No.|Name", "1|a|3|c", "2|b||")
    assert unfolded(table) == rows("No.|Name", "1|a", "2|b", "3|c")
    assert unfolded(FORM) is FORM


def test_a_form_in_a_text_is_told_so_and_what_follows_as_a_table(tmp_path: Path) -> None:
    document = docx.Document()
    lines = [*FORM, *rows("项目|金额|备注||", "差旅|120|高铁||")]
    table = document.add_table(len(lines), 5)
    for row, texts in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    text = load(tmp_path / "a.docx").text
    assert text.startswith("姓 名: 王小明\n性别: 男\n照片\n民族: 汉族\n")
    assert text.endswith(
        "wang@example.org\n\n| 项目 | 金额 | 备注 |  |  |\n"
        "| --- | --- | --- | --- | --- |\n| 差旅 | 120 | 高铁 |  |  |"
    )


def test_a_form_on_a_page_is_told_so_with_each_pair_on_its_line(tmp_path: Path) -> None:
    table = rows("Name|Anna|Phone|12", "Address|12 High Street, near the old bridge, Leeds||")
    table += rows("Department|Sales|Manager|Bo")
    columns, places = (56, 160, 350, 450, 540), (60, 164, 354, 454)
    content = [
        placed(x, 700 - 14 * n, text)
        for n, row in enumerate(table)
        for x, text in zip(places, row, strict=True)
        if text
    ]
    content.append(ruled(columns, (711, 697, 683, 669)))
    path = write_drawn(tmp_path / "a.pdf", "\n".join(content).encode())
    assert load(path).text == (
        "Name: Anna\nPhone: 12\nAddress: 12 High Street, near the old bridge, Leeds\n"
        "Department: Sales\nManager: Bo"
    )


def test_a_form_without_lines_is_told_so_too(tmp_path: Path) -> None:
    table = rows("Name|Anna|Phone|12", "Department|Purchasing|E-mail|anna@example.org")
    table += rows("|and sales||", "Born|5 May 1985|Nationality|Swedish")
    content = [
        placed(x, 700 - 12 * n, text)
        for n, row in enumerate(table)
        for x, text in zip((60, 160, 280, 400), row, strict=True)
        if text
    ]
    content = [placed(60, 760, "Words before."), *content, placed(60, 500, "Words after.")]
    path = write_drawn(tmp_path / "a.pdf", "\n".join(content).encode())
    assert load(path).text == (
        "Words before.\n\nName: Anna\nPhone: 12\nDepartment: Purchasing and sales\n"
        "E-mail: anna@example.org\nBorn: 5 May 1985\nNationality: Swedish\n\nWords after."
    )


def test_lines_of_prose_that_begin_with_such_words_are_no_form(tmp_path: Path) -> None:
    lines = ["Name it as you like, and say why.", "Phone calls are recorded.", "Age is no matter."]
    content = [placed(60, 700 - 12 * n, text) for n, text in enumerate(lines)]
    path = write_drawn(tmp_path / "a.pdf", "\n".join(content).encode())
    assert load(path).text == "\n".join(lines)

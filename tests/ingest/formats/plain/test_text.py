from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.plain import text
from ingest.formats.sheets import sheets
from ingest.parsed import Heading
from ragqa.errors import DocumentError


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_bytes(content.encode())
    return path


def test_plain_text_keeps_all_but_its_line_ends(tmp_path: Path) -> None:
    assert text.load_plain(write(tmp_path, "a.txt", "a\r\nb\rc\n\n  d")).text == "a\nb\nc\n\n  d"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_of_a_table_is_found_out(tmp_path: Path, mark: str) -> None:
    source = "code,名称,n\n007,甲,1.50\n1e5,乙,\n".replace(",", mark)
    assert text.load_table(write(tmp_path, "a.csv", source)).text == (
        "| code | 名称 | n |\n| --- | --- | --- |\n| 007 | 甲 | 1.50 |\n| 1e5 | 乙 |"
    )


def test_cells_with_bars_and_line_ends_stay_in_their_row(tmp_path: Path) -> None:
    source = 'a,b\n"x|y","two\n lines, one"\n\n,\n'
    assert text.load_table(write(tmp_path, "a.csv", source)).text == (
        "| a | b |\n| --- | --- |\n| x\\|y | two lines, one |"
    )


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (r'"he said \"yes\", then"', 'he said "yes", then'),
        (r'"a \"b\""', 'a "b"'),
        (r'"C:\\",\"x', "C:\\\\"),
        (r'"C:\"', "C:\\"),
        ('"a ""b"""', 'a "b"'),
    ],
)
def test_quotes_in_cells_are_doubled_or_escaped(tmp_path: Path, cell: str, shown: str) -> None:
    parsed = text.load_table(write(tmp_path, "a.csv", f"k,v\n1,{cell}\n"))
    assert parsed.text.split("\n")[2].startswith(f"| 1 | {shown} |")


def test_a_tab_separated_file_may_hold_commas(tmp_path: Path) -> None:
    parsed = text.load_table(write(tmp_path, "a.tsv", "a\tb,c,d\n1\t2,3\n"))
    assert parsed.text.startswith("| a | b,c,d |")


def test_an_endless_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is not a table of separated values"):
        text.load_table(write(tmp_path, "a.csv", 'a,b\n"' + "x" * 1_000_001))


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    with pytest.raises(DocumentError, match="has more than 3 rows"):
        text.load_table(write(tmp_path, "a.csv", "a,b\n" * 4))


def test_json_is_shown_with_characters(tmp_path: Path) -> None:
    parsed = text.load_json(write(tmp_path, "a.json", '{"name": "\\u4e2d\\u6587"}'))
    assert parsed.text == '{\n "name": "中文"\n}'


@pytest.mark.parametrize(
    "number", ["7" * 5000, "-" + "7" * 5000, "1.50", "1e999", "0.1" + "3" * 50]
)
def test_a_json_number_that_python_would_write_otherwise_stays_as_it_is(
    tmp_path: Path, number: str
) -> None:
    parsed = text.load_json(write(tmp_path, "a.json", f'{{"n": {number}, "m": [3, -0.5]}}'))
    assert parsed.text == f'{{\n "n": "{number}",\n "m": [\n  3,\n  -0.5\n ]\n}}'


def test_json_lines_are_one_document_each(tmp_path: Path) -> None:
    assert text.load_json(write(tmp_path, "a.jsonl", '1\n\n"b"\n')).text == '1\n\n"b"'


def test_broken_json_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"is not valid JSON \(line 2, column 2\)"):
        text.load_json(write(tmp_path, "a.json", "{\n ?}"))


def test_a_text_beyond_the_bound_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "MAX_CHARACTERS", 10)
    with pytest.raises(DocumentError, match="million characters; split it"):
        text.load_plain(write(tmp_path, "a.txt", "x" * 11))


def test_the_parts_of_a_table_say_which_rows_they_are(tmp_path: Path) -> None:
    lines = ["编号,名称", ""] + [f"{n},件{n}" for n in range(3, 400)]
    parsed = text.load_table(write(tmp_path, "a.csv", "\n".join(lines)))
    assert parsed.headings[0] == Heading(0, 90, parsed.headings[0].title)
    assert parsed.headings[0].title.startswith("rows 1-")
    assert parsed.headings[-1].title.endswith("-399")
    for heading in parsed.headings[1:]:
        first = heading.title.removeprefix("rows ").split("-")[0]
        assert parsed.text[heading.start :].startswith(f"| {first} | 件{first} |")


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig", "utf-32"])
def test_a_table_in_any_encoding_is_the_same(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名;部门\n张三;研发部\n李四;市场部\n".encode(encoding))
    assert (
        text.load_table(path).text
        == "| 姓名 | 部门 |\n| --- | --- |\n| 张三 | 研发部 |\n| 李四 | 市场部 |"
    )


def test_what_an_export_adds_below_a_line_of_dashes_is_no_row(tmp_path: Path) -> None:
    source = "交易号,对方,金额\n1,永辉,27.80\n2,滴滴,18.50\n----------\n共2笔\n支出,46.30元\n"
    (tmp_path / "a.csv").write_text(source, "utf-8")
    parsed = text.load_table(tmp_path / "a.csv")
    assert parsed.text.endswith("| 2 | 滴滴 | 18.50 |\n\n----------\n共2笔\n支出: 46.30元")
    assert [heading.title for heading in parsed.headings] == ["rows 1-3", "rows 4-6"]
    (tmp_path / "a.csv").write_text("a,b,c\n1,2,x\n-----,\n3,4,y\n", "utf-8")
    assert text.load_table(tmp_path / "a.csv").text.endswith("| ----- |\n| 3 | 4 | y |")


def test_a_hundred_thousand_columns_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", ",".join(["1"] * 100_000))
    with pytest.raises(DocumentError, match=r"has more than 16,384 columns"):
        text.load_table(path)


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (["Name;Price;Count", "Apples;1,50;3", '"Pears;green";2,75;4'], "| Apples | 1,50 | 3 |"),
        (["a,b", "x; y,z; w", "p; q,r; s"], "| x; y | z; w |"),
        (["a|b|c", "1|2|3"], "| 1 | 2 | 3 |"),
        (["Sales of May", "Name;Price", "Apples;1,50"], "| Apples | 1,50 |"),
    ],
)
def test_what_parts_the_columns_is_seen_by_how_regular_they_are(
    tmp_path: Path, lines: list[str], row: str
) -> None:
    assert row in text.load_table(write(tmp_path, "a.csv", "\n".join(lines))).text


def test_lines_that_are_no_json_are_told_and_cost_no_others(tmp_path: Path) -> None:
    parsed = text.load_json(write(tmp_path, "a.jsonl", '1\n{"a":\n2\n{'))
    assert parsed.text == "1\n\n2"
    assert [remark.en for remark in parsed.remarks] == ["Left out, for it is no JSON: line 2, 4."]
    with pytest.raises(DocumentError, match="line 2, column 1"):
        text.load_json(write(tmp_path, "b.jsonl", "\n{\n"))


def test_a_first_line_for_excel_names_the_mark_and_is_no_header(tmp_path: Path) -> None:
    parsed = text.load_table(write(tmp_path, "a.csv", "sep=;\r\nName;Price\r\nBolt, M8;1,50\r\n"))
    assert parsed.text == "| Name | Price |\n| --- | --- |\n| Bolt, M8 | 1,50 |"
    assert parsed.headings[0].title == "rows 2-3"


def test_colours_of_a_terminal_are_left_out(tmp_path: Path) -> None:
    line = "\x1b[1;31mERROR\x1b[0m The disk of the mail server is full.\x1b[K\n"
    assert text.load_plain(write(tmp_path, "a.log", line * 20)).text.startswith(
        "ERROR The disk of the mail server is full.\nERROR"
    )


def test_marks_of_direction_in_exported_chats_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\u200e[2024/3/12 09:15] 王芳: \u200e图片", encoding="utf-8")
    assert text.load_plain(path).text == "[2024/3/12 09:15] 王芳: 图片"


def test_json_with_comments_stays_as_it_is(tmp_path: Path) -> None:
    source = (
        '{\n  // of the 编译器\n  "url": "http://a/*b*/", /* two\n lines */\n'
        '  "list": [1, 2,],\n}\n'
    )
    (tmp_path / "tsconfig.json").write_text(source, "utf-8")
    parsed = text.load_json(tmp_path / "tsconfig.json")
    assert (parsed.text, parsed.verbatim) == (source, ((0, len(source)),))


@pytest.mark.parametrize("source", ['{"a": 1 // b', '{"a": // 1\n}', "// a", '/* {"a": 1}'])
def test_comments_do_not_excuse_what_is_no_json(tmp_path: Path, source: str) -> None:
    (tmp_path / "a.json").write_text(source)
    with pytest.raises(DocumentError, match="is not valid JSON"):
        text.load_json(tmp_path / "a.json")


@pytest.mark.parametrize("part", ["/*", "/* ", '"\\', '"', ", ", "//", '"//'])
def test_comments_without_end_are_followed_once(tmp_path: Path, part: str) -> None:
    (tmp_path / "a.json").write_text("{" + part * 300_000)
    with pytest.raises(DocumentError, match="is not valid JSON"):
        text.load_json(tmp_path / "a.json")

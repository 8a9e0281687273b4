from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.web import web
from ingest.parsed import Parsed
from ragqa.errors import DocumentError
from tests.ingest.devset import DOCS, ROBUST


def page(folder: Path, html: str, encoding: str = "utf-8") -> Parsed:
    path = folder / "a.html"
    path.write_bytes(html.encode(encoding))
    return web.load_html(path)


def test_headings_paragraphs_lists_and_code(tmp_path: Path) -> None:
    parsed = page(
        tmp_path,
        """<html><head><title> The
        title </title><style>p{}</style></head><body><script>var x</script>
        <h1>One <em>two</em></h1> loose <b>text</b><br>next
        line <p>A <a href="x">link</a>.</p>
        <ul><li>first</li><li><p>second</p><ul><li>inner</li></ul></li></ul>
        <pre>  a
    b</pre><div><section><h3>Deep</h3>end</section></div></body></html>""",
    )
    assert parsed.text == (
        "# One two\n\nloose text\nnext line\n\nA link.\n\n- first\n- second\n  - inner\n\n"
        "  a\n    b\n\n### Deep\n\nend"
    )
    assert [(h.level, h.title) for h in parsed.headings] == [(1, "One two"), (3, "Deep")]
    assert parsed.text[parsed.headings[1].start :].startswith("### Deep")
    assert parsed.title == "The title"


def test_the_points_of_an_ordered_list_have_their_numbers(tmp_path: Path) -> None:
    parsed = page(
        tmp_path,
        "<ol><li>Hold the button.</li><li><p>Wait.</p><ul><li>red</li></ul><ol type=a><li>in</li>"
        "<li>out</li></ol></li><li value=7>Seven</li><li>Eight</li></ol>"
        "<ol start=3 type=I><li>three</li></ol><ol start=x><li value=-1>one</li></ol>",
    )
    assert parsed.text == (
        "1. Hold the button.\n2. Wait.\n  - red\n  a. in\n  b. out\n7. Seven\n8. Eight\n"
        "III. three\n1. one"
    )


def test_a_formula_is_told_in_one_line(tmp_path: Path) -> None:
    parsed = page(
        tmp_path,
        "<p>With <math><msup><mi>c</mi><mn>2</mn></msup></math> and <math alttext='E=mc^2'><mi>E"
        "</mi></math> known.</p>",
    )
    assert parsed.text == "With c^2 and E=mc^2 known."


def test_raised_digits_are_no_part_of_what_they_stand_at(tmp_path: Path) -> None:
    parsed = page(
        tmp_path,
        "<h2>Output<sup>1</sup></h2>In 2019<sup><a href='#n2'>2</a></sup> it made 10<sup>6</sup> of"
        " them.<p>The 1<sup>st</sup> hall, 20 m<sup>2</sup>, H<sub>2</sub>O.<sup>[3]</sup></p>"
        "<table><tr><th>A<sup>4</sup></th><th>B</th></tr><tr><td>7<sup>5</sup></td><td>8</td></tr>"
        "</table><div><sup>1</sup>Net.</div>",
    )
    assert parsed.text == (
        "## Output[^1]\n\nIn 2019[^2] it made 10^6 of them.\n\nThe 1st hall, 20 m², H2O[^3].\n\n"
        "| A[^4] | B |\n| --- | --- |\n| 7[^5] | 8 |\n\n[^1] Net."
    )


def test_what_nobody_reads_is_left_out(tmp_path: Path) -> None:
    parsed = page(
        tmp_path,
        "<nav>menu</nav><div role='navigation'>crumbs</div><div class='a navheader'>prev</div>"
        "<!-- remark --><noscript>js</noscript><p hidden>hidden</p><svg><text>svg</text></svg>"
        "<p>text <button>press</button>stays</p><form><select><option>o</select></form>",
    )
    assert parsed.text == "text stays"


def test_a_table_is_a_markdown_table_with_its_caption(tmp_path: Path) -> None:
    parsed = page(
        tmp_path,
        "<table><caption>T 1</caption><tr><th>a</th><th>b|c</th></tr>"
        "<tr><td><p>1</p><p>2</p></td><td>x<br>y</td></tr></table>",
    )
    assert parsed.text == "T 1\n\n| a | b\\|c |\n| --- | --- |\n| 12 | x y |"


def test_a_table_that_only_arranges_the_page_is_no_table(tmp_path: Path) -> None:
    parsed = page(
        tmp_path,
        "<table><tr><td><h2>Head</h2></td><td>side</td></tr></table>"
        "<table><tr><td></td><td>only column</td></tr><tr><td></td><td>two rows</td></tr></table>",
    )
    assert parsed.text == "## Head\n\nside\n\nonly column\n\ntwo rows"


def test_readings_above_characters_are_dropped(tmp_path: Path) -> None:
    assert page(tmp_path, "<p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby></p>").text == "漢字"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("gb18030", "<meta charset='gb2312'>"),
        ("big5", "<meta http-equiv='Content-Type' content='text/html; charset=big5'>"),
        ("gb18030", "<meta charset='utf-8'>"),
        ("gb18030", ""),
        ("utf-8", "<?xml version='1.0' encoding='utf-8'?>"),
        ("utf-16", "<meta charset='utf-8'>"),
    ],
)
def test_the_encoding_is_the_declared_one_if_it_fits(
    tmp_path: Path, encoding: str, head: str
) -> None:
    parsed = page(tmp_path, f"{head}<p>中文 的 方法 一 人 有</p>", encoding)
    assert parsed.text == "中文 的 方法 一 人 有"


@pytest.mark.parametrize("tag", ["<div>", "<ul><li>", "<p>a<b>", "<table><tr><td>"])
def test_deeply_nested_pages_lose_nothing(tmp_path: Path, tag: str) -> None:
    assert page(tmp_path, tag * 600 + "the end").text.endswith("the end")


def test_a_page_nested_beyond_what_the_parser_takes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is nested too deeply"):
        page(tmp_path, "<p>start</p>" + "<div>" * 5000 + "end")


def test_entities_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    parsed = page(
        tmp_path, f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><p>a &e; &amp; &lt;b></p>'
    )
    assert "secret" not in parsed.text
    assert "& <b>" in parsed.text


def test_a_page_of_a_manual_reads_well() -> None:
    parsed = web.load_html(DOCS / "html" / "ch05.zh-cn.html")
    assert parsed.title == "Chapter 5. 基本内容"
    assert parsed.text.startswith("# Chapter 5. 基本内容\n\n这里展示了 Debian 打包工作中")
    assert len(parsed.headings) == 56
    assert "Chapter 6" not in parsed.text.split("\n")[-1]


def test_a_page_in_windows_1252_without_a_word_of_it() -> None:
    parsed = web.load_html(ROBUST / "other" / "fake-html-cp1252.html")
    assert "Die schöne Frau" in parsed.text
    assert "15,50 €" in parsed.text


def test_cells_that_span_rows_and_columns_keep_the_others_in_their_columns(tmp_path: Path) -> None:
    long = "x" * 201
    parsed = page(
        tmp_path,
        "<table><tr><th>Area</th><th>Quarter</th><th colspan=2>Sum</th></tr>"
        f"<tr><td rowspan=2>East</td><td>1</td><td rowspan=99>{long}</td><td>5</td></tr>"
        "<tr><td>2</td><td rowspan=x>6</td></tr><tr><td>West</td><td>1</td><td>7</td></tr></table>",
    )
    assert parsed.text == (
        "| Area | Quarter | Sum |  |\n| --- | --- | --- | --- |\n"
        f"| East | 1 | {long} | 5 |\n| East | 2 |  | 6 |\n| West | 1 |  | 7 |"
    )

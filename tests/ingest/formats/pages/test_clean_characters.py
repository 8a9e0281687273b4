"""Characters and dots that a page is cleaned of; its lines are in ``test_clean``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pages.clean import (
    close_up,
    plain_characters,
    scrub,
    short_leaders,
)
from ingest.formats.pages.text import scrubbed
from tests.ingest.formats.pages.test_clean import CHINESE


def test_controls_and_lone_surrogates_are_dropped_and_line_ends_unified() -> None:
    assert (
        scrub("a\x00b\x07\r\nc\rd\x0ce\u2028f\ud800g\ufeff\tz\u200d") == "ab\nc\nd\ne\nfg\tz\u200d"
    )


def test_spaces_of_no_width_part_no_words() -> None:
    assert scrub("Ware\u200bhouse ze\u2060bra, 差\u200b旅费") == "Warehouse zebra, 差旅费"
    assert scrubbed("Ware\u200bhouse ze\u2060bra") == "Warehouse zebra"
    assert (
        scrub("👨\u200d👩\u200d👧 می\u200cخواهم")
        == "👨\u200d👩\u200d👧 می\u200cخواهم"  # joiners that are seen
    )


def test_ligatures_and_radicals_become_the_characters_meant() -> None:
    assert plain_characters("ﬁnd ⼀⽅ ⻅ ①Ａ") == "find 一方 见 ①Ａ"


def test_spaced_out_chinese_is_closed_up_and_latin_is_not() -> None:
    page = "关 于 红 军 作 战 的 原 则 和 方 针 in two words"
    assert close_up(page) == "关于红军作战的原则和方针in two words"
    assert close_up(f"{CHINESE} 中 文") == f"{CHINESE} 中 文"


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        (
            "在 1909 年 有 281,754 名 犹 太 人 ， 这 样 的 城 市 例 子 有 卢布林",
            "在 1909 年有 281,754 名犹太人，这样的城市例子有卢布林",
        ),
        ("序号 名称 单位 数量 备注 单价 合计 税率 金额 编号", ""),
        ("日 一 二 三 四 五 六", ""),
        ("| 是 | 否 | 甲 乙 丙 丁 戊 己 庚 辛 壬 癸 子 丑 |", ""),
    ],
)
def test_lines_that_are_spread_to_the_edge_are_closed_up(line: str, closed: str) -> None:
    page = f"{CHINESE * 5}\n{line}\n{'中 文 ' * 6}"
    assert close_up(page).split("\n")[1] == (closed or line)


@pytest.mark.parametrize(
    ("line", "short"),
    [
        ("2.1 People around Debian . . . . . . . . . . . . 3", "2.1 People around Debian … 3"),
        ("  2.2 How to help ............ iv", "  2.2 How to help … iv"),
        ("第一章 总则……………………3", "第一章 总则 … 3"),
        ("见上文 ……………… 二十五", "见上文 … 二十五"),
        ("Soup ............ 5.00 €", "Soup … 5.00 €"),
        ("A long heading . . . . . . . . .\n26", "A long heading …\n26"),
        (". . . . . . . . . 4\nNext . . . . . . . 5", "… 4\nNext … 5"),
    ],
)
def test_leaders_are_made_short(line: str, short: str) -> None:
    assert short_leaders(line) == short


@pytest.mark.parametrize(
    "line",
    [
        "他说......然后走了",
        "等等…………\n下一行",
        "He paused . . . and went on.",
        "Loading........done",
        "Note ........ see civil law",
        "a = [1, 2, ........]",
        "- 支持多个软件包、……",
    ],
)
def test_dots_that_lead_nowhere_stay(line: str) -> None:
    assert short_leaders(line) == line


@given(st.text(alphabet=". …·\n\t3ix一a", max_size=80))
def test_short_leaders_lose_nothing_but_dots_and_blanks(page: str) -> None:
    lost = str.maketrans("", "", ". …·\t")
    assert short_leaders(page).translate(lost) == page.translate(lost)


def test_leaders_are_found_in_time_that_grows_with_the_page() -> None:
    for page in (". . . . " * 50_000 + "a b", "." * 200_000 + " a b", "\t" * 90_000 + "........"):
        assert short_leaders(page) == page

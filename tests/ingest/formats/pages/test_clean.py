from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pages import clean
from ingest.formats.pages.clean import (
    plain_characters,
    unwrap,
    usual_width,
)
from ingest.formats.pages.hyphens import words_of

WIDE = 90.0


def joined(page: str) -> str:
    return unwrap(page, WIDE, words_of(page))


ENGLISH = "The author felt the limitations of updating the original guide and decided to create"
CHINESE = "作者在更新原有的手册时感受到了文档的局限性。因此，作者决定创建一个替代工具并编写其"


def test_wrapped_english_lines_are_joined_with_a_space() -> None:
    assert joined(f"{ENGLISH}\nan alternative tool.") == f"{ENGLISH} an alternative tool."


def test_wrapped_chinese_lines_are_joined_without_one() -> None:
    assert joined(f"{CHINESE}\n对应的文档。") == f"{CHINESE}对应的文档。"


@pytest.mark.parametrize(
    "following", ["68.5 平方米，两室一厅。", "20,000 元。", "2025 年度的条件如下。"]
)
def test_a_line_goes_on_with_a_number_of_something(following: str) -> None:
    line = "甲方将位于上海市闵行区莘松路二十一号四零二室的房屋出租给乙方居住使用，其建筑面积为"
    assert joined(f"{line}\n{following}") == f"{line} {following}"
    assert joined(f"{line}\n2.1 条件如下。") == f"{line}\n2.1 条件如下。"
    assert joined(f"共两项。\n{following}") == f"共两项。\n{following}"


def test_a_break_between_chinese_and_latin_becomes_a_space() -> None:
    assert joined(f"{CHINESE}\nDebian 的文档。") == f"{CHINESE} Debian 的文档。"


def test_korean_keeps_its_spaces() -> None:
    line = (
        "적립 제외 대상 무이자할부 다이어트할부 삼성카드 할인이 적용된 일시불 및 전자지급수단 포함"
    )
    assert joined(f"{line}\n할부 이용금액") == f"{line} 할부 이용금액"


@pytest.mark.parametrize(
    "following",
    [
        "• a point",
        "- a point",
        "2. second",
        "(a) first",
        "3.7 git-buildpackage",
        "第二章 预备知识",
        "$ git reset --hard",
        "# a comment",
        "  indented",
        "",
    ],
)
def test_what_is_no_paragraph_is_not_joined_to_one(following: str) -> None:
    assert joined(f"{ENGLISH}\n{following}") == f"{ENGLISH}\n{following}"


@pytest.mark.parametrize(
    "line",
    [
        "A short line",
        f"{ENGLISH}.",
        f"{CHINESE}。",
        "2.1 People around Debian . . . . . . . . . . . . . . . . . . . . . . . . . . . 3",
        "$ dpkg-buildpackage --root-command=fakeroot --build=binary --unsigned-source --jobs",
        "    indented code of a program that is as long as any other line of the whole page is",
        "name   value   another value of this table that is as wide as a line can be on a page",
        "export DEB_BUILD_OPTIONS and then the value = something long that goes on for a while",
        "12 345 67 89 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33",
    ],
)
def test_lines_that_are_no_full_line_of_prose_stay_alone(line: str) -> None:
    assert joined(f"{line}\nlower case follows here") == f"{line}\nlower case follows here"


@pytest.mark.parametrize(
    ("line", "following"),
    [
        (
            "家庭住址: 北京市海淀区中关村大街一号三单元五层第五百零二室东侧门",
            "手机号码: 13800138000",
        ),
        (
            "Address: 12 High Street near the old bridge over the long canal in the middle of town",
            "phone no.: 42",
        ),
    ],
)
def test_of_names_with_their_values_each_has_a_line(line: str, following: str) -> None:
    assert joined(f"{line}\n{following}") == f"{line}\n{following}"
    assert "\n" not in joined(f"{line}\n{following.replace(':', '')}")


def test_a_heading_after_a_not_quite_full_line_is_not_joined() -> None:
    line = ENGLISH[:70]
    assert joined(f"{line}\nWarning") == f"{line}\nWarning"
    assert joined(f"{line}\nand on") == f"{line} and on"


# --- lines --------------------------------------------------------------------------------------


@given(st.text("ab中文 .-\n", max_size=200))
def test_mending_loses_nothing_but_hyphens_and_white_space(page: str) -> None:
    def solid(text: str) -> str:
        return "".join(text.replace("-", "").split())

    assert solid(joined(page)) == solid(page)


@given(st.lists(st.sampled_from(["ab", "中文", "é", "“", "1", "²", ",", " ", "\t", "\u3000"])))
def test_a_line_is_prose_when_enough_of_it_is_letters_in_whichever_script(
    pieces: list[str],
) -> None:
    line = "".join(("w", *pieces))
    letters = sum(char.isalnum() and not char.isdecimal() for char in line)
    enough = letters >= 0.7 * len("".join(line.split()))
    assert clean._is_prose(line) == (enough and "  " not in line)


@given(st.lists(st.sampled_from(["a", " ", "=", ":=", "|", "|->", "->", "&&", "-", "中"])))
def test_operators_make_code_where_few_characters_are_wide(pieces: list[str]) -> None:
    line = "".join((*pieces, "a"))
    operator = re.search(r" (?:==?|:=|&&|\|\|?|->) ", line) and line.count("中") <= 8
    assert clean._is_code(line) == bool(re.match(r"[$#%>{}|\\<]", line) or operator)


@pytest.mark.parametrize(
    ("line", "is_code"),
    [
        ("adopt_it(program)", True),
        ("def adopt_it(program):", False),
        ("def start():", True),
        ("the release (or what comes before it)", False),
        ("not in the archive)", False),
        ("See deb-buildinfo(5)", False),
        ("what AM_INIT_AUTOMAKE() says as above,", False),
        ("Setting “DH_VERBOSE = 1” shows each command", False),
        ("x = 1", True),
        ("print(x);", True),
    ],
)
def test_a_call_is_code_and_a_remark_in_brackets_is_none(line: str, is_code: bool) -> None:
    assert clean._is_code(line) == is_code


BOX = "When reading these tutorials, you should now consider using"  # .65 of a full line
REMARKS = "（1.17-7）" * 2 + CHINESE[:21] + "吗"  # half of it letters
BOX_ZH = "历史上对于兼容等级小于等于八的情况下，需要在这些规则文件中"


@pytest.mark.parametrize(
    ("line", "following", "whole"),
    [
        (f"{ENGLISH} (or", "what comes before it)", f"{ENGLISH} (or what comes before it)"),
        (
            "-no-depends, " + ENGLISH[13:],
            "and so on.",
            "-no-depends, " + ENGLISH[13:] + " and so on.",
        ),
        (CHINESE, "除.", f"{CHINESE}除."),
        (REMARKS, "获取。", f"{REMARKS}获取。"),
        (CHINESE, "生成、安装，等等。", f"{CHINESE}生成、安装，等等。"),
        (f"{ENGLISH},", "etc. can be made.", f"{ENGLISH}, etc. can be made."),
        (BOX, "the other command.", f"{BOX} the other command."),
        (BOX_ZH, "包含它是很有用的。", f"{BOX_ZH}包含它是很有用的。"),
        (
            CHINESE[:20] + " x = 1 " + CHINESE[20:],
            "令。",
            CHINESE[:20] + " x = 1 " + CHINESE[20:] + "令。",
        ),
    ],
)
def test_a_sentence_goes_on_after_brackets_options_and_in_boxes(
    line: str, following: str, whole: str
) -> None:
    assert joined(f"{line}\n{following}") == whole


@pytest.mark.parametrize(
    ("line", "following"),
    [
        (BOX, "packages up for adoption or orphaned"),
        (BOX, "-the-other option"),
        (BOX[:40], "the other command."),
        (
            "i collection-latexrecommended: recommended packages",
            "i collection-luatex: Lua packages",
        ),
    ],
)
def test_shorter_lines_stay_alone_where_no_word_tells_that_they_go_on(
    line: str, following: str
) -> None:
    assert joined(f"{line}\n{following}") == f"{line}\n{following}"


def test_a_note_begins_a_line_of_its_own() -> None:
    lines = f"{ENGLISH}\n[1] Of the year before.\n{ENGLISH}\n[2] and the year after."
    width = usual_width([lines] * 2)
    joined = clean.unwrap(lines, width, words_of(lines)).split("\n")
    assert [line[:3] for line in joined][1] == "[1]"
    assert len(joined) == 3  # a citation within a sentence begins none


def test_the_usual_width_is_that_of_full_lines_of_prose() -> None:
    page = "\n".join([ENGLISH] * 9 + ["short", "$ " + "x" * 300])
    assert usual_width([page]) == len(ENGLISH)
    assert usual_width(["", "short"]) == 0.0
    assert usual_width([CHINESE]) == 2 * len(CHINESE)


def test_points_of_symbol_fonts_begin_items_that_are_not_joined() -> None:
    items = [f"damage by number {n}" for n in range(3)]
    listed = plain_characters("\n".join(f"\uf0b7 {item}" for item in items))
    assert listed == "\n".join(f"• {item}" for item in items)
    assert joined(listed) == listed
    assert plain_characters("\uf0a7 一\n\uf0d8 二") == "• 一\n• 二"

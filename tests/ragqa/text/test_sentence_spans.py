"""Where sentences begin and end, in both languages and between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from ragqa.text.language import sentence_spans
from tests.ragqa.text.test_language import MIXED


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_chinese_marks_end_a_sentence_with_their_quotes() -> None:
    text = "他说：“你好。”然后走了！真的吗？是……的。"
    assert sentences(text) == ["他说：“你好。”", "然后走了！", "真的吗？", "是……", "的。"]


def test_latin_marks_need_a_space_and_abbreviations_do_not_end() -> None:
    text = 'Use v2.0 of e.g. dh_make 3.14 now. Then run it! "Yes." Dr. Who came.'
    assert sentences(text) == [
        "Use v2.0 of e.g. dh_make 3.14 now.",
        "Then run it!",
        '"Yes."',
        "Dr. Who came.",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Open from 9 a.m. to 5 p.m. on weekdays.", 1),
        ("It closes at 5 p.m. Monday to Friday. Later it is shut.", 2),
        ("It closes at 5p.m. EST. Later it is shut.", 2),
        ("It closes at 5 p.m. Visitors must leave. They do.", 3),
        ('It closes at 5 p.m. "Leave!" he said.', 3),
        ("It closes at 5 p.m.", 1),
        ("他住在St. John街。", 1),
        ("见Fig. 3。", 1),
        ("圣彼得堡又称St. Petersburg。他住在U.S. 很久。", 2),
        ("The test. It was run.", 2),
        ("他考了First. Then more.", 2),
    ],
)
def test_times_of_day_and_abbreviations_beside_chinese_do_not_end(text: str, found: int) -> None:
    assert len(sentences(text)) == found


@pytest.mark.parametrize("run", ["!", "?!", '!"', ".)", "。!", "…", "\n", "\n "])
def test_a_text_of_a_million_marks_is_read_once(run: str) -> None:
    # Read anew from each of its marks, it would take hours.
    text = run * (1_000_000 // len(run)) + "x"
    assert sentence_spans(text)[-1][1] == len(text)


def test_blank_lines_part_sentences_without_a_mark() -> None:
    assert sentences("Heading\n\nText goes on\nhere") == ["Heading", "Text goes on\nhere"]


def test_list_items_headings_and_table_rows_are_sentences_of_their_own() -> None:
    text = (
        "There are two files:\n• one for source\n• two for\nbinaries\n7.1 debdiff\n您可以使用它\n"
        "来对比。\n| a | b |\n| - | - |\nText goes\non 5 days.\n# 标题\n正文"
    )
    assert sentences(text) == [
        "There are two files:",
        "• one for source",
        "• two for\nbinaries",
        "7.1 debdiff",
        "您可以使用它\n来对比。",
        "| a | b |",
        "| - | - |",
        "Text goes\non 5 days.",
        "# 标题",
        "正文",
    ]


@pytest.mark.parametrize("number", ["一百零二", "一〇二", "两千", "102"])
def test_an_article_of_a_law_begins_a_sentence_however_it_is_numbered(number: str) -> None:
    text = f"合同自签字时成立\n第{number}条 当事人应当履行义务"
    assert sentences(text) == ["合同自签字时成立", f"第{number}条 当事人应当履行义务"]


def test_a_leader_stays_between_a_heading_and_its_page_number() -> None:
    text = "5.21 debconf … 57\n第二章 基础 … iv\n他说 … 5 个人。"
    assert sentences(text) == ["5.21 debconf … 57", "第二章 基础 … iv", "他说 …", "5 个人。"]


def test_marks_of_emphasis_close_with_the_sentence() -> None:
    text = "**问：忘记密码怎么办？**\n答：点击“找回密码”。**注意：**链接一小时有效。"
    assert sentences(text) == [
        "**问：忘记密码怎么办？**",
        "答：点击“找回密码”。",
        "**注意：**链接一小时有效。",
    ]
    assert sentences("**Is it *free?***\nYes, **it is.** Enjoy.\n* 2 * 3 is 6.") == [
        "**Is it *free?***",
        "Yes, **it is.**",
        "Enjoy.",
        "* 2 * 3 is 6.",
    ]


def test_the_number_of_a_heading_belongs_to_the_heading() -> None:
    text = "## 5. Repairs\nThe landlord maintains the roof.\n### 2.1. 范围\n适用于所有人。"
    assert sentences(text) == [
        "## 5. Repairs",
        "The landlord maintains the roof.",
        "### 2.1. 范围",
        "适用于所有人。",
    ]


def test_the_number_of_a_point_is_no_sentence_of_its_own() -> None:
    text = (
        "Terms:\n1. The rent is 900 euros. It is due on the 3rd.\n2.1. Gas is extra.\na. So is tea."
    )
    assert sentences(text) == [
        "Terms:",
        "1. The rent is 900 euros.",
        "It is due on the 3rd.",
        "2.1. Gas is extra.",
        "a. So is tea.",
    ]


@given(MIXED)
def test_sentences_cover_all_but_white_space_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)


def test_an_ellipsis_in_a_quote_ends_no_sentence_that_goes_on_behind_it() -> None:
    whole = "软件包可以使用“dpkg -P …”命令更干净地卸载掉。"
    assert sentences(f"{whole}此处有例子。") == [whole, "此处有例子。"]
    assert sentences("他说：“我不知道……”她没有回答。")[0] == "他说：“我不知道……”"
    assert sentences("他低声说“我不知道……” 她走了。")[0] == "他低声说“我不知道……”"

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.text.language import (
    detect,
    fold,
    fold_with_offsets,
    is_follow_up,
    sentence_spans,
    simplified,
    words,
)

MIXED = st.text(alphabet='我们去 abc.。！?\n"”…A1；、　臺ﬁ', max_size=60)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("臺灣《紅樓夢》", "台湾《红楼梦》"),
        ("ﬁle ①", "file 1"),
        ("Straße", "straße"),
    ],
)
def test_folding_levels_width_case_and_variants(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_simplified_text_has_as_many_characters(text: str) -> None:
    assert len(simplified(text)) == len(text)


def test_traditional_characters_become_simplified_but_not_those_of_japanese() -> None:
    assert simplified("臺灣軟體的檔案 ABC") == "台湾软体的档案 ABC"
    assert simplified("漢字のテスト") == "漢字のテスト"
    assert simplified("简体不变") == "简体不变"


def test_chinese_numerals_stay_as_they_are() -> None:
    assert fold("二〇二六年三月") == "二〇二六年三月"


@given(MIXED, MIXED)
def test_folding_works_character_by_character(a: str, b: str) -> None:
    assert fold(a + b) == fold(a) + fold(b)


@given(MIXED)
def test_offsets_lead_back_to_the_character(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert all(folded[i] in fold(text[offset]) for i, offset in enumerate(offsets))


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


def test_words_are_bigrams_of_chinese_and_whole_words_of_the_rest() -> None:
    assert words("使用dh_make 2打包吧") == ["使用", "dh", "make", "2", "打包", "包吧"]
    assert words("我") == ["我"]
    assert words("，。!") == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("如何用 debmake 打包？", "zh"),
        ("debmake 是什么", "zh"),
        ("What does 你好 mean in English?", "en"),
        ("How do I build it?", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_that_of_most_words(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("| 清华大学 | https://mirrors.tuna.tsinghua.edu.cn/CTAN/systems/texlive/ |", "zh"),
        ("https://mirrors.tuna.tsinghua.edu.cn/CTAN/是谁的镜像？", "zh"),
        ("wang.xiao-ming+list@mail.example.com.cn是谁", "zh"),
        ("请看www.example.com/a/b/c/d?e=f", "zh"),
        ("See https://example.com/文档 for more", "en"),
        ("ann@example.com wrote 你好", "zh"),
        ("https://example.com/a", "en"),
        ("a@" * 50_000 + "年假", "zh"),
        ("a" * 100_000 + "@", "en"),
    ],
)
def test_addresses_are_in_no_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "question",
    [
        *("它多少钱？", "那退款呢", "What about them?", "为什么", "why", "多久？", "How long?"),
        *("病假呢？", "第二个呢", "第二种？", "其他的呢？", "有例外吗？", "具体是多少？", "还有吗"),
        *("The second one?", "And the second one?", "Which one is longer?", "Anything else?"),
        *("For how long?", "Until when?", "In which year?", "Any exceptions?", "Who else?"),
        *(
            "谁负责？",
            "由谁负责联系？",
            "要找谁批？",
            "怎么退？",
            "具体是哪些？",
            "能举个例子吗",
            "能不能再举个例子？",
        ),
        *("Who has to approve that?", "Can I do that online?", "Is that true for interns?"),
        *("Is there an exception?", "What if I forget?", "Can you give me an example?"),
        *("Which of the two is faster?", "Why not?", "Is it free?", "Why so?", "How come?"),
        *(
            "为啥？",
            "2.3.2 呢？",
            "Tell me more.",
            "Can you tell me more?",
            "详细说说",
            "请再展开讲讲",
        ),
        "他什么时候看门诊？",
        "怎么处理？",
        "什么时候到期？",
        "几点开始",
        "在哪里举行？",
        "谁签的？",
        "一天吃几片？",
        "每月多少钱？",
    ],
)
def test_a_question_that_leans_on_the_last_is_a_follow_up(question: str) -> None:
    assert is_follow_up(question)


@pytest.mark.parametrize(
    "question",
    [
        "员工每年有多少天年假？",
        "How do I build a Debian package?",
        "What is the tool that signs?",
        "Is it allowed to take a first class train?",
        "报销",
        "天为什么是蓝的呢？",
        "为啥天是蓝的？",
        "详细说说报销流程",
        "Tell me more about the annual leave.",
        "How come the build fails?",
        "年假有多少天呢？",
        "其他假期有哪些？",
        "具体的报销流程由哪个部门负责？",
        "有什么其他方式可以联系人事部？",
        "Who was the first one to climb Everest?",
        "Which one of the provinces is the largest?",
        "The last day of the trial?",
        "In which year was the company founded?",
        "Why was the contract with Acme ended?",
        "What does the IT department lend?",
        "另外一方违约时怎么处理？",
        "谁负责招聘？",
        "怎么退款？",
        "怎么请假？",
        "什么时候发工资？",
        "合同什么时候到期？",
        "每天的餐补是多少？",
        "其他人怎么办？",
        "What if I lose my badge on a trip?",
        "Which of the two offers is cheaper?",
        "Is there an exception to the rule on overtime?",
    ],
)
def test_a_whole_question_is_not_a_follow_up(question: str) -> None:
    assert not is_follow_up(question)


def test_an_ellipsis_in_a_quote_ends_no_sentence_that_goes_on_behind_it() -> None:
    whole = "软件包可以使用“dpkg -P …”命令更干净地卸载掉。"
    assert sentences(f"{whole}此处有例子。") == [whole, "此处有例子。"]
    assert sentences("他说：“我不知道……”她没有回答。")[0] == "他说：“我不知道……”"
    assert sentences("他低声说“我不知道……” 她走了。")[0] == "他低声说“我不知道……”"

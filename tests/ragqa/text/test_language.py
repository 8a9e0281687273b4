from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.text.language import (
    detect,
    fold,
    fold_with_offsets,
    is_follow_up,
    simplified,
    words,
)

MIXED = st.text(alphabet='我们去 abc.。！?\n"”…A1；、　臺ﬁ', max_size=60)


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

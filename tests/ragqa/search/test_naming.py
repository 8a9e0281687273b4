from __future__ import annotations

import pytest

from ragqa.search.naming import has_unknown_name, is_named_there
from tests.builders import chunk, hit

LAW = hit(chunk("第四十一条 抢险不适用第三十四条。\n\n第四十二条 由政府解释。"))
CLAUSES = hit(chunk("6.1 Moisture is low.\n6.2 The Buyer inspects."))
MACHINE = hit(chunk("E04表示排水不畅。需要 Python 3，文件名为 qy_800s。"))


@pytest.mark.parametrize("question", ["第四十二条是什么？", "第42条是什么？"])
def test_an_article_that_begins_there_is_there(question: str) -> None:
    assert is_named_there(question, [MACHINE, LAW]) is True


def test_a_clause_is_too() -> None:
    assert is_named_there("What does clause 6.2 say?", [CLAUSES]) is True


@pytest.mark.parametrize("question", ["第四十五条是什么？", "第三十四条是什么？"])
def test_where_only_others_begin_it_is_not(question: str) -> None:
    assert is_named_there(question, [LAW]) is False


@pytest.mark.parametrize(
    ("question", "there"),
    [
        ("E04是什么？", True),
        ("排水时显示E04表示什么？", True),
        ("E04怎么修理？", None),
        ("E12是什么？", False),
        ("E12和E04是什么？", None),
        ("Does it need Python3?", None),
        ("What is qy-800s?", True),
        ("What is QY-1000S?", False),
    ],
)
def test_of_codes_one_must_be_there(question: str, there: bool | None) -> None:
    assert is_named_there(question, [LAW, MACHINE]) is there


@pytest.mark.parametrize(
    "question", ["由谁解释？", "第三章讲什么？", "What does clause 9.9 say?", "有15天吗？"]
)
def test_others_are_left_open(question: str) -> None:
    assert is_named_there(question, [LAW]) is None
    assert is_named_there(question, []) is None


@pytest.mark.parametrize(
    ("question", "there"),
    [
        ("书号9780387310732是哪本书？", True),
        ("Which book is 978-0-387-31073-2?", True),
        ("Which book is 978-0-387-31073-3?", False),
        ("Who met on 2025-08-19?", None),
        ("Who paid 1,234,567,890?", None),
        ("Is pi 3.14159265358?", None),
    ],
)
def test_a_number_of_many_digits_names_one_thing(question: str, there: bool | None) -> None:
    book = hit(chunk("Bishop, ISBN 978-0-387-31073-2。"))
    assert is_named_there(question, [LAW, book]) is there


def test_an_article_of_another_law_is_left_open() -> None:
    assert is_named_there("民法典第四十二条规定了什么？", [LAW]) is None
    assert is_named_there("由谁解释，见第四十二条", [LAW]) is True
    named = hit(chunk("第四十二条 略。", source="民法典.pdf"))
    assert is_named_there("民法典第四十二条规定了什么？", [LAW, named]) is True


BATCHES = hit(chunk("Batch 12 failed and batch 13 was shipped. The 3rd floor is full."))
HOUSES = hit(chunk("三号楼验收通过，四号楼整改。二期预算860万元。"))


@pytest.mark.parametrize(
    ("question", "there"),
    [
        ("What happened to batch 14?", False),
        ("What happened to batch 12?", None),
        ("Which is better, batch 12 or batch 14?", None),
        ("What is on the fourth floor?", False),
        ("What is on the third floor?", None),
        ("What is in cellar 14?", None),  # nothing of its kind
        ("五号楼验收了吗？", False),
        ("4号楼验收了吗？", None),
        ("三期预算是多少？", False),
    ],
)
def test_of_what_a_number_tells_from_its_like_not_only_others_must_be_there(
    question: str, there: bool | None
) -> None:
    assert is_named_there(question, [LAW, BATCHES, HOUSES]) is there


@pytest.mark.parametrize(
    "question", ["Is it on the 4th floor?", "Was it in batch 14?", "图书馆是在五号楼吗？"]
)
def test_the_number_at_the_end_of_a_yes_or_no_question_may_be_asked_for(question: str) -> None:
    assert is_named_there(question, [BATCHES, HOUSES]) is None


@pytest.mark.parametrize(
    ("question", "there"),
    [
        ("What is building 4 short of?", None),
        ("What is building 7 short of?", False),
        ("Which building has passed?", None),
        ("Who pays for flat 4B?", False),
    ],
)
def test_in_another_language_the_number_itself_must_be_there(
    question: str, there: bool | None
) -> None:
    assert is_named_there(question, [HOUSES]) is there


def test_headings_and_names_of_files_say_of_what_a_text_is() -> None:
    told = hit(chunk("It failed.", source="notes/batch-14.md", headings=("Batch 15",)))
    for question in ("Why did batch 14 fail?", "Why did batch 15 fail?"):
        assert is_named_there(question, [BATCHES]) is False
        assert is_named_there(question, [BATCHES, told]) is None


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What does the Southshore account cost?", True),
        ("What does the Northshore account cost?", False),
        ("Is it known in Dockside?", False),  # elsewhere in what is searched
        ("How did Tesla pay Marias?", True),
        ("what does the southshore account cost?", False),
    ],
)
def test_a_name_that_no_text_holds_is_unknown(question: str, unknown: bool) -> None:
    account = hit(chunk("The Northshore account is free, says Maria."))
    assert has_unknown_name(question, [account, LAW], {"dockside"}.__contains__) is unknown
    assert has_unknown_name(question, [], {"dockside"}.__contains__) is False
    assert has_unknown_name(question, [LAW, account], {"dockside"}.__contains__) is False


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("王志刚的奖金是多少？", True),
        ("王志强的奖金是多少？", False),
        ("刘建军的奖金是多少？", False),  # elsewhere in what is searched
        ("奖金是多少？", False),
    ],
)
def test_a_person_whom_no_text_calls_by_name_is_unknown(question: str, unknown: bool) -> None:
    wages = hit(chunk("王志强的奖金为7300元。"))
    assert has_unknown_name(question, [wages], {"刘建军"}.__contains__) is unknown
    english = hit(chunk("The bonus of Wang Zhigang is 7300 yuan."))
    assert has_unknown_name(question, [english, wages], {"刘建军"}.__contains__) is False

"""Answers that are a value alone: what it is of, only the question says."""

from __future__ import annotations

import pytest

from ragqa.answer.claims.citations import Cited, check
from ragqa.answer.claims.values import is_value, unwrapped
from tests.builders import passage

LEASE = passage(
    "The monthly rent is 950 euros, due on the third working day. The deposit is three months' "
    "rent. Repairs below 100 euros are paid by the tenant. The tenant gives notice three months "
    "before the end of a month. Ms. Okoye is the caretaker.",
    source="lease.md",
)
LEASE_ZH = passage(
    "月租金为950元。押金为三个月租金。100元以下的维修费由承租人承担。"
    "承租人须提前三个月通知解约。管理员是周敏。",
    source="租约.md",
)


def checked(question: str, answer: str) -> Cited:
    return check(answer, (LEASE, LEASE_ZH), question)


@pytest.mark.parametrize(
    ("question", "answer", "quote"),
    [
        ("What is the monthly rent?", "950 euros", "The monthly rent is 950 euros"),
        ("What is the monthly rent?", "It's 950 euros.", "The monthly rent is 950 euros"),
        ("How long is the notice?", "Three months.", "The tenant gives notice three months"),
        ("How long is the notice?", "3 months [1]", "The tenant gives notice three months"),
        ("Who pays for small repairs?", "The tenant.", "Repairs below 100 euros"),
        ("Who is the caretaker?", "The answer is Ms. Okoye.", "Ms. Okoye is the caretaker."),
        ("通知解约要提前多久？", "三个月", "承租人须提前三个月通知解约。"),
        ("通知解约要提前多久？", "答案是3个月。[2]", "承租人须提前三个月通知解约。"),
        ("维修费由谁承担？", "承租人。", "100元以下的维修费由承租人承担。"),
        ("管理员是谁？", "周敏", "管理员是周敏。"),
    ],
)
def test_a_value_is_cited_where_the_document_says_it_of_what_was_asked(
    question: str, answer: str, quote: str
) -> None:
    found = checked(question, answer)
    [cited] = found.citations
    assert cited.quote.startswith(quote)
    assert cited.verified
    assert not found.unsupported


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long is the notice?", "Six months."),
        ("How long is the notice?", "The answer is 30 days."),
        ("How long is the notice?", "30 months [1]"),
        ("Who pays for small repairs?", "The landlord."),
        ("Who is the caretaker?", "Jones"),
        ("通知解约要提前多久？", "六个月。"),
        ("维修费由谁承担？", "出租人"),
        ("管理员是谁？", "答案：王强"),
    ],
)
def test_a_value_that_no_passage_holds_is_named(question: str, answer: str) -> None:
    found = checked(question, answer)
    assert not found.citations
    assert len(found.unsupported) == 1


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much is the deposit?", "The answer is 100 euros."),
        ("How much is the deposit?", "100 euros [1]"),
        ("押金是多少？", "100元。"),
    ],
)
def test_a_value_of_something_else_is_shown_unverified(question: str, answer: str) -> None:
    found = checked(question, answer)
    [cited] = found.citations
    assert "100" in cited.quote
    assert not cited.verified


@pytest.mark.parametrize("answer", ["Yes.", "No", "Yes. [1]"])
def test_yes_or_no_alone_is_shown_beside_what_it_is_about_unverified(answer: str) -> None:
    found = checked("Must the tenant pay for repairs?", answer)
    [cited] = found.citations
    assert cited.quote == "Repairs below 100 euros are paid by the tenant."
    assert not cited.verified
    assert not found.unsupported


def test_chinese_yes_or_no_is_shown_so_too() -> None:
    [cited] = checked("维修费由承租人承担吗？", "是的。").citations
    assert cited.quote == "100元以下的维修费由承租人承担。"
    assert not cited.verified


@pytest.mark.parametrize("answer", ["Yes.", "No"])
def test_yes_or_no_is_named_where_no_passage_is_about_it(answer: str) -> None:
    found = checked("Is smoking on the balcony forbidden?", answer)
    assert not found.citations
    assert found.unsupported


@pytest.mark.parametrize("mark", ["", " [1]"])
def test_yes_or_no_before_its_reason_is_left_to_that(mark: str) -> None:
    found = checked("Does the tenant pay?", f"Yes. Repairs under 100 euros the tenant pays.{mark}")
    assert [cited.verified for cited in found.citations] == [True]
    assert not found.unsupported


@pytest.mark.parametrize("answer", ["可以。", "出租人"])
def test_words_of_no_passages_language_are_not_judged(answer: str) -> None:
    found = check(answer, (LEASE,), "可以养狗吗？")
    assert not found.citations
    assert not found.unsupported


def test_only_the_first_sentence_answers_the_question() -> None:
    said = "The monthly rent is 950 euros. [1] Fine print."
    assert not checked("What is the rent?", said).unsupported


def test_a_value_is_found_in_a_table_whose_header_has_its_unit() -> None:
    table = passage("入职满一年有十天年假。\n\n| 假别 | 天数 |\n| --- | --- |\n| 婚假 | 10 |")
    [cited] = check("10天", (table,), "婚假有几天？").citations
    assert cited.quote == "| 婚假 | 10 |"
    assert cited.verified


def test_the_unit_that_is_asked_for_is_not_what_is_measured() -> None:
    leave = passage("Staff have ten days of annual leave.")
    [cited] = check("10", (leave,), "How many days off for a wedding?").citations
    assert not cited.verified


@pytest.mark.parametrize("answer", ["次年3月31日。", "到次年 3 月 31 日"])
def test_a_date_keeps_the_words_beside_it(answer: str) -> None:
    leave = passage("当年未休完的年假可以保留到次年 3 月 31 日，逾期作废。")
    [cited] = check(answer, (leave,), "年假可以保留到什么时候？").citations
    assert cited.verified


@pytest.mark.parametrize("answer", ["Three months.", "Three months. [1]", "3 months"])
def test_a_value_on_a_line_of_its_own_is_verified(answer: str) -> None:
    form = passage("Term of notice\n\nThree months.\n\nPlace\n\nBerlin.")
    [cited] = check(answer, (form,), "How long ahead must I cancel?").citations
    assert (cited.quote, cited.verified) == ("Three months.", True)


def test_a_title_is_no_value() -> None:
    said = "Lease terms\n\nThe monthly rent is 950 euros. [1]"
    assert not checked("What is the lease about?", said).unsupported


def test_what_stands_under_a_heading_is_said_of_it() -> None:
    under = passage("At most 40 MB.", headings=("Upload limit",))
    [cited] = check("40 MB", (under,), "What is the upload limit?").citations
    assert cited.verified


def test_a_value_in_another_language_is_cited_where_it_stands_so() -> None:
    band = passage("该乐队于2003年与 Domino Records 签约。")
    [cited] = check("Domino Records", (band,), "该乐队与谁签约？").citations
    assert cited.verified


def test_a_longer_answer_is_looked_up_without_what_is_put_around_it() -> None:
    found = checked("Who pays for repairs?", "The answer is that repairs are paid by the tenant.")
    [cited] = found.citations
    assert cited.verified


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("The answer is 100 euros.", "100 euros"),
        ("Answer: 100 euros", "100 euros"),
        ("It’s Paris", "Paris"),
        ("Yes, 3 days.", "3 days"),
        ("答案是：三天。", "三天"),
        ("是100元", "100元"),
        ("这是：三天", "三天"),
    ],
)
def test_what_is_said_around_a_value_is_left_out(sentence: str, value: str) -> None:
    assert unwrapped(sentence) == value
    assert is_value(value)


@pytest.mark.parametrize(
    "said", ["这些员工有年假", "That rent is high", "那么请写信", "It costs 3 euros"]
)
def test_what_only_begins_so_is_left_as_it_is(said: str) -> None:
    assert unwrapped(said) == said


@pytest.mark.parametrize(
    "sentence",
    [
        "The tenant gives notice three months before the end of a month.",
        "The deposit is 100 euros.",
        "Yes.",
        "押金为三个月租金。",
    ],
)
def test_what_says_more_or_less_is_no_value(sentence: str) -> None:
    assert not is_value(unwrapped(sentence))

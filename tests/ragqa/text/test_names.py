from __future__ import annotations

import pytest

from ragqa.text.names import forms, is_written_in, names, persons


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the Southshore account cost?", ["Southshore"]),
        ("When did Maria Lopez-Diaz sign, and was it in Lyon?", ["Maria", "Lopez-Diaz", "Lyon"]),
        ("How do I ship an AppArmor profile?", ["AppArmor"]),
        ("Does Mr Smith rent it? It is large. He left.", ["Smith"]),
        ("When is the meeting in April, on Monday?", []),
        ("How many degrees Celsius may it have?", []),
        ("What Is The Rent Of Flat Four?", []),
        ("what does the southshore account cost?", []),
        ("Hi there Robo, what does it cost in Lyon?", ["Lyon"]),
        ("Wi-Fi和Bluetooth怎么连接？", []),
    ],
)
def test_words_that_are_written_large_inside_a_sentence_are_names(
    question: str, named: list[str]
) -> None:
    assert names(question) == named


@pytest.mark.parametrize(
    ("name", "text", "there"),
    [
        ("Californian", "It is in California.", True),
        ("Normans", "A Norman knight.", True),
        ("Maiziere", "Thomas de Maizière spoke.", True),
        ("Lopez-Diaz", "Maria Lopez", True),
        ("Diego-Carslbad-San", "San Diego", True),
        ("Southshore", "It is in the south, by the shore.", False),
        ("Lyon", "The lion sleeps.", False),
    ],
)
def test_a_name_is_known_by_its_beginning_and_without_accents(
    name: str, text: str, there: bool
) -> None:
    assert is_written_in(name, text) is there


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("王志刚2025年7月的奖金是多少？", ["王志刚"]),
        ("張衛的血糖是多少？", ["张卫"]),
        ("洗衣机的马达保几年？", []),
        ("申请没有通过是何原因？", []),
        ("于北魏发生了什么？", []),
        ("红烧肉要炖多久？", []),
        ("Who of the staff is 王志刚?", []),
    ],
)
def test_persons_are_told_by_a_surname(question: str, called: list[str]) -> None:
    assert persons(question) == called


def test_what_follows_a_name_may_have_been_taken_for_a_part_of_it() -> None:
    assert forms("张玮租") == ["张玮租", "张玮"]
    assert forms("刘建军") == ["刘建军"]

from __future__ import annotations

import pytest

from ragqa.text.parts.mail_heads import asked_about, head_lines, told_by_heads
from ragqa.text.parts.sentences import candidates
from ragqa.types import Passage
from tests.builders import passage

HEAD = "From: Ann Lee <ann@a.org>\nTo: Tom Baker\nDate: Mon, 13 Oct 2025 16:42"
BODY = "Please send me the receipts, Tom wrote that the heating is off."
HEAD_ZH = "From (发件人): 陈立\nTo (收件人): 孙梅\nDate (日期): Thu, 18 Sep 2025 10:05"


def mail(head: str = HEAD, subject: str = "Heating") -> Passage:
    return passage(f"# {subject}\n\n{head}\n\n{BODY}", headings=(subject,))


def told(question: str, *passages: Passage) -> list[str]:
    return [sentence.text for sentence in candidates(question, passages)]


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Who sent the mail about the heating?", 0),
        ("Who is the email about the heating from?", 0),
        ("Who wrote about the heating?", 0),
        ("关于暖气的邮件是谁发的？", 0),
        ("谁发了关于暖气的邮件？", 0),
        ("To whom was the mail about the heating sent?", 1),
        ("Who did Ann write to?", 1),
        ("暖气的邮件发给了谁？", 1),
        ("When was the heating mail sent?", 2),
        ("暖气的邮件是什么时候发的？", 2),
    ],
)
@pytest.mark.parametrize("head", [HEAD, HEAD_ZH])
def test_what_is_asked_of_a_mail_its_head_tells_alone(question: str, line: int, head: str) -> None:
    assert told(question, mail(head), passage("Ann sent a mail about the heating.")) == [
        head.splitlines()[line]
    ]


def test_nothing_else_is_told_by_a_head() -> None:
    assert told("Why is the heating off?", mail()) == [BODY]
    assert told("What is Ann Lee's email address?", mail()) == [*HEAD.splitlines()[:2], BODY]
    assert told("Who wrote that report?", mail()) == [HEAD.splitlines()[0], BODY]


def test_who_answered_is_told_with_who_wrote() -> None:
    answer = mail("From: Tom Baker\nTo: Ann Lee", "Re: Heating (Tom, 2025-10-14 09:00)")
    other = mail("From: Eve\nTo: Ann Lee", "Lunch")
    asked = "Who sent the mails about the heating?"
    assert told(asked, mail(), other, answer) == [HEAD.splitlines()[0], "From: Tom Baker"]
    assert told_by_heads(asked, [passage("No mail at all."), mail()]) == []


def test_lines_that_are_no_head_are_none() -> None:
    assert not list(head_lines("From: here\n\nTo: there"))
    assert not list(head_lines("To: there\nDate: never"))
    assert not list(head_lines("From here to there\nTo: there"))


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Who sent the mail about the lift being broken?", "lift being broken"),
        ("When was the budget mail sent?", "budget"),
        ("Who did Ann write to?", "Ann"),
        ("谁发的关于投影仪的邮件？", "投影仪"),
        ("采购申请的邮件发给了谁？", "采购申请"),
        ("发票的邮件是哪天发的？", "发票"),
        ("Who wrote the report?", ""),
        ("When is the mail delivered?", ""),
        ("报告是谁写的？", ""),
    ],
)
def test_what_a_mail_is_about_is_left_of_a_question_about_its_head(
    question: str, about: str
) -> None:
    assert asked_about(question) == about

from __future__ import annotations

import pytest

from ragqa.answer.claims.swapped import swapped


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Bob hired Alice.", "In March Alice hired Bob as a cook."),
        (
            "The ferry sails from Ystad to Ronne.",
            "From May on the ferry sails from Ronne to Ystad.",
        ),
        ("Paint the door before cleaning the wall.", "Clean the wall before you paint the door."),
        ("北湖公司收购了南山公司。", "去年，南山公司收购了北湖公司，金额不详。"),
        ("陈静是周涛的老师。", "周涛是陈静的老师，两人同校。"),
        ("油漆干透后木板打磨。", "木板打磨后油漆干透。"),
    ],
)
def test_two_that_changed_places_are_seen(claim: str, evidence: str) -> None:
    assert swapped(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Bob was hired by Alice.", "In March Alice hired Bob as a cook."),
        ("The capital of Norway is Oslo.", "Oslo is the capital of Norway."),
        ("Bob met Alice.", "In March Alice met Bob at a fair."),
        ("In the barn hens are kept.", "Hens are kept in the barn."),
        ("北湖公司被南山公司收购。", "去年，南山公司收购了北湖公司，金额不详。"),
        ("挪威的首都是奥斯陆。", "奥斯陆是挪威的首都。"),
        ("周涛和陈静同校。", "陈静和周涛同校。"),
    ],
)
def test_another_order_of_the_same_is_no_swap(claim: str, evidence: str) -> None:
    assert not swapped(claim, evidence)


def test_clauses_may_stand_in_any_order() -> None:
    assert not swapped("the gate is shut, the roof leaks", "the roof leaks, the gate is shut")

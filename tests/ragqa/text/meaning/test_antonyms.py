from __future__ import annotations

import pytest

from ragqa.text.meaning.antonyms import affirmed, opposed


@pytest.mark.parametrize(
    ("claim", "evidence", "found"),
    [
        ("the shop made a loss", "the shop made a profit", True),
        ("exports grew", "exports fell", True),
        ("the pool isn't open", "the pool is open", True),
        ("the pool isn't open", "the pool is closed", False),
        ("the seller pays", "the buyer pays the seller", False),
        ("店铺亏损", "店铺盈利", True),
        ("不允许拍照", "禁止拍照", False),
        ("不允许拍照", "允许拍照", True),
    ],
)
def test_one_side_against_the_other(claim: str, evidence: str, found: bool) -> None:
    assert opposed(claim, evidence) is found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dogs are not allowed here.", "dogs are forbidden here."),
        ("店内不允许拍照。", "店内禁止拍照。"),
        ("Sales did not increase.", "sales did not increase."),  # they may have stayed the same
    ],
)
def test_what_is_denied_is_said_the_other_way_where_there_are_two(text: str, expected: str) -> None:
    assert affirmed(text) == expected

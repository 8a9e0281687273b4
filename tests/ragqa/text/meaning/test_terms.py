from __future__ import annotations

import pytest

from ragqa.text.meaning.terms import telling, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The companies were founded", "the firm was founding"),
        ("twelve geese", "12 geese"),
        ("员工须在星期三登记", "职工必须在周三登记"),
        ("每片含五十毫克", "每片含50毫克"),
    ],
)
def test_the_same_in_other_forms_has_the_same_terms(one: str, other: str) -> None:
    assert telling(one) == telling(other)


def test_a_word_is_a_thing_by_its_place() -> None:
    found = {term.said: term.thing for term in terms("Old Anna paints the gate in March")}
    assert found["gate"]
    assert found["anna"]
    assert not found["paints"]


def test_what_bounds_a_number_is_no_part_of_the_word_behind() -> None:
    assert "乙方" in {term.said for term in terms("甲方应在十日内向乙方付款")}


def test_a_character_of_no_known_kind_tells_something_unless_it_joins() -> None:
    assert {"穿", "丢"} <= telling("穿校服，丢了每张很")
    assert telling("每张很").isdisjoint("每很")

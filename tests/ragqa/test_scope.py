"""Scopes from plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.errors import QuestionError
from ragqa.scope import EVERYWHERE, Scope, as_scope, read_scope


def test_nothing_given_is_everywhere() -> None:
    assert read_scope({}) == EVERYWHERE
    assert read_scope({"pages": None, "folder": "", "types": [], "since": None}) == EVERYWHERE


def test_every_field_is_read() -> None:
    scope = read_scope(
        {
            "collection": "work",
            "sources": "a.pdf",
            "folder": "reports/2024",
            "types": [".PDF", "docx"],
            "since": "2026-01-05",
            "until": date(2026, 2, 1),
            "pages": "3-10",
        }
    )
    assert scope == Scope(
        collection="work",
        sources=("a.pdf",),
        folder="reports/2024",
        types=("pdf", "docx"),
        since=date(2026, 1, 5),
        until=date(2026, 2, 1),
        pages=(3, 10),
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024/2/3", date(2024, 2, 3), date(2024, 2, 3)),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024年2月3日", date(2024, 2, 3), date(2024, 2, 3)),
    ],
)
def test_a_month_or_a_year_is_its_first_or_last_day(text: str, first: date, last: date) -> None:
    assert read_scope({"since": text}).since == first
    assert read_scope({"until": text}).until == last


@pytest.mark.parametrize("pages", [7, "7", " 7 ", (7, 7), [7, 7], "7-7", "7–7"])
def test_one_page_can_be_given_in_many_ways(pages: object) -> None:
    assert read_scope({"pages": pages}).pages == (7, 7)


@pytest.mark.parametrize(
    "given",
    [
        {"pages": "0-3"},
        {"pages": "5-3"},
        {"pages": (1, 2, 3)},
        {"pages": True},
        {"pages": ("1", "2")},
        {"since": "yesterday"},
        {"since": "2024-13"},
        {"until": "2024-02-30"},
        {"until": "9999"},
        {"pages": 10**9},
        {"pages": [1, 2**63]},
        {"since": 2024},
        {"since": datetime(2024, 1, 1)},  # that it has a time of day is the matter
        {"since": "2024-"},
        {"since": "2024月"},
        {"types": ["."]},
        {"types": "*.*"},
        {"types": 3},
        {"sources": [3]},
        {"collection": ["a"]},
    ],
)
def test_a_wrong_value_is_named(given: dict[str, Any]) -> None:
    [name] = given
    with pytest.raises(QuestionError, match=f"kept to {name} ") as error:
        read_scope(given)
    assert f"检索范围 {name} 不能是" in error.value.zh


@pytest.mark.parametrize("types", ["pdf, .DOCX", "*.pdf,*.docx", ["pdf，docx"], ("PDF", "docx")])
def test_endings_can_be_given_in_many_ways(types: object) -> None:
    assert read_scope({"types": types}).types == ("pdf", "docx")


def test_days_in_the_wrong_order_are_refused_and_shown() -> None:
    with pytest.raises(QuestionError, match=r'since "2026-01-01".* not after 2025-12-31'):
        read_scope({"since": "2026", "until": "2025"})
    assert read_scope({"since": "2025-03-01", "until": "2025-03-01"}).since == date(2025, 3, 1)


def test_a_collection_is_read_as_it_is_named() -> None:
    assert read_scope({"collection": " Cafe\u0301 "}).collection == "Caf\xe9"


def test_a_scope_that_is_made_by_hand_is_as_one_that_is_read() -> None:
    made: dict[str, Any] = {"sources": "a.pdf", "types": (".PDF",), "since": "2024", "pages": 3}
    assert Scope(**made) == read_scope(made)
    wrong: Any = {"types": ("pdf",), "pages": (5, 3)}
    with pytest.raises(QuestionError, match="kept to pages"):
        Scope(**wrong)
    with pytest.raises(QuestionError, match="kept to since"):
        replace(Scope(until=date(2024, 1, 1)), since=date(2024, 1, 2))


def test_an_unknown_field_is_told_with_those_there_are() -> None:
    with pytest.raises(
        QuestionError, match='kept to "page"; it can by collection, collections, sources'
    ):
        read_scope({"page": 3})


@given(st.dictionaries(st.sampled_from(["since", "until", "pages", "types"]), st.text()))
def test_any_text_is_read_or_refused(values: dict[str, str]) -> None:
    try:
        scope = read_scope(values)
    except QuestionError:
        return
    assert scope.pages is None or 1 <= scope.pages[0] <= scope.pages[1]


def test_what_a_scope_does_not_say_is_taken_from_another() -> None:
    asked = Scope(types=("pdf",), pages=(1, 2))
    own = Scope(collection="work", types=("md",))
    assert asked.within(own) == Scope(collection="work", types=("pdf",), pages=(1, 2))
    assert EVERYWHERE.within(own) == own
    other = Scope(collections=("home", "work"))
    assert other.within(own) == Scope(collections=("home", "work"), types=("md",))
    assert own.within(other) == own


def test_a_scope_that_is_neither_a_scope_nor_a_mapping_is_refused() -> None:
    with pytest.raises(QuestionError, match="'work' says not to what") as refused:
        as_scope(cast(Any, "work"))
    assert "“work” 没有说明" in refused.value.zh

"""Rows of tables as quotes: told with their header, verified by their letters."""

from __future__ import annotations

from ragqa.answer.claims.citations import check
from tests.ragqa.answer.quoted.asked import answer, passage

STAFF = (
    "| Name | Department | Leave |\n| --- | --- | --- |\n| Ann Miller 20 | sales | 13 days |\n"
    "| Ann Miller 30 | sales | 11 days |\n| Bob Stone 40 | buying | 15 days |"
)


def test_a_row_is_quoted_with_its_header_and_rows_of_others_are_not() -> None:
    told = answer("How many days of leave has Ann Miller 20?", [STAFF])
    assert told == "Name: Ann Miller 20 · Department: sales · Leave: 13 days [1]"
    cited = check(told, [passage(STAFF)])
    assert (cited.text, cited.unsupported) == (told, ())
    [citation] = cited.citations
    assert citation.quote == "| Ann Miller 20 | sales | 13 days |"
    assert citation.verified
    assert STAFF[citation.start : citation.end] == citation.quote


def test_a_row_with_another_value_than_its_own_is_not_verified() -> None:
    false = "Name: Ann Miller 20 · Department: sales · Leave: 14 days [1]"
    assert not any(citation.verified for citation in check(false, [passage(STAFF)]).citations)


FEES = (
    "| Membership | Monthly |\n| --- | --- |\n| Adult | £36 |\n| Student | £22 |\n| Family | £79 |"
)


def test_a_superlative_asks_for_one_row_and_never_for_the_header() -> None:
    told = answer("Which membership is the cheapest?", [FEES])
    assert told == "Membership: Student · Monthly: £22 [1]"


def test_what_tells_of_another_year_comes_after_what_tells_of_the_one_asked_for() -> None:
    text = "The rent of the flat was 1200 in 2023.\n\nIt was 1300 for all of the year 2024."
    told = answer("What was the rent of the flat in 2024?", [text])
    assert told.startswith("It was 1300")

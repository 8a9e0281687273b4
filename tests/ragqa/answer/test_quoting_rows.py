"""Rows of tables as quotes: told with their header, verified by their letters."""

from __future__ import annotations

from ragqa.answer.citations import check
from tests.ragqa.answer.test_quoting import answer, passage

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

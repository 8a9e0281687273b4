from __future__ import annotations

import pytest

from ragqa.text.meaning.opposites import opposed


@pytest.mark.parametrize(
    ("claim", "evidence", "found"),
    [
        ("only the manager signs", "the manager signs", True),
        ("as a rule, only the manager signs", "the manager signs", True),
        ("only the manager signs", "no one but the manager signs except him", False),
        ("the manager only signs", "the manager signs", False),
    ],
)
def test_only_at_the_head_of_a_clause_leaves_others_out(
    claim: str, evidence: str, found: bool
) -> None:
    assert opposed(claim, evidence) is found


@pytest.mark.parametrize("dots", [".", ", ", "。", " .", "x ."])
def test_a_line_of_a_million_dots_is_read_once(dots: str) -> None:
    # Read anew from each of them, it would take hours.
    assert not opposed(dots * (1_000_000 // len(dots)) + "x", "x")

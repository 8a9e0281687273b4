from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.text.parts.commented import commented, said
from ragqa.text.parts.rows import readable
from ragqa.text.parts.sentences import candidates
from tests.builders import passage

CODE = (
    "# Parcels wait for a week,\n# then they go back.\nWAIT = 7\n# 单位为公斤。\nHEAVY = 20\n\n\n"
    "def fee(weight):\n    return weight * 2\n"
)


def test_a_comment_is_quoted_with_the_lines_below_it() -> None:
    source = passage(CODE, source="post.py")
    assert [said(source.text[start:end]) for start, end in commented(source)] == [
        "Parcels wait for a week, then they go back. WAIT = 7",
        "单位为公斤。 HEAVY = 20",
        "def fee(weight): return weight * 2",
    ]


def test_a_comment_is_no_heading_of_source_code() -> None:
    source = passage(CODE, source="post.py")
    best = candidates("How long do parcels wait?", [source])[0]
    assert "WAIT = 7" in best.text
    assert readable(source, best.start, best.end).startswith("Parcels wait")


def test_the_next_definition_is_a_piece_of_its_own() -> None:
    text = "a = 1\ndef b():\n    pass\n"
    source = replace(passage(text, source="x.py"), start=10, sections=((10, ()), (16, ("def b",))))
    assert commented(source) == [(0, 5), (6, 23)]


def test_other_documents_are_no_source_code() -> None:
    assert commented(passage(CODE, source="post.md")) == []


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("/** Keeps it.\n * For long. */\nint keep;", "Keeps it. For long. int keep;"),
        ("-- All of them.\nSELECT 1;", "All of them. SELECT 1;"),
        ("// 每天一次\nrun();", "每天一次 run();"),
        ("*p = 3;", "*p = 3;"),
        ("--n;", "--n;"),
    ],
)
def test_the_marks_of_comments_are_left_out(piece: str, expected: str) -> None:
    assert said(piece) == expected

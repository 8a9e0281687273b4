from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.types import Chunk
from tests.ui.web.test_answer_html import HOSTILE
from ui.texts.talks import EN, ZH
from ui.web.suggesting import suggestions


def chunk(document: str, *headings: str) -> Chunk:
    return Chunk("text", document, 1, 0, f"{document}.pdf", None, None, "", headings, 0, 4)


def test_a_question_is_in_the_language_of_its_heading() -> None:
    asked = suggestions([chunk("a", "手册", "3.2 年假规定"), chunk("b", "Chapter 4 Moving house")])
    assert asked == (
        ZH.suggest_said.format(heading="年假规定"),
        EN.suggest_points.format(heading="Moving house"),
    )


def test_documents_take_turns_and_no_heading_is_asked_twice() -> None:
    chunks = [chunk("a", f"The topic {word}") for word in ("one", "two", "two", "three", "four")]
    asked = suggestions([*chunks, chunk("b", "Another thing"), replace(chunks[0])], most=3)
    assert [text.split("“")[1].split("”")[0] for text in asked] == [
        "The topic one",
        "Another thing",
        "The topic two",
    ]


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Introduction",
            "1. Introduction",
            "目录",
            "第一章 概述",
            "Budget",
            "",
            "7",
            "1.2.3 4.5.6",
        ),
        *(HOSTILE, "dpkg -x /tmp/file", "debmake -x all", "What is “it”?", "x" * 61, "很" * 25),
    ],
)
def test_headings_that_tell_nothing_are_left_out(heading: str) -> None:
    assert suggestions([chunk("a", heading), chunk("b")]) == ()

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.types import Chunk
from tests.plugins_site import Site
from tests.ui.web.chat.test_answer_html import HOSTILE
from ui.texts.talks import EN, ZH
from ui.web.chat.chat import suggest
from ui.web.chat.suggesting import suggestions
from ui.web.session import Session


def chunk(document: str, *headings: str) -> Chunk:
    return Chunk("text", document, 1, 0, f"{document}.pdf", None, None, "", headings, 0, 4)


def asked_of(chunks: list[Chunk]) -> tuple[str, ...]:
    return suggestions(chunks, lambda question: True, "en")


def test_a_question_is_in_the_language_of_its_heading() -> None:
    chunks = [chunk("a", "手册", "3.2 年假规定"), chunk("b", "Chapter 4 Moving house")]
    assert suggestions(chunks, lambda question: True, "zh") == (
        ZH.suggest_said.format(heading="年假规定"),
        EN.suggest_points.format(heading="Moving house"),
    )


def test_what_is_in_the_language_of_the_page_comes_first() -> None:
    chunks = [chunk(f"z{n}", f"年假规定{n}") for n in range(9)] + [chunk("e", "Moving house")]
    [first, *_] = suggestions(chunks, lambda question: True, "en")
    assert first == EN.suggest_said.format(heading="Moving house")


def test_documents_take_turns_and_no_heading_is_asked_twice() -> None:
    chunks = [chunk("a", f"The topic {word}") for word in ("one", "two", "two", "three", "four")]
    asked = asked_of([*chunks, chunk("b", "Another thing"), replace(chunks[0])])[:3]
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
    assert asked_of([chunk("a", heading), chunk("b")]) == ()


def test_what_would_be_refused_is_not_suggested_and_the_search_ends() -> None:
    chunks = [chunk(f"d{n}", f"The topic {word}") for n, word in enumerate("abcdefghijkl")]
    tried: list[str] = []

    def answerable(question: str) -> bool:
        tried.append(question)
        return "topic b" in question or "topic d" in question

    assert len(suggestions(chunks, answerable, "en")) == 2
    assert len(tried) == 8
    assert len(suggestions(chunks, lambda question: True, "en", most=3)) == 3


def test_an_empty_chat_is_drawn_again_also_with_the_same_questions(
    stocked_site: Site, tmp_path: Path
) -> None:
    path = tmp_path / "handbook.md"
    path.write_text("# Working from home\n\nTwo days a week are possible.\n")
    stocked_site.add(path)
    session = Session()
    assert suggest(stocked_site.services, session)
    [question] = session.suggested
    assert suggest(stocked_site.services, session)
    assert session.suggested == (question,)
    session.ask(question)
    assert not suggest(stocked_site.services, session)

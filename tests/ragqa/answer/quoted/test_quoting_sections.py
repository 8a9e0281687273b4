"""Parts of a text with titles: a title tells what its part is about, and is not quoted."""

from __future__ import annotations

from dataclasses import replace

from ragqa.answer.quoted.quoting import choose
from ragqa.text.parts.sentences import candidates
from tests.fakes import HashEmbeddings
from tests.ragqa.answer.quoted.asked import answer, passage

MINUTES = (
    "Minutes of the committee\n\nThe meeting opened at seven.\n\n"
    "1. Lift\nThe lift is old. Work begins on 5 June.\n\n"
    "2. Shed for bicycles\nThree firms made an offer. Work begins on 4 May.\n\n"
    "FRI 8 MAY\n14:00 Museum of tiles\n"
)


def test_a_title_is_known_to_all_sentences_of_its_part_and_to_no_other() -> None:
    found = {s.text: s.section for s in candidates("?", [passage(MINUTES)])}
    assert found == {
        "The meeting opened at seven.": "Minutes of the committee",
        "The lift is old.": "1. Lift",
        "Work begins on 5 June.": "1. Lift",
        "Three firms made an offer.": "2. Shed for bicycles",
        "Work begins on 4 May.": "2. Shed for bicycles",
        "14:00 Museum of tiles": "FRI 8 MAY",
    }


def test_what_stands_under_the_title_that_is_asked_about_comes_first() -> None:
    embeddings = HashEmbeddings(512)
    for asked, day in (("bicycles", "4 May"), ("lift", "5 June")):
        question = f"On which day begins work, {asked}?"
        best, *_ = choose(question, [passage(MINUTES)], embeddings, late_interaction=True)
        assert best.text == f"Work begins on {day}."


PLAN = (
    "THU 7 MAY 2026\n14:00 Museum of tiles, with a guide who speaks German\n\n"
    "FRI 8 MAY 2026\n14:00 Museum of boats, with a guide who speaks German\n"
)


def test_what_stands_under_another_day_comes_after_what_stands_under_the_one_asked_for() -> None:
    told = answer("Which museum is open on 8 May with a guide who speaks German?", [PLAN])
    assert told.startswith("14:00 Museum of boats")


def test_minutes_of_the_day_asked_for_may_tell_of_a_later_one() -> None:
    text = "The ladder is moved on 4 May.\n\nNobody is there to say what else was decided."
    minutes = replace(passage(text), headings=("Minutes of 10 March 2026",))
    asked = "When is the ladder moved, as decided on 10 March?"
    best, *_ = choose(asked, [minutes], HashEmbeddings(512))
    assert best.text == "The ladder is moved on 4 May."


def test_the_heading_of_the_document_is_no_title_of_a_part() -> None:
    text = "The lift is old. Work begins on 5 June."
    for headings, section in ((("Minutes",), ""), (("Minutes", "Lift"), "Lift")):
        given = passage(text, headings=headings)
        assert {s.section for s in candidates("?", [given])} == {section}

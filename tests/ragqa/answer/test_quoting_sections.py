"""Parts of a text with titles: a title tells what its part is about, and is not quoted."""

from __future__ import annotations

from ragqa.answer.quoting import choose
from ragqa.text.sentences import candidates
from tests.fakes import HashEmbeddings
from tests.ragqa.answer.test_quoting import passage

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

from __future__ import annotations

import pytest

from ragqa.search.told import told
from tests.builders import chunk


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("几点集合？", "当天早上7点40分在校门口集合。", 1.0),
        (
            "几点集合？",
            "在校门口集合。早上7点40分发车。",
            0.0,
        ),  # nothing of a time where it is said
        ("When does the coach leave?", "The coach leaves at 8.30 am.", 1.0),
        ("When does the coach leave?", "The coach is blue. We leave at 8:30.", 0.5),
        ("Deposit?", "On signing, the tenants hand over $2,775.", 0.0),
        ("Wo?", "Here.", 0.0),
    ],
)
def test_it_is_the_share_of_the_question_in_a_sentence_that_may_answer(
    question: str, text: str, share: float
) -> None:
    assert told(question, chunk(text)) == share


def test_what_says_of_what_a_text_is_counts_where_a_sentence_says_something_itself() -> None:
    lease = chunk("The rent is $1,850 a month.", source="lease.txt", headings=("Elm Street",))
    assert told("How much is the rent in Elm Street?", lease) > 0.9
    assert told("Where is Elm Street?", lease) == 0.0

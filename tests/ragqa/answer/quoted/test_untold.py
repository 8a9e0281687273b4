from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.answer.quoted.untold import is_untold, untold
from ragqa.text.parts.sentences import candidates
from tests.ragqa.answer.quoted.asked import passage

CLOCKS = "The club will buy eight digital clocks."
PRICE = "Each of them is 20 pounds."
OTHER = "The rent of the hall is 790 euros."


def test_only_beside_what_tells_it_does_the_rest_of_a_passage_count_as_untold() -> None:
    question = "What do the clocks cost?"
    found = candidates(question, [passage(f"{CLOCKS} {PRICE}"), passage(CLOCKS)])
    assert untold(question, found).tolist() == [True, False, False]


def test_what_another_passage_tells_is_no_answer() -> None:
    question = "What do the clocks cost?"
    found = candidates(question, [passage(CLOCKS), passage(OTHER)])
    assert is_untold(question, found)
    assert not is_untold(question, found[::-1])


@pytest.mark.parametrize(("first", "untold"), [("The rent was raised.", False), ("It grew.", True)])
def test_what_a_number_is_of_may_be_told_further_above(first: str, *, untold: bool) -> None:
    question = "What was the rent in 2024?"
    found = candidates(question, [passage(f"{first}\n\nIt was 1300 in all of the year 2024.")])
    assert is_untold(question, found[-1:]) == untold


def test_the_number_of_a_title_is_no_price() -> None:
    text = "5.10 Patches\n\nThe patches of Debian are applied in order to the source tree."
    found = candidates("What does Debian cost?", [passage(text)])
    numbered = [replace(s, section="5.10 Patches") for s in found]
    assert is_untold("What does Debian cost?", numbered)
    assert not is_untold("What does Debian cost?", [replace(found[0], section="Price: 5.10")])

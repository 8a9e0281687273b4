from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from ragqa.answer.nearness import cosines, token_cosines
from ragqa.text.sentences import candidates
from tests.fakes import HashEmbeddings
from tests.ragqa.answer.test_quoting import passage

REPORT = "Name: Berger, patient of ward nine.\n\nIron was at 19 on that day."


@pytest.mark.parametrize("named", ["source", "heading"])
def test_whom_a_document_is_about_holds_for_each_of_its_sentences(named: str) -> None:
    asked = "iron Berger"
    plain = passage(REPORT)
    about = (
        replace(plain, source="Berger_2025.md")
        if named == "source"
        else replace(plain, headings=("Berger", "Blood"))
    )
    found = candidates(asked, [plain])
    name, iron = token_cosines(asked, found, [plain], HashEmbeddings(512))
    assert iron == pytest.approx(name, abs=0.3)
    better, best = token_cosines(asked, found, [about], HashEmbeddings(512))
    assert best - better > iron - name + 0.3


LEASES = [
    (
        "How much does Maria Keller get each month?",
        "Lease between Maria Keller (landlady) and Jan Pohl (tenant), signed in March.\n\n"
        "The rent is 840 each month.",
    ),
    (
        "周明芳每个月收多少租金？",
        "出租人周明芳女士与承租人陈立签订合同。\n\n租金每个月840元。",
    ),
]


@pytest.mark.parametrize(("asked", "lease"), LEASES)
@pytest.mark.parametrize("near", [cosines, token_cosines])
def test_a_name_that_the_document_has_tells_none_of_its_sentences_apart(
    near: Callable[..., NDArray[np.float64]], asked: str, lease: str
) -> None:
    given = [passage(lease)]
    found = candidates(asked, given)
    named, rent = near(asked, found, given, HashEmbeddings(512))
    assert rent > named


def test_a_name_that_a_document_lacks_tells_it_apart_from_others() -> None:
    asked = "When was Maria Keller born?"
    given = [
        passage("Jan Pohl was born in 1970 in Bonn."),
        passage("Maria Keller was born in 1980."),
    ]
    found = candidates(asked, given)
    other, right = cosines(asked, found, given, HashEmbeddings(512))
    assert right > other


def test_a_question_of_nothing_but_a_name_is_asked_whole() -> None:
    given = [passage("Maria Keller is the landlady.\n\nThe rent is 840 euros a month.")]
    found = candidates("Who is Maria Keller?", given)
    right, other = cosines("Who is Maria Keller?", found, given, HashEmbeddings(512))
    assert right > other

from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.answer.quoted.nearness import token_cosines
from ragqa.text.parts.sentences import candidates
from tests.fakes import HashEmbeddings
from tests.ragqa.answer.quoted.asked import passage

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

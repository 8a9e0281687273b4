from __future__ import annotations

from ragqa.text.meaning.stems import stem
from ragqa.text.meaning.synonyms import plainest


def test_synonyms_have_one_name() -> None:
    assert plainest(stem("companies")) == plainest("firm")
    assert plainest("职工") == plainest("员工")
    assert plainest("goat") == "goat"

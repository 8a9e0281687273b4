from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.answer.finding import Found, find
from ragqa.index import Index
from ragqa.scope import EVERYWHERE, Scope
from ragqa.search.evidence import Gate, Standing, Weights
from ragqa.text.language import Language
from ragqa.types import Hit
from tests.builders import chunk, hit
from tests.stocked import open_stocked

ASKED = "Who edits the tmeplates of a package?"
MEANT = "Who edits the templates of a package?"
GATE = Gate(same=Weights(-5.0, 0.0, maxsim=10.0), other=Weights(0.0, 0.0), threshold=0.5)
FOREIGN = [hit(chunk("模板由人编辑。", n=n), maxsim=m) for n, m in enumerate((0.8, 0.5, 0.5))]
ACROSS = replace(GATE, across=Standing(-2.0, 0.0, ahead=10.0, threshold=0.6, least=0.7, near=0.75))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with open_stocked(tmp_path / "index") as opened:
        yield opened


class Search:
    """Meets ``met`` well and everything else badly, with the passage that answers."""

    def __init__(self, *met: str) -> None:
        self.asked: list[str] = []
        self.abroad: list[Language] = []
        self._met = met

    def __call__(self, text: str, *, language: Language | None = None) -> Sequence[Hit]:
        if language:
            self.abroad.append(language)
            return FOREIGN
        self.asked.append(text)
        maxsim = 0.9 if text in self._met else 0.1
        return [hit(chunk("Templates are edited by hand."), maxsim=maxsim)]


def found(
    index: Index, search: Search, gate: Gate | None = GATE, scope: Scope = EVERYWHERE
) -> Found:
    return find(ASKED, search, index, scope, language="en", gate=gate)


def test_a_mistyped_word_is_put_right_before_the_question_is_refused(index: Index) -> None:
    search = Search(MEANT)
    assert found(index, search) == Found(MEANT, search(MEANT), enough=True)


def test_what_is_enough_as_it_is_written_is_left_alone(index: Index) -> None:
    for search, gate in ((Search(ASKED), GATE), (Search(), None)):
        assert found(index, search, gate).text == ASKED
        assert search.asked == [ASKED]


def test_what_does_not_help_is_not_told(index: Index) -> None:
    search = Search()
    assert found(index, search) == Found(ASKED, search(ASKED), enough=False)


def test_a_word_that_stands_elsewhere_in_what_is_searched_is_none_that_was_mistyped(
    tmp_path: Path,
) -> None:
    documents = {"a.md": ("Tmeplates is a village.",), "b.md": ("Templates are edited by hand.",)}
    with open_stocked(tmp_path / "other", documents) as other:
        everywhere, within = Search(MEANT), Search(MEANT)
        assert not found(other, everywhere).enough
        assert found(other, within, scope=Scope(sources=("b.md",))).enough
    assert everywhere.asked == [ASKED]


def test_the_other_language_is_searched_before_the_question_is_refused(index: Index) -> None:
    search = Search()
    assert found(index, search, ACROSS) == Found(ASKED, FOREIGN, enough=True)
    assert search.abroad == ["zh"]


@pytest.mark.parametrize(
    "said", ["From: Ann\nTo: Tom\n\nThe lift is broken.", "The lift is broken."]
)
def test_of_a_mail_what_it_is_about_must_be_met(index: Index, said: str) -> None:
    def search(text: str, *, language: Language | None = None) -> Sequence[Hit]:
        return [hit(chunk(said), maxsim=0.9 if text == "lift" else 0.1)]

    question = "Who sent the mail about the lift?"
    result = find(question, search, index, EVERYWHERE, language="en", gate=GATE)
    assert result.text == question
    assert result.enough == said.startswith("From")


@pytest.mark.parametrize(("own", "is_looked_for"), [("It is full.", False), ("已满。", True)])
def test_a_short_question_is_looked_for_there_only_where_nothing_is_in_its_own_language(
    index: Index, own: str, is_looked_for: bool
) -> None:
    languages: list[Language] = []

    def search(text: str, *, language: Language | None = None) -> Sequence[Hit]:
        languages.extend([language] if language else [])
        return FOREIGN if language else [hit(chunk(own), maxsim=0.1)]

    gate = replace(ACROSS, other=Weights(-9.0, 0.0))
    result = find("Which services?", search, index, EVERYWHERE, language="en", gate=gate)
    assert result.enough is is_looked_for
    assert languages == ["zh"] * is_looked_for


def test_what_is_found_there_must_be_enough(index: Index) -> None:
    search = Search()
    refused = found(index, search, replace(ACROSS, threshold=0.95))
    assert refused == Found(ASKED, search(ASKED), enough=False)
    assert search.abroad == ["zh"]


def test_it_is_not_searched_where_the_own_one_is_enough_or_nothing_is_known_of_it(
    index: Index,
) -> None:
    for search, gate in ((Search(ASKED), ACROSS), (Search(MEANT), ACROSS), (Search(), GATE)):
        found(index, search, gate)
        assert search.abroad == []


def asked_of_law(index: Index, question: str, maxsim: float, gate: Gate = GATE) -> bool:
    def search(text: str, *, language: Language | None = None) -> Sequence[Hit]:
        return [hit(chunk("第四十二条 由政府解释。"), maxsim=maxsim)]

    return find(question, search, index, EVERYWHERE, language="zh", gate=gate).enough


def test_what_is_named_and_there_is_enough_and_what_is_not_there_never(index: Index) -> None:
    assert asked_of_law(index, "第四十二条是什么？", 0.1)
    assert not asked_of_law(index, "第四十五条是什么？", 0.9)
    assert asked_of_law(index, "由谁解释？", 0.9)


def test_where_nothing_is_to_be_refused_nothing_is(index: Index) -> None:
    assert asked_of_law(index, "第四十五条是什么？", 0.1, replace(GATE, threshold=0.0))


@pytest.mark.parametrize(("met", "abroad"), [(0.9, []), (0.1, ["zh"])])
def test_where_only_others_of_its_kind_are_met_well_the_other_language_is_not_searched(
    index: Index, met: float, abroad: list[Language]
) -> None:
    asked = "What is on the 4th floor of the tower?"
    languages: list[Language] = []

    def search(text: str, *, language: Language | None = None) -> Sequence[Hit]:
        if language:
            languages.append(language)
            return [
                hit(chunk("四楼是仓库。", n=n), maxsim=m) for n, m in enumerate((0.8, 0.5, 0.5))
            ]
        return [hit(chunk("The 3rd floor is full."), maxsim=met)]

    assert find(asked, search, index, EVERYWHERE, language="en", gate=ACROSS).enough is bool(abroad)
    assert languages == abroad


def named(index: Index, question: str, gate: Gate) -> bool:
    def search(text: str, *, language: Language | None = None) -> Sequence[Hit]:
        return FOREIGN if language else [hit(chunk("The Northshore account is free."), maxsim=0.9)]

    return find(question, search, index, EVERYWHERE, language="en", gate=gate).enough


def test_a_name_that_no_text_holds_is_looked_for_in_the_other_language_alone(index: Index) -> None:
    known, unknown = "Is the Northshore account free?", "Is the Southshore account free?"
    mistyped = "Is the Northshroe account free?"
    assert named(index, known, GATE)
    assert named(index, mistyped, GATE)
    assert not named(index, unknown, GATE)
    assert named(index, unknown, ACROSS)
    assert named(index, unknown, replace(GATE, threshold=0.0))


def asked_of_wages(index: Index, question: str) -> Found:
    def search(text: str, *, language: Language | None = None) -> Sequence[Hit]:
        if language:
            return FOREIGN
        return [hit(chunk("2025-07 王志强 奖金7300元", source="wages.csv"), maxsim=0.9)]

    return find(question, search, index, EVERYWHERE, language="zh", gate=ACROSS)


@pytest.mark.parametrize(
    ("question", "enough"),
    [
        ("王志强2025年7月的奖金是多少？", True),
        ("王志强2025年9月的奖金是多少？", False),
        ("王志刚2025年7月的奖金是多少？", False),
    ],
)
def test_what_is_met_well_and_tells_of_another_time_or_person_is_not_enough(
    index: Index, question: str, enough: bool
) -> None:
    assert asked_of_wages(index, question).enough is enough

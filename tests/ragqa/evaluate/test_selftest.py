from __future__ import annotations

import pytest

from ragqa.errors import EvaluationError
from ragqa.evaluate.selftest import Probe, hidden_for, make_probes, measure_index
from ragqa.types import Chunk
from tests.builders import chunk

ENGLISH = "Maintainers upload signed packages to the central archive every Tuesday evening."
CHINESE = "维护人员每周二晚上把签名的软件包上传到中央仓库，并通知测试小组。"


def test_a_question_is_part_of_a_sentence_in_its_order() -> None:
    probes = make_probes([chunk(ENGLISH), chunk(CHINESE, n=1)], 5, seed=0)
    assert [probe.sentence for probe in probes] == [ENGLISH, CHINESE]
    words = probes[0].question.split()
    assert 4 <= len(words) < len(ENGLISH.split())
    at = [ENGLISH.index(word) for word in words]
    assert at == sorted(at)
    assert probes[1].question not in CHINESE
    assert set(probes[1].question) <= set(CHINESE)
    assert len(probes[1].question) < len(CHINESE)


def test_whole_sentences_are_asked_for_before_headings_and_code() -> None:
    code = "$ cat control\nSource: hello Section: devel Priority: optional Maintainer: Ada Brown"
    heading = "A list of the packages that the new binary package depends on:."
    chunks = [chunk(code), chunk(heading, n=1), chunk(ENGLISH, n=2), chunk(CHINESE, n=3)]
    assert [p.sentence for p in make_probes(chunks, 2, seed=0)] == [ENGLISH, CHINESE]
    assert len(make_probes(chunks, 4, seed=0)) == 4
    several = chunk(f"Summary of the rules for the archive of signed packages\n\n{ENGLISH} Yes.")
    assert make_probes([several], 1, seed=0)[0].sentence == ENGLISH


def test_the_same_seed_makes_the_same_questions() -> None:
    chunks = [chunk(f"{ENGLISH} {CHINESE}", n=n) for n in range(2)]
    assert make_probes(chunks, 2, seed=3) == make_probes(chunks, 2, seed=3)


def test_no_sentence_is_asked_for_twice_and_no_more_than_wanted() -> None:
    copies = [chunk(ENGLISH, n=n, source=f"{n}.md") for n in range(3)]
    assert len(make_probes(copies, 5, seed=0)) == 1
    several = [chunk(ENGLISH.replace("Tuesday", f"day{n}"), n=n) for n in range(5)]
    assert len(make_probes(several, 2, seed=0)) == 2


@pytest.mark.parametrize("text", ["Too short.", "1 2 3 4 5 6 7 8 9 10", "的 了 是 the of and to"])
def test_what_says_too_little_is_not_asked_for(text: str) -> None:
    with pytest.raises(EvaluationError, match="no sentence"):
        make_probes([chunk(text)], 5, seed=0)


def test_a_probe_is_held_where_its_sentence_stands_or_on_its_page() -> None:
    own = chunk(ENGLISH, source="a.pdf", pages=(3, 4))
    probe = Probe(own, ENGLISH, "packages archive")
    assert probe.is_held_by(chunk(f"Before. {ENGLISH}", source="copy.txt"))
    assert probe.is_held_by(chunk("other", source="a.pdf", pages=(4, 4)))
    assert not probe.is_held_by(chunk("other", source="a.pdf", pages=(5, 5)))
    assert not probe.is_held_by(chunk("other", source="b.pdf", pages=(4, 4)))
    assert not Probe(chunk(ENGLISH), ENGLISH, "").is_held_by(chunk("other", n=1))


def test_what_holds_the_sentence_is_hidden_with_its_near_copies() -> None:
    own = chunk(f"{ENGLISH} It was decided in May.", document="own", source="a.md")
    probe = Probe(own, ENGLISH, "packages archive")
    copy = chunk(f"{ENGLISH} Decided in June.", document="copy", source="b.md")
    edition = chunk(ENGLISH.replace("signed", "new"), document="edition", source="c.md")
    other = chunk("The cafeteria opens at noon.", document="other", source="d.md")
    hidden = hidden_for(probe, [own, copy, edition, other])
    assert hidden == {own.id, copy.id, edition.id}


def test_figures_of_search_and_refusal() -> None:
    chunks = [chunk(f"{ENGLISH} Number{n}.", n=n, source=f"{n}.md") for n in range(4)]
    probes = [Probe(one, f"Number{n}.", str(n)) for n, one in enumerate(chunks)]

    def search(question: str) -> list[Chunk]:
        return [chunks[0], chunks[int(question)]] if question != "3" else [chunks[0]]

    def refuses(probe: Probe, hidden: bool) -> bool:
        return hidden and probe.question != "0"

    told: list[int] = []
    found = measure_index(probes, search, refuses, k=10, progress=told.append)
    assert (found["questions"], found["hit@1"], found["recall@10"]) == (4, 0.25, 0.75)
    assert (found["answered"], found["refused"]) == (1.0, 0.75)
    assert found["intervals"]["answered"] == [1.0, 1.0]
    assert found["not_found"] == [{"source": "3.md", "sentence": "Number3."}]
    assert told == [1, 2, 3, 4]

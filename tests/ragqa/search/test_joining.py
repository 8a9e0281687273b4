from __future__ import annotations

import pytest

from ragqa.search.joining import joined, with_next
from ragqa.text.parts.continued import continued
from ragqa.text.parts.sentences import Sentence, candidates
from ragqa.types import Passage

ONE, TWO, THREE = "甲队训练十分刻苦。", "乙队今年没有赢球。", "丙队只有参与证书。"


def passage(text: str) -> Passage:
    return Passage(text, "d", 1, "a.txt", None, None, "", (), 0, len(text), 1.0)


def sentences(text: str) -> tuple[list[Sentence], Passage]:
    own = passage(text)
    return candidates("?", [own]), own


def test_neighbours_are_joined_in_their_own_order() -> None:
    (one, two, three), own = sentences(f"{ONE} {TWO}\n{THREE}")
    for pair in (joined(one, two, own), joined(two, one, own)):
        assert pair is not None
        assert (pair.text, pair.start, pair.end) == (f"{ONE} {TWO}", 0, two.end)
        assert pair.words == one.words | two.words
    # Lines of one paragraph, as PDF files have them.
    pair = joined(two, three, own)
    assert pair is not None
    assert pair.text == f"{TWO}\n{THREE}"


def test_only_neighbours_and_only_two_are_joined() -> None:
    (one, two, three), own = sentences(ONE + TWO + THREE)
    assert joined(one, three, own) is None
    pair = joined(one, two, own)
    assert pair is not None
    assert joined(pair, three, own) is None
    assert joined(one, one, own) is None


def test_what_a_sentence_leans_on_counts_as_one_of_two() -> None:
    (_, leaning, third), own = sentences(f"{ONE}他们今年没有赢球。{THREE}")
    assert leaning.lead == ONE
    assert joined(leaning, third, own) is None


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n\n{TWO}",  # another paragraph
        "- the first row of a list\n- the second row of a list",
        f"{'甲队训练' * 50}。{'乙队赢球' * 50}。",  # too long to read
    ],
)
def test_other_paragraphs_list_items_and_long_sentences_stay_apart(text: str) -> None:
    (one, two), own = sentences(text)
    assert joined(one, two, own) is None


def test_sentences_of_two_passages_stay_apart() -> None:
    one, two = candidates("?", [passage(ONE), passage(f"一二三四五六七八。{TWO}")])[::2]
    assert joined(one, two, passage(ONE)) is None


@pytest.mark.parametrize(
    "text",
    [
        f"- {ONE}\n- {TWO}",
        f"(1) {ONE}\n(2) {TWO}",
        f"第七条 {ONE}\n第八条 {TWO}",
    ],
)
def test_items_that_end_with_a_mark_stay_apart(text: str) -> None:
    one, two = (s for s in sentences(text)[0] if len(s.text) > 5)
    assert joined(one, two, passage(text)) is None


def test_a_line_goes_on_with_the_sentence_behind_it_alone() -> None:
    found, own = sentences(f"{ONE} {TWO} {THREE}\n\n- {ONE}\n- {TWO}")
    assert with_next(found[0], found, own).text == f"{ONE} {TWO}"
    assert with_next(found[2], found, own) == found[2]
    assert with_next(found[3], found, own) == found[3]
    other = candidates("?", [own, passage(f"{THREE} {TWO}")])
    assert with_next(other[-1], other, own) == other[-1]


def test_a_line_goes_on_with_the_list_behind_it_as_a_whole() -> None:
    listed = f"{ONE}\n- {TWO}\n- {THREE}"
    found, own = sentences(f"{listed}\n{ONE}")
    assert with_next(found[0], found, own).text == listed
    long, own = sentences(f"{ONE}\n" + "\n".join([f"- {TWO}"] * 90))
    assert with_next(long[0], long, own) == long[0]


def test_behind_code_only_what_leans_on_it_belongs_to_a_line() -> None:
    code = "Run the test with this tool:\n\n```sh\nmake test\n```\n"
    for behind, goes_on in (("It is slow, as it starts anew.", True), (f"{ONE}", False)):
        own = passage(f"{code}{behind}")
        found = continued(candidates("?", [own]), [own])
        assert with_next(found[0], found, own).text.endswith(behind) == goes_on


def test_a_number_with_a_point_is_no_item() -> None:
    (one, two), own = sentences("The town has grown fast. 3.5 million people live in it now.")
    assert joined(one, two, own) is not None

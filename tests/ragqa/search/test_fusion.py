from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.search.fusion import (
    CONTENTS_PENALTY,
    in_order,
    is_table_of_contents,
    joined,
    joined_all,
    undecided,
)
from ragqa.types import Hit
from tests.builders import chunk, hit
from tests.fusing import fuse

SCORES = st.floats(0, 1, allow_nan=False)
HITS = st.lists(st.tuples(st.integers(0, 9), SCORES, SCORES), max_size=12).map(
    lambda rows: [hit(chunk("x", n=n), dense=d, coverage=c) for n, d, c in rows]
)


def test_score_is_cosine_plus_weighted_coverage() -> None:
    [one] = fuse([hit(chunk("x"), dense=0.8, coverage=0.4)], lexical_weight=0.25)
    assert one.score == pytest.approx(0.9)


def test_accidental_word_matches_do_not_outrank_a_near_passage() -> None:
    near = hit(chunk("near", n=0), dense=0.90, coverage=0.0)
    accident = hit(chunk("accident", n=1), dense=0.75, coverage=0.05)
    assert fuse([accident, near], lexical_weight=0.25)[0].chunk.text == "near"


@pytest.mark.parametrize(("known", "counts"), [(1.0, 1.0), (0.7, 1.0), (0.35, 0.5), (0.0, 0.0)])
def test_words_count_less_where_the_index_knows_few_of_the_question(
    known: float, counts: float
) -> None:
    """As of a question in another language, of which only a name occurs."""
    found = replace(hit(chunk("x"), dense=0.8, coverage=0.4), known=known)
    [one] = fuse([found], lexical_weight=0.25)
    assert one.score == pytest.approx(0.8 + 0.1 * counts)


CONTENTS = "5.10 debian/control . . . . . . . . . 44\n5.11 signing-key.asc . . . . . . . . . . 45"


def test_a_table_of_contents_comes_after_what_it_points_to() -> None:
    section = hit(chunk("An RSA key with 4096 bits is a good idea.", n=0), dense=0.85, coverage=0)
    contents = hit(chunk(CONTENTS, n=1), dense=0.9, coverage=0)
    best, last = fuse([contents, section], lexical_weight=0.25)
    assert (best.chunk.text, last.chunk.text) == (section.chunk.text, CONTENTS)
    assert last.score == pytest.approx(0.9 - CONTENTS_PENALTY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CONTENTS, True),
        ("第一章 概览……………………………………3\n第二章 基础……………………………………9", True),
        ("He paused . . . and went on. Nothing happened.", False),
        ("第一章 概览 … 3\n第二章 基础 … 9\n附录", True),
        ("63\n6.3 debmake -cc … 63\n6.4 debmake -k … 63\nCONTENTS\n7 Tips 66", True),
        ("• 支持多个软件包、……\n• 语法、编译器加固选项、……", False),
        ("Soup … 5\nAll dishes are made with what grows in our own garden, in summer.", False),
        ("等等……他说：“好的……”然后就离开了办公室，再也没有回来。", False),
        ("Preface … ix\n前言 … 二\n附录 … A-3", True),
        ("So… I left.\nAnd then… silence.\nWell … fine.\nBut… live!", False),
        ("“嗯… 好一点。”\n“那 … 一起走。”", False),
        ("", False),
    ],
)
def test_dot_leaders_tell_a_table_of_contents(text: str, expected: bool) -> None:
    assert is_table_of_contents(text) is expected


@given(HITS, st.floats(0, 2, allow_nan=False))
def test_each_chunk_comes_once_and_best_first(hits: list[Hit], weight: float) -> None:
    fused = fuse(hits, lexical_weight=weight)
    assert {h.chunk.id for h in fused} == {h.chunk.id for h in hits}
    assert len(fused) == len({h.chunk.id for h in hits})
    assert [h.score for h in fused] == sorted((h.score for h in fused), reverse=True)


@given(HITS)
def test_order_does_not_depend_on_the_order_of_candidates(hits: list[Hit]) -> None:
    unique = list({h.chunk.id: h for h in hits}.values())
    assert fuse(unique, lexical_weight=0.5) == fuse(unique[::-1], lexical_weight=0.5)


@given(HITS)
def test_without_lexical_weight_the_cosine_decides(hits: list[Hit]) -> None:
    cosines = [h.dense for h in fuse(hits, lexical_weight=0)]
    assert cosines == sorted(cosines, reverse=True)


@given(HITS, st.sets(st.integers(0, 9)), st.integers(1, 4), st.floats(0, 2))
def test_texts_are_read_in_parts_and_the_order_is_that_of_all(
    hits: list[Hit], contents: set[int], block: int, weight: float
) -> None:
    every = {
        h.chunk.id: replace(h, chunk=chunk(CONTENTS, n=h.chunk.chunk))
        if h.chunk.chunk in contents
        else h
        for h in hits
    }
    scores = {key: joined(h.dense, h.coverage, h.known, weight) for key, h in every.items()}
    reads: list[int] = []

    def read(ids: Sequence[str]) -> list[Hit]:
        reads.append(len(ids))
        return [every[key] for key in ids]

    assert list(in_order(scores, read, lexical_weight=weight, block=block)) == fuse(
        every.values(), lexical_weight=weight
    )
    assert sum(reads) == len(every)


def test_scores_of_all_are_those_of_each() -> None:
    dense, coverage = {"a": 0.81, "b": 0.83}, {"a": 0.37}
    assert joined_all(dense, coverage, 0.6, 0.25) == {
        "a": joined(0.81, 0.37, 0.6, 0.25),
        "b": joined(0.83, 0.0, 0.6, 0.25),
    }
    assert joined_all(dense, coverage, 0.6, 0.25, others=0.2)["b"] == joined(0.83, 0.2, 0.6, 0.25)


def test_only_what_may_be_among_the_best_is_to_be_scored() -> None:
    least = {"a": 0.9, "b": 0.8, "c": 0.7, "d": 0.6}
    most = {"a": 0.9, "b": 0.8, "c": 0.85, "d": 0.75}
    assert undecided(least, most, 1) == []
    assert undecided(least, most, 2) == ["c"]
    assert undecided(least, most, 9) == ["c", "d"]
    assert undecided({}, {}, 2) == []


def test_no_more_texts_are_read_than_are_taken() -> None:
    every = {h.chunk.id: h for n in range(9) for h in [hit(chunk("x", n=n), dense=0.9 - n / 10)]}
    read: list[str] = []

    def reading(ids: Sequence[str]) -> list[Hit]:
        read.extend(ids)
        return [every[key] for key in ids]

    scores = {key: h.dense for key, h in every.items()}
    ordered = in_order(scores, reading, lexical_weight=0.25, block=2)
    assert next(ordered).chunk.id == "d.1.0"
    assert read == ["d.1.0", "d.1.1"]

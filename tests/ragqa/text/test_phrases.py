"""Phrases in quotes: found in the question, looked for to the letter, their hits first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.text.phrases import holding_first, plain, quoted
from tests.builders import chunk, hit


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ('What does "act of God" mean?', ("act of God",)),
        ("“不可抗力”和「延期交付」是什么意思？", ("不可抗力", "延期交付")),
        ("『甲』《红楼梦》的作者是谁", ("甲", "红楼梦")),
        ('don\'t say "…" or ""', ()),
        ('5" nails', ()),
        ("“a” “a”", ("a",)),
        ("没有引号", ()),
        ("“a “b” c” 『甲『乙』", ("b", "乙")),
    ],
)
def test_phrases_are_what_stands_in_quotes(question: str, phrases: tuple[str, ...]) -> None:
    assert quoted(question) == phrases


@pytest.mark.parametrize("mark", "“「『《")
def test_marks_that_are_never_closed_are_read_once(mark: str) -> None:
    # Read to the end from each of them, it would take hours.
    assert quoted(mark * 1_000_000) == ()
    assert quoted("“「『《" * 250_000 + mark) == ()


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("An Act of\n  God is…", "act of god"),
        ("因不可\n抗力延期", "不可抗力"),
        ("軟體測試", "软体测试"),
        ("型号ＸＧ－２０００", "xg-2000"),
        ("It’s due", "it's due"),
        (" 中 文", "中文"),
        ("中文", "\n 中 文 "),
    ],
)
def test_a_phrase_is_held_but_for_width_case_variants_and_space(text: str, phrase: str) -> None:
    assert plain(phrase) in plain(text)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [("the god act", "act of god"), ("不可 x 抗力", "不可抗力"), ("actof", "act of")],
)
def test_other_words_or_another_order_are_not_it(text: str, phrase: str) -> None:
    assert plain(phrase) not in plain(text)


def test_hits_that_hold_more_phrases_come_first_and_scores_keep_the_order() -> None:
    texts = ["none", "beta", "alpha", "beta and alpha", "nothing"]
    hits = [hit(chunk(text, n=n), 3.0 - n / 10) for n, text in enumerate(texts)]
    ranked = holding_first(hits, ["alpha", "beta"])
    assert [h.chunk.text for h in ranked] == ["beta and alpha", "beta", "alpha", "none", "nothing"]
    scores = [h.score for h in ranked]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == hits[3].score
    assert scores[3] - scores[4] == pytest.approx(hits[0].score - hits[4].score)


def test_where_none_holds_it_or_all_do_nothing_changes() -> None:
    hits = [hit(chunk(text, n=n), 1.0 - n / 10) for n, text in enumerate(["a b", "b a b"])]
    for phrases in ([], ["zeta"], ["b"]):
        assert holding_first(hits, phrases) == hits


@given(st.lists(st.tuples(st.sampled_from(["x", "y", "x y", ""]), st.floats(-1, 3))))
def test_no_hit_is_lost_and_scores_fall(given: list[tuple[str, float]]) -> None:
    hits = [hit(chunk(text, n=n), score) for n, (text, score) in enumerate(given)]
    hits.sort(key=lambda h: -h.score)
    ranked = holding_first(hits, ["x", "y"])
    assert {h.chunk.id for h in ranked} == {h.chunk.id for h in hits}
    assert [h.score for h in ranked] == sorted((h.score for h in ranked), reverse=True)

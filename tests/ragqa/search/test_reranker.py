from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ragqa.embedding.embedder import Query
from ragqa.embedding.packed import packed
from ragqa.search.reranker import CODES, NAMED, NUMBERS, LateInteraction
from ragqa.types import Hit
from tests.builders import chunk, hit
from tests.fakes import HashEmbeddings

RERANKER = LateInteraction(HashEmbeddings(), depth=3, weight=0.5)
SCORES = st.lists(st.floats(0, 1, allow_nan=False), max_size=8)


def ranked(*scores: float) -> list[Hit]:
    texts = ["年假十五天", "报销单据", "请假申请", "公司总部"]
    ordered = sorted(scores, reverse=True)
    return [hit(chunk(texts[n % 4], n=n), score) for n, score in enumerate(ordered)]


def asked(question: str) -> Query:
    return Query(question, ())


def test_no_hits_stay_no_hits() -> None:
    assert RERANKER.rerank(asked("年假"), []) == []


def test_the_hit_that_meets_the_words_moves_up() -> None:
    hits = [hit(chunk("报销单据", n=0), 0.82), hit(chunk("年假十五天", n=1), 0.80)]
    best = RERANKER.rerank(asked("年假"), hits)[0]
    assert best.chunk.text == "年假十五天"
    assert best.score == pytest.approx(0.80 + 0.5 * 1.0)
    assert best.maxsim == pytest.approx(1.0)


def test_rows_of_a_table_are_met_by_the_words_of_its_header() -> None:
    rows = chunk("| 李雷 | 4321 |", headings=("通讯录", "姓名 | 分机"))
    best = RERANKER.rerank(asked("分机"), [hit(rows, 0.80)])[0]
    assert best.maxsim == pytest.approx(1.0)


def test_what_a_path_says_is_met_by_each_part_of_the_document() -> None:
    said, other = (
        hit(chunk("by train", source=source), 0.80) for source in ("helvia-travel.txt", "trip.txt")
    )
    met, unmet = RERANKER.rerank(asked("how does Helvia travel"), [other, said])
    assert met.chunk.source == "helvia-travel.txt"
    assert met.maxsim == pytest.approx(NAMED)
    assert unmet.maxsim == pytest.approx(0.0)


def test_what_stands_in_the_text_is_met_no_less_for_being_said_by_the_path() -> None:
    there = hit(chunk("Helvia", source="helvia.txt"), 0.80)
    assert RERANKER.rerank(asked("Helvia"), [there])[0].maxsim == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("question", "other", "right"),
    [
        (
            "谁赢得了第 49 届超级碗？",
            "他赢得了第 33 届超级碗。",
            "第 49 届超级碗的冠军是爱国者队。",
        ),
        ("Who won Super Bowl 49?", "He won Super Bowl 33.", "第四十九届超级碗的冠军是爱国者队。"),
        ("rent in 2019 for 12,500 m", "rent in 2018 for 12,000 m", "in 2019 we paid for 1.25万 米"),
    ],
)
def test_of_hits_that_are_met_alike_the_one_with_the_numbers_asked_for_is_best(
    question: str, other: str, right: str
) -> None:
    hits = [hit(chunk(other, n=0), 0.82), hit(chunk(right, n=1), 0.80)]
    best = LateInteraction(HashEmbeddings(), weight=0.0).rerank(asked(question), hits)[0]
    assert best.chunk.text == right
    assert best.score == pytest.approx(0.80 + NUMBERS)


def test_of_hits_that_are_met_alike_the_one_with_the_code_asked_for_is_best() -> None:
    hits = [
        hit(chunk("Version 2.1.3: faster start", n=0), 0.82),
        hit(chunk("Version 2.3.1: faster start", n=1), 0.80),
    ]
    rerank = LateInteraction(HashEmbeddings(), weight=0.0).rerank
    best = rerank(asked("What is new in v2.3.1?"), hits)[0]
    assert best.chunk.text == hits[1].chunk.text
    assert best.score == pytest.approx(0.80 + CODES)


def test_of_hits_that_are_met_alike_the_one_where_the_article_begins_is_best() -> None:
    hits = [
        hit(chunk("第三十三条 不适用第三十四条。", n=0), 0.82),
        hit(chunk("第三十四条 夜间施工的，罚款。", n=1), 0.80),
    ]
    rerank = LateInteraction(HashEmbeddings(), weight=0.0).rerank
    best = rerank(asked("第三十四条是什么？"), hits)[0]
    assert best.chunk.text == hits[1].chunk.text
    assert best.score == pytest.approx(0.80 + CODES)


def test_only_digits_name_a_number() -> None:
    hits = [hit(chunk("nothing of it", n=0), 0.82), hit(chunk("one or two", n=1), 0.80)]
    best = LateInteraction(HashEmbeddings(), weight=0.0).rerank(
        asked("one of the two teams"), hits
    )[0]
    assert best.score == 0.82


def test_words_that_only_ask_do_not_count() -> None:
    hits = [hit(chunk("请问什么是多少", n=0), 0.80), hit(chunk("年假十五天", n=1), 0.80)]
    best, other = LateInteraction(Words(), weight=1.0).rerank(asked("什么 是 年假 ？"), hits)
    assert best.chunk.text == "年假十五天"
    assert best.score == pytest.approx(0.80 + 1.0)
    assert other.score == pytest.approx(0.80)
    assert LateInteraction(Words()).rerank(asked(""), hits)
    # Where nothing else is asked, everything counts.
    assert (
        LateInteraction(Words()).rerank(asked("什么 是 ？"), hits)[0].chunk.text == "请问什么是多少"
    )


def test_the_mark_before_the_first_word_does_not_count() -> None:
    class Marked(Words):
        def token_offsets(self, text: str) -> list[tuple[int, int]]:
            return [(0, 1), *super().token_offsets(text)]

        def query_tokens(self, text: str) -> NDArray[np.float32]:
            return super().query_tokens(f"？ {text}")

    hits = [hit(chunk("年假十五天", n=1), 0.80)]
    best = LateInteraction(Marked(), weight=1.0).rerank(asked("年假"), hits)[0]
    assert best.score == pytest.approx(0.80 + 1.0)


def test_vectors_and_tokens_that_do_not_match_are_all_taken() -> None:
    hits = [hit(chunk("年假十五天", n=1), 0.80)]
    assert (
        LateInteraction(Words(extra=1), weight=1.0).rerank(asked("什么 年假"), hits)[0].score < 1.8
    )


class Words(HashEmbeddings):
    """A token is a word between spaces; it meets a passage that has it."""

    vocabulary = ("什么", "是", "年假", "？", "")

    def __init__(self, extra: int = 0) -> None:
        super().__init__()
        self.extra = extra

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"\S+", text)]

    def query_tokens(self, text: str) -> NDArray[np.float32]:
        words = text.split() + [""] * self.extra
        return np.eye(5, dtype=np.float32)[[self.vocabulary.index(word) for word in words]]

    def document_tokens(self, texts: list[str]) -> list[NDArray[np.float32]]:
        eye = np.eye(5, dtype=np.float32)
        return [eye[[n for n, w in enumerate(self.vocabulary[:4]) if w in t]] for t in texts]


def test_hits_beyond_the_depth_stay_behind_in_their_order() -> None:
    reranked = RERANKER.rerank(asked("公司总部"), ranked(0.9, 0.8, 0.7, 0.6, 0.5))
    assert [h.chunk.chunk for h in reranked[3:]] == [3, 4]


@given(SCORES)
def test_no_hit_is_lost_and_scores_fall(scores: list[float]) -> None:
    hits = ranked(*scores)
    reranked = RERANKER.rerank(asked("年假申请"), hits)
    assert {h.chunk.id for h in reranked} == {h.chunk.id for h in hits}
    assert [h.score for h in reranked] == sorted((h.score for h in reranked), reverse=True)


class Unread(HashEmbeddings):
    """Counts what it must read anew."""

    read: int = 0

    def document_tokens(self, texts: list[str]) -> list[NDArray[np.float32]]:
        self.read += len(texts)
        return super().document_tokens(texts)


def test_tokens_that_were_kept_are_not_read_again() -> None:
    embedder, hits = Unread(), ranked(0.9, 0.8, 0.7)
    kept = {
        h.chunk.id: packed(tokens)
        for h, tokens in zip(
            hits[:2], embedder.document_tokens([h.chunk.text for h in hits[:2]]), strict=True
        )
    }
    embedder.read = 0
    exact = LateInteraction(HashEmbeddings()).rerank(asked("报销单据"), hits)
    near = LateInteraction(embedder, stored=lambda ids: {k: kept[k] for k in ids if k in kept})
    found = near.rerank(asked("报销单据"), hits)
    assert embedder.read == 1
    assert [h.chunk.id for h in found] == [h.chunk.id for h in exact]
    assert [h.maxsim for h in found] == pytest.approx([h.maxsim for h in exact], abs=0.1)


def test_tokens_that_another_version_packed_are_read_anew() -> None:
    embedder, hits = Unread(), ranked(0.9, 0.8)
    near = LateInteraction(embedder, stored=lambda ids: dict.fromkeys(ids, b"\x09other"))
    exact = LateInteraction(HashEmbeddings()).rerank(asked("报销单据"), hits)
    assert near.rerank(asked("报销单据"), hits) == exact
    assert embedder.read == 2


def test_what_the_embedder_has_read_of_the_question_is_not_read_again() -> None:
    class Never(HashEmbeddings):
        def query_tokens(self, text: str) -> NDArray[np.float32]:
            raise AssertionError("read twice")

        def document_tokens(self, texts: list[str]) -> list[NDArray[np.float32]]:
            return HashEmbeddings().document_tokens(texts)

    read = HashEmbeddings().query_tokens("年假")
    [best] = LateInteraction(Never()).rerank(Query("年假", (), read), ranked(0.9))
    assert best.maxsim == pytest.approx(1)

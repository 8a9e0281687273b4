from __future__ import annotations

import numpy as np
import pytest

from ragqa.embedding.crossing import crossing
from ragqa.embedding.embedder import Query
from ragqa.text.language import detect
from tests.fakes import HashEmbeddings


class Parted(HashEmbeddings):
    """All texts of a language have the same vector."""

    def _vector(self, text: str) -> list[float]:
        return [1.0, 0.0] if detect(text) == "zh" else [0.0, 1.0]


def test_a_question_moved_lies_among_the_texts_of_the_other_language() -> None:
    moved = crossing(Parted(2))
    assert moved(Query("年假？", (1.0, 0.0)), "en").vector == pytest.approx((0.0, 1.0))
    assert moved(Query("leave?", (0.0, 1.0)), "zh").vector == pytest.approx((1.0, 0.0))


def test_its_text_and_tokens_stay_and_its_length_is_one() -> None:
    tokens = np.eye(2, dtype=np.float32)
    query = Query("leave?", (0.6, 0.8), tokens)
    moved = crossing(Parted(2))(query, "zh")
    assert (moved.text, moved.tokens is tokens) == ("leave?", True)
    assert np.linalg.norm(moved.vector) == pytest.approx(1.0)


def test_what_parts_the_languages_is_worked_out_once_and_only_when_it_is_needed() -> None:
    embedder = Parted(2)
    moved = crossing(embedder)
    assert embedder.embedded == 0
    moved(Query("年假？", (1.0, 0.0)), "en")
    once = embedder.embedded
    moved(Query("leave?", (0.0, 1.0)), "zh")
    assert embedder.embedded == once > 0

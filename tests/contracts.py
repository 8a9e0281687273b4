"""What any store of vectors or of keywords must do; the tests of each store inherit these."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from ragqa.store.engines.scores import LexicalScores
from ragqa.types import Chunk
from tests.builders import chunk


class Vectors(Protocol):
    def add(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None: ...
    def search(
        self, vector: Sequence[float], n: int, *, documents: Sequence[str] | None = None
    ) -> list[tuple[str, float]]: ...
    def delete(self, document_id: str, revision: int) -> None: ...
    def count(self, document_id: str | None = None, revision: int | None = None) -> int: ...
    def close(self) -> None: ...


class Keywords(Protocol):
    def add(self, chunks: Sequence[Chunk]) -> None: ...
    def delete(self, document_id: str, revision: int) -> None: ...
    def commit(self) -> None: ...
    def release(self) -> None: ...
    def search(
        self, query: str, n: int, *, documents: Sequence[str] | None = None
    ) -> LexicalScores: ...
    def scores(self, query: str, ids: Sequence[str]) -> LexicalScores: ...
    def count(self, document_id: str | None = None, revision: int | None = None) -> int: ...
    def close(self) -> None: ...


EAST, NORTH_EAST, NORTH = [1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.0, 1.0, 0.0]


class VectorContract(ABC):
    """Three dimensions, three chunks of two documents."""

    @abstractmethod
    def open(self, folder: Path) -> Vectors: ...

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Vectors]:
        store = self.open(tmp_path)
        yield store
        store.close()

    @pytest.fixture
    def filled(self, store: Vectors) -> Vectors:
        store.add(
            [chunk("a", document="x"), chunk("b", document="x", n=1), chunk("c", document="y")],
            [EAST, NORTH_EAST, NORTH],
        )
        return store

    def test_an_empty_store_finds_nothing(self, store: Vectors) -> None:
        assert store.search(EAST, 5) == []
        assert store.count() == 0

    def test_the_nearest_come_first_with_their_cosine(self, filled: Vectors) -> None:
        found = filled.search([2.0, 0.0, 0.0], 3)
        assert [key for key, _ in found] == ["x.1.0", "x.1.1", "y.1.0"]
        assert [score for _, score in found] == pytest.approx([1.0, 0.6, 0.0], abs=1e-5)

    def test_opposite_vectors_have_cosine_minus_one(self, filled: Vectors) -> None:
        key, score = filled.search([-1.0, 0.0, 0.0], 3)[-1]
        assert (key, round(score, 5)) == ("x.1.0", -1.0)

    def test_no_more_than_asked_and_no_more_than_there_are(self, filled: Vectors) -> None:
        assert len(filled.search(EAST, 1)) == 1
        assert len(filled.search(EAST, 100)) == 3

    def test_only_the_chosen_documents_are_searched(self, filled: Vectors) -> None:
        assert [key for key, _ in filled.search(EAST, 5, documents=["y"])] == ["y.1.0"]
        assert len(filled.search(EAST, 5, documents=["x", "y"])) == 3
        assert filled.search(EAST, 5, documents=["unknown"]) == []
        assert filled.search(EAST, 5, documents=[]) == []

    def test_deleting_a_revision_leaves_the_others(self, filled: Vectors) -> None:
        filled.add([chunk("new", document="x", revision=2)], [NORTH])
        filled.delete("x", 1)
        assert filled.count("x", 1) == 0
        assert filled.count("x", 2) == 1
        assert sorted(key for key, _ in filled.search(EAST, 5)) == ["x.2.0", "y.1.0"]

    def test_deleting_what_is_not_there_changes_nothing(self, filled: Vectors) -> None:
        filled.delete("x", 9)
        assert filled.count() == 3

    def test_adding_a_chunk_again_replaces_its_vector(self, filled: Vectors) -> None:
        filled.add([chunk("a", document="x")], [NORTH])
        assert filled.count() == 3
        assert dict(filled.search(NORTH, 3))["x.1.0"] == pytest.approx(1.0, abs=1e-5)

    def test_what_was_added_is_there_when_opened_again(
        self, filled: Vectors, tmp_path: Path
    ) -> None:
        again = self.open(tmp_path)
        assert again.count() == 3
        assert again.search(EAST, 1)[0][0] == "x.1.0"
        again.close()


class KeywordContract(ABC):
    """Four short chunks of two documents."""

    @abstractmethod
    def open(self, folder: Path) -> Keywords: ...

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Keywords]:
        store = self.open(tmp_path)
        yield store
        store.close()

    @pytest.fixture
    def filled(self, store: Keywords) -> Keywords:
        store.add(
            [
                chunk("apple banana", document="x"),
                chunk("apple apple cherry", document="x", n=1),
                chunk("banana cherry date", document="y"),
                chunk("无关的内容", document="y", n=1),
            ]
        )
        store.commit()
        return store

    def test_an_empty_store_finds_nothing(self, store: Keywords) -> None:
        assert store.search("apple", 5).scores == {}
        assert store.count() == 0

    def test_any_word_may_match_and_the_best_come_first(self, filled: Keywords) -> None:
        scores = filled.search("apple date", 5).scores
        assert set(scores) == {"x.1.0", "x.1.1", "y.1.0"}
        assert list(scores.values()) == sorted(scores.values(), reverse=True)
        assert min(scores.values()) > 0

    def test_scores_are_the_bm25_of_the_formula(self, filled: Keywords) -> None:
        lengths = {"x.1.0": 2, "x.1.1": 3}
        average = (2 + 3 + 3 + len(chunk_tokens("无关的内容"))) / 4
        idf = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
        for key, frequency in (("x.1.0", 1), ("x.1.1", 2)):
            norm = 1.2 * (1 - 0.75 + 0.75 * lengths[key] / average)
            expected = idf * frequency * 2.2 / (frequency + norm)
            assert filled.search("apple", 5).scores[key] == pytest.approx(expected, rel=1e-4)

    def test_the_ceiling_counts_each_word_once_and_unseen_words_too(self, filled: Keywords) -> None:
        seen = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5)) * 2.2
        unseen = math.log(1 + (4 + 0.5) / 0.5) * 2.2
        assert filled.search("apple apple zebra", 5).ceiling == pytest.approx(seen + unseen)

    def test_coverage_is_a_share_of_the_ceiling(self, filled: Keywords) -> None:
        found = filled.search("apple cherry", 5)
        assert found.coverage("x.1.1") == pytest.approx(found.scores["x.1.1"] / found.ceiling)
        assert 0 < found.coverage("x.1.1") <= 1
        assert found.coverage("nowhere") == 0

    def test_scores_of_given_chunks_are_those_of_the_search(self, filled: Keywords) -> None:
        searched = filled.search("apple banana", 5)
        given = filled.scores("apple banana", ["x.1.1", "y.1.1", "nowhere"])
        assert given.scores == {"x.1.1": pytest.approx(searched.scores["x.1.1"])}
        assert given.ceiling == searched.ceiling

    def test_no_more_than_asked(self, filled: Keywords) -> None:
        assert len(filled.search("apple banana cherry", 2).scores) == 2

    def test_only_the_chosen_documents_are_searched(self, filled: Keywords) -> None:
        assert list(filled.search("banana", 5, documents=["y"]).scores) == ["y.1.0"]
        assert filled.search("banana", 5, documents=["unknown"]).scores == {}
        assert filled.search("banana", 5, documents=[]).scores == {}

    @pytest.mark.parametrize(
        "query",
        ["", "  ", "。！？", '"apple', "body:apple AND (", "apple~2 -banana *", "\x00", "/[a"],
    )
    def test_a_query_is_plain_text(self, filled: Keywords, query: str) -> None:
        wanted = {"x.1.0", "x.1.1"} if "apple" in query else set()
        assert wanted <= set(filled.search(query, 5).scores)

    def test_what_is_not_committed_is_not_found_and_is_dropped(self, filled: Keywords) -> None:
        filled.add([chunk("elderberry", document="z")])
        assert filled.search("elderberry", 5).scores == {}
        filled.release()
        filled.commit()
        assert filled.search("elderberry", 5).scores == {}

    def test_deleting_a_revision_leaves_the_others(self, filled: Keywords) -> None:
        filled.add([chunk("apple", document="x", revision=2)])
        filled.delete("x", 1)
        filled.commit()
        assert filled.count("x", 1) == 0
        assert filled.count("x", 2) == 1
        assert filled.count() == 3
        assert list(filled.search("apple", 5).scores) == ["x.2.0"]

    def test_coverage_stays_within_one_after_deletions(self, filled: Keywords) -> None:
        filled.delete("x", 1)
        filled.commit()
        found = filled.search("banana cherry date", 5)
        assert 0 < found.coverage("y.1.0") < 1

    def test_another_reader_sees_each_commit(self, filled: Keywords, tmp_path: Path) -> None:
        reader = self.open(tmp_path)
        assert reader.count() == 4
        filled.add([chunk("elderberry", document="z")])
        filled.commit()
        assert list(reader.search("elderberry", 5).scores) == ["z.1.0"]
        reader.close()


def chunk_tokens(text: str) -> list[str]:
    from ragqa.text.analysis import tokens

    return tokens(text)

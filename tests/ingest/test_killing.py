"""``ragqa ingest``, killed at random moments, leaves an index that answers and can be finished."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ragqa.index import Index
from ragqa.repairing import repair
from tests.fakes import HashEmbeddings
from tests.killing import content, rounds
from tests.ragqa import damage
from tests.ragqa.library import put

SEED = 20


def test_twenty_kills_leave_an_index_that_answers_and_the_next_run_makes_it_whole(
    tmp_path: Path,
) -> None:
    tally = rounds(tmp_path, 20, seed=SEED)
    assert tally.wrong == []
    assert tally.kills == 20
    assert tally.from_nothing == 5
    # Otherwise nothing was tried. All but the last moments of a run are before its end.
    assert tally.at_work >= 5


@pytest.mark.parametrize(
    ("hurt", "part"),
    [
        (damage.lose_a_vector, "chroma_vectors"),
        (damage.exchange_a_vector, "chroma_vectors"),
        (damage.add_a_vector, "rest"),
        (damage.lose_keywords, "tantivy"),
        (damage.lose_keywords, "lexical"),
        (damage.double_keywords, "tantivy"),
    ],
)
def test_the_comparison_sees_what_is_amiss_in_one_store(
    tmp_path: Path, hurt: Callable[[Path], None], part: str
) -> None:
    with Index.open(tmp_path, HashEmbeddings(), splitter="s1") as index, index.writer() as writer:
        put(writer, index, "a", "seven gulls", "green pears")
        put(writer, index, "b", "red cherries")
    sound = content(tmp_path)
    assert content(tmp_path) == sound
    hurt(tmp_path)
    assert getattr(content(tmp_path), part) != getattr(sound, part)
    repair(tmp_path)
    assert content(tmp_path) == sound

"""``ragqa ingest``, killed at random moments, leaves an index that answers and can be finished."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from ragqa.index import Index
from ragqa.store.repairing import repair
from tests.fakes import HashEmbeddings
from tests.killing import bring, content, rounds, start, states
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


def test_ctrl_c_ends_the_real_process_with_what_was_finished_and_the_next_run_goes_on(
    tmp_path: Path,
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    docs.mkdir()
    bring(docs, states(40, 40)[0])
    process = start(docs, index)
    while process.is_alive() and not stored(index):
        time.sleep(0.01)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    process.join()
    # It may have been at its very end: then it has ended as ever, one file being unreadable.
    assert process.exitcode in (130, 1)
    kept = stored(index)
    assert kept > 0
    assert content(index).rest == ()
    again = start(docs, index)
    again.join()
    assert again.exitcode == 1
    clean = start(docs, tmp_path / "clean")
    clean.join()
    assert content(index) == content(tmp_path / "clean")


def stored(index: Path) -> int:
    """How many documents an index holds, which another process may be making just now."""
    if not (index / "catalog.db").exists():
        return 0
    with closing(sqlite3.connect(index / "catalog.db", timeout=30)) as db, suppress(sqlite3.Error):
        return int(db.execute("SELECT count(*) FROM source WHERE revision > 0").fetchone()[0])
    return 0

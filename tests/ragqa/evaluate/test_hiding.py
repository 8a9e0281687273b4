from __future__ import annotations

from pathlib import Path

from ragqa.evaluate.hiding import Hiding
from tests.stocked import LEAVE, open_stocked


def test_hidden_chunks_are_found_by_no_engine_and_cannot_be_read(tmp_path: Path) -> None:
    with open_stocked(tmp_path) as index:
        query = index.embed("员工每年有几天年假？")
        [best] = index.lexical(query, 1)
        assert index.chunks([best[0]])[best[0]].text == LEAVE
        hiding = Hiding(index, {best[0]})
        everything = [key for key, _ in index.dense(query, 10)]
        left = [key for key, _ in hiding.dense(query, 10)]
        assert sorted([*left, best[0]]) == sorted(everything)
        assert len(hiding.dense(query, 2)) == 2
        assert best[0] not in dict(hiding.lexical(query, 10))
        assert best[0] in dict(index.holding("十五天年假", 10))
        assert hiding.holding("十五天年假", 10) == []
        assert list(hiding.chunks(everything)) == [key for key in everything if key != best[0]]
        assert best[0] in dict(index.dense(query, 10))

from __future__ import annotations

from ragqa.evidence import is_enough
from tests.builders import chunk, hit


def test_one_hit_at_the_threshold_is_enough() -> None:
    hits = [hit(chunk("a"), 0.2), hit(chunk("b", n=1), 0.9)]
    assert is_enough(hits, language="en", threshold=0.9)
    assert not is_enough(hits, language="en", threshold=0.91)


def test_less_is_asked_where_most_hits_are_in_the_other_language() -> None:
    hits = [hit(chunk("年假十五天", n=n), 0.8) for n in range(2)] + [hit(chunk("leave", n=2), 0.8)]
    assert is_enough(hits, language="en", threshold=0.91)
    assert not is_enough(hits, language="zh", threshold=0.91)


def test_nothing_found_is_never_enough() -> None:
    assert not is_enough([], language="zh", threshold=-1.0)

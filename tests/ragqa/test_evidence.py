from __future__ import annotations

from ragqa.evidence import is_enough
from tests.builders import chunk, hit


def test_one_hit_at_the_threshold_is_enough() -> None:
    hits = [hit(chunk("a"), 0.2), hit(chunk("b", n=1), 0.9)]
    assert is_enough(hits, threshold=0.9)
    assert not is_enough(hits, threshold=0.91)


def test_nothing_found_is_never_enough() -> None:
    assert not is_enough([], threshold=-1.0)

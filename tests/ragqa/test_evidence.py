from __future__ import annotations

from ragqa.evidence import Thresholds, is_enough, same_for_all
from tests.builders import chunk, hit


def test_one_hit_at_the_threshold_is_enough() -> None:
    hits = [hit(chunk("a"), 0.2), hit(chunk("b", n=1), 0.9)]
    assert is_enough(hits, language="en", thresholds=same_for_all(0.9))
    assert not is_enough(hits, language="en", thresholds=same_for_all(0.91))


def test_less_is_asked_where_most_hits_are_in_the_other_language() -> None:
    hits = [hit(chunk("年假十五天", n=n), 0.78) for n in range(2)] + [
        hit(chunk("leave", n=2), 0.78)
    ]
    assert is_enough(hits, language="en", thresholds=same_for_all(0.91))
    assert not is_enough(hits, language="zh", thresholds=same_for_all(0.91))


def test_nothing_found_is_never_enough() -> None:
    assert not is_enough([], language="zh", thresholds=same_for_all(-1.0))


def test_each_language_has_its_threshold() -> None:
    english, chinese = [hit(chunk("leave"), 2.1)], [hit(chunk("年假"), 2.1)]
    thresholds: Thresholds = {"zh": 2.2, "en": 2.0}
    assert is_enough(english, language="en", thresholds=thresholds)
    assert not is_enough(chinese, language="zh", thresholds=thresholds)

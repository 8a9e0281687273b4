from __future__ import annotations

from ingest.formats.styles import inheriting


def test_what_says_nothing_is_as_what_it_is_based_on() -> None:
    says = {"base": True, "shown": False, "other": False}
    based_on = [("a", "base"), ("b", "a"), ("shown", "base"), ("c", "shown"), ("d", "nothing")]
    assert inheriting(says, based_on) == {"base", "a", "b"}


def test_one_base_of_two_is_enough_and_rings_end() -> None:
    assert inheriting({"base": True}, [("a", "base"), ("a", "plain")]) == {"base", "a"}
    ring = [("a", "b"), ("b", "a"), ("a", "base")]
    assert inheriting({"base": True}, ring) == {"base", "a", "b"}
    assert inheriting({}, ring) == frozenset()

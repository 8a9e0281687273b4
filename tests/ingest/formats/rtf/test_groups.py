from __future__ import annotations

from ingest.formats.rtf.groups import font_table, group_end, running_groups


def test_a_group_ends_at_its_own_brace() -> None:
    source = r"{a{b}\}c}d"
    assert group_end(source, 1) == source.index("d")
    assert group_end("{a{b}", 1) == -1


def test_heads_and_feet_are_found_once_each() -> None:
    source = r"{\rtf1{\header a{b}}{\footerl c}{\header a{b}}{\headery9}{\footer open"
    assert running_groups(source) == ["a{b}", "c"]


def test_of_heads_without_end_some_are_read() -> None:
    assert len(running_groups("".join(rf"{{\header {n}}}" for n in range(1_000)))) == 100
    assert running_groups(r"{\header " * 100_000) == []


def test_the_font_table_is_the_group_of_that_name() -> None:
    assert font_table(r"{\rtf1{\fonttbl{\f0 A;}} x}") == r"{\fonttbl{\f0 A;}}"
    assert font_table(r"{\rtf1 x}") == ""

from __future__ import annotations

import pytest

from ragqa.text.figures.numbered import numbered


def named(text: str) -> dict[str, set[str]]:
    return {kind: set(n.named) for kind, n in numbered(text).items() if n.named}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("What happened to batch 14?", {"batch": {"14"}}),
        ("Batches 12, 13 and 15 failed.", {"batch": {"12", "13", "15"}}),
        ("Flat 9D has compartment no. 7.", {"flat": {"9d"}, "compartment": {"7"}}),
        ("the 4th floor, the second floor", {"floor": {"4", "2"}}),
        ("五号楼、6号楼和二楼", {"号楼": {"5", "6"}, "楼": {"2"}}),
        ("三、四号楼", {"号楼": {"3", "4"}}),
        ("8栋1103室", {"号楼": {"8"}, "室": {"1103"}}),
        ("第三届运动会，第二季度", {"届": {"3"}, "季度": {"2"}}),
    ],
)
def test_what_a_number_tells_from_its_like_is_known_by_kind(
    text: str, told: dict[str, set[str]]
) -> None:
    assert named(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "They scored 14 points in 2015, after 3 hours.",
        "On March 14 and on 2024-03-12, at 15:40, over 40 came.",
        "See page 3, article 4 and section 5.2.",
        "Version 2.5 takes 30% more.",
        "三届，两期，三栋楼，14天，第三条，2024年3月",
    ],
)
def test_what_counts_measures_or_is_told_apart_elsewhere_names_nothing(text: str) -> None:
    assert named(text) == {}


@pytest.mark.parametrize(
    ("text", "kind", "held", "not_held"),
    [
        ("rooms 201 to 206", "room", "203", "207"),
        ("reefs 3–6", "reef", "5", "7"),
        ("1号楼至6号楼", "号楼", "4", "7"),
        ("3至6号楼", "号楼", "4", "7"),
        ("flat 9D", "flat", "9", "9e"),
        ("flat 9", "flat", "9d", "8d"),
        ("the 14 bus and phase one", "bu", "14", "15"),
        ("phase one", "phase", "1", "2"),
        ("room 07", "room", "7", "70"),
    ],
)
def test_a_number_is_held_however_it_is_told(
    text: str, kind: str, held: str, not_held: str
) -> None:
    assert numbered(text)[kind].hold(held)
    assert not numbered(text)[kind].hold(not_held)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("floor 3, and all other floors", "floor"),
        ("grades 7 and up", "grade"),
        ("三楼，各楼", "楼"),
        ("五楼以上", "楼"),
    ],
)
def test_of_all_of_a_kind_each_is_meant(text: str, kind: str) -> None:
    assert numbered(text)[kind].hold("9")

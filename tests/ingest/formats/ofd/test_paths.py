from __future__ import annotations

import pytest

from ingest.formats.ofd.paths import Point, lines


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("M 0 0 L 10 0", [((0, 0), (10, 0))]),
        ("M 10 5 L 10 -5.5", [((10, -5.5), (10, 5))]),
        ("S 1 1 L 9 1 9 L 9 7 C", [((1, 1), (9, 1)), ((9, 1), (9, 7))]),
        (
            "M0 0L4 0L4 2L0 2C",
            [((0, 0), (4, 0)), ((4, 0), (4, 2)), ((0, 2), (4, 2)), ((0, 0), (0, 2))],
        ),
        ("M 0 0 L 10 0.2", [((0, 0), (10, 0.2))]),
        ("M 0 0 L 10 10", []),
        ("M 0 0 L 0.1 0.1", []),
        ("M 0 0 B 1 1 2 2 9 0 Q 1 1 9 9 A 5 5 0 0 1 0 9 L 4 9", [((0, 9), (4, 9))]),
        ("L", []),
        ("X 1 2 M 0 L 5 0 0 0", [((0, 0), (5, 0))]),
        ("", []),
    ],
)
def test_level_and_upright_lines_of_a_path(data: str, found: list[tuple[Point, Point]]) -> None:
    assert list(lines(data, lambda x, y: (x, y))) == found


def test_they_stand_where_the_path_is_put() -> None:
    assert list(lines("M 0 0 L 10 0", lambda x, y: (y + 1, x + 2))) == [((1, 2), (1, 12))]

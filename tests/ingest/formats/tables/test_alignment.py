from __future__ import annotations

import pytest

from ingest.formats.pages.layout import Box
from ingest.formats.tables.alignment import are_aligned


@pytest.mark.parametrize(
    ("spans", "aligned"),
    [
        ([(0, 20), (0, 30), (0, 10)], True),
        ([(10, 30), (0, 30), (20, 30)], True),
        ([(10, 20), (5, 25), (0, 30)], True),
        ([(0, 20), (15, 30), (27, 60)], False),
    ],
)
def test_an_edge_or_the_middle_at_one_place(
    spans: list[tuple[float, float]], aligned: bool
) -> None:
    cells = [(Box(left, 0, right, 10, ""), "12") for left, right in spans]
    assert are_aligned(cells, 10) is aligned


def test_decimal_points_below_one_another() -> None:
    texts = ("1.5", "12.25", "123")
    cells = [
        (Box(100 - 5 * len(text.split(".")[0]), 0, 100 + right, 10, ""), text)
        for text, right in zip(texts, (7.5, 12.5, 0), strict=True)
    ]
    assert are_aligned(cells, 3)

from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.text.parts.sections import Sections
from tests.builders import passage

TEXT = "# Minutes of the move\n\nHeld in March.\n\n## Date\n\nWe move in June."
DATE = TEXT.index("## Date")


@pytest.mark.parametrize(
    ("sections", "first"),
    [
        (((0, ("Minutes of the move",)), (DATE, ("Minutes of the move", "Date"))), ""),
        (((0, ("Minutes of the move",)), (DATE, ("Date",))), "Minutes of the move"),
        ((), "Minutes of the move"),
    ],
)
def test_the_title_of_a_document_is_none_of_a_part(
    sections: tuple[tuple[int, tuple[str, ...]], ...], first: str
) -> None:
    """Where all parts stand below it; else it may be that of the first part."""
    found = Sections(replace(passage(TEXT), sections=sections))
    assert found.at(TEXT.index("Held")) == first
    assert found.at(TEXT.index("We move")) == "Date"


def test_titles_within_the_text_hold_for_what_stands_below_them() -> None:
    text = "Some notes on it.\n\n一、停车\n\n每户一个车位。\n\n二、费用\n\n每月五十元。"
    found = Sections(passage(text))
    assert [found.at(text.index(part)) for part in ("Some", "每户", "每月")] == [
        "",
        "一、停车",
        "二、费用",
    ]

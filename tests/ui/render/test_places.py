from __future__ import annotations

import pytest

from ui.render.places import pages, titles
from ui.texts import EN, ZH
from ui.texts.web import ZH as WEB_ZH


def test_one_page_is_told_as_one() -> None:
    assert pages(3, None, EN) == pages(3, 3, EN) == "p. 3"
    assert pages(3, 4, ZH) == ZH.pages.format(first=3, last=4)
    assert pages(3, 4, WEB_ZH) == WEB_ZH.pages.format(first=3, last=4)


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("rows 2-9", "第 2–9 行"),
        ("row 6", "第 6 行"),
        ("rows of trees", "rows of trees"),
        ("费用", "费用"),
    ],
)
def test_rows_of_a_sheet_are_told_in_the_readers_language(heading: str, shown: str) -> None:
    assert titles([heading], "zh") == [shown]
    assert titles([heading], "en") == [heading]

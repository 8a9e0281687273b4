from __future__ import annotations

import pytest

from ragqa.text.meaning.clauses import clauses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna paints the gate, and Paul sells old boats.", 2),
        ("The fee covers food and lodging.", 1),
        ("It has 80 goats and 35 sheep.", 2),
        ("Boats may enter without a permit.", 2),
        ("It costs 1,200 euros.", 1),
        ("鸡养在仓房，羊养在后院。", 2),
    ],
)
def test_clauses(text: str, expected: int) -> None:
    assert len(clauses(text)) == expected

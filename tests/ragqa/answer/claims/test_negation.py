from __future__ import annotations

import pytest

from ragqa.answer.claims.negation import denies


@pytest.mark.parametrize(
    ("claim", "evidence", "found"),
    [
        ("A permit is needed for boats.", "A permit is not needed for boats.", True),
        ("Boats do not need a permit.", "A permit is not needed for boats.", False),
        ("Boats are not allowed on the lake.", "Boats are forbidden on the lake.", False),
        ("The lake is not open.", "The lake is closed.", False),
        ("No more than 5 boats may enter.", "At most 5 boats may enter.", False),
        ("船只需要许可证。", "船只不需要许可证。", True),
        ("湖上不允许行船。", "湖上禁止行船。", False),
        ("进湖船只不得超过五条。", "进湖船只最多五条。", False),
        ("未登记的船只可以入湖。", "已登记的船只可以入湖，未登记的船只不得入湖。", True),
    ],
)
def test_what_is_denied_of_one_and_not_of_the_other_is_seen(
    claim: str, evidence: str, found: bool
) -> None:
    assert denies(claim, evidence) is found

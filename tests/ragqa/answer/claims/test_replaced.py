from __future__ import annotations

import pytest

from ragqa.answer.claims.replaced import replaced
from ragqa.text.prepared import Prepared


def differs(claim: str, evidence: str, *, before: str = "") -> bool:
    return replaced(claim, evidence, Prepared(f"{before} {evidence}".strip()))


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The farm has 12 goats.", "The farm has 12 hens."),
        (
            "The farm keeps hens in the barn.",
            "The farm keeps hens in the yard and stores hay in the barn.",
        ),
        ("Paul repairs the roof.", "Anna repairs the roof, and Paul repairs the gate."),
        ("The gate costs 40 euros.", "The roof costs 40 euros, the gate costs 90 euros."),
        ("The farm has 12 hens.", "The farm has 12 goats and 30 hens."),
        ("农场养了12只鸡。", "农场养了12只羊。"),
        ("鸡养在后院。", "羊养在后院，鸡养在仓房。"),
        ("王芳修理屋顶。", "李明修理屋顶，王芳修理大门。"),
        ("大门的造价为40元。", "屋顶的造价为40元，大门的造价为90元。"),
        ("会议定于周五召开。", "会议定于周二召开。"),
    ],
)
def test_another_thing_in_the_same_place_is_seen(claim: str, evidence: str) -> None:
    assert differs(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The company owns 12 cars.", "The firm owns 12 vehicles."),
        (
            "Hens are kept in the yard.",
            "The farm keeps hens in the yard and stores hay in the barn.",
        ),
        ("Paul repairs the gate.", "Anna repairs the roof, and Paul repairs the gate."),
        ("The price of the gate is 90 euros.", "The roof costs 40 euros, the gate costs 90 euros."),
        ("企业拥有12辆汽车。", "公司有12辆汽车。"),
        ("后院里养的是羊。", "羊养在后院，鸡养在仓房。"),
        ("由王芳修理大门。", "李明修理屋顶，王芳修理大门。"),
        ("会议定于星期二举行。", "会议定于周二召开。"),
    ],
)
def test_the_same_thing_in_other_words_is_none_other(claim: str, evidence: str) -> None:
    assert not differs(claim, evidence)


def test_what_was_named_before_may_be_called_so() -> None:
    before = "Norvell was founded in 1990."
    assert not differs("Norvell employs 50 people.", "The firm employs 50 people.", before=before)
    assert differs("Norvell employs 50 people.", "Castor employs 50 people.", before=before)


def test_a_long_list_is_not_laid_beside_another() -> None:
    assert not differs("Anna " * 200 + "goat", "Anna " * 200 + "hen")

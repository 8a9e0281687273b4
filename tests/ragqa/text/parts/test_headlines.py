from __future__ import annotations

import pytest

from ragqa.text.parts.headlines import headlines

LEAFLET = (
    "Read all of this first.\n\n3. How to take it\nAdults: one tablet.\nSwallow it whole.\n\n"
    "4. Side effects\n\nNone is known."
)
RULES = (
    "停车\n每户只能登记一辆车，先到先得。\n\n二、绿化\n南门改种桂花四棵。\n\n【貯藏】\n置陰涼處。\n\n"
    "7月19日（周日）\n上午参观武侯祠，下午自由活动。"
)
CAPITALS = (
    "FRI 8 MAY 2026\n14:00 Tile Museum\n\nOpening hours\nFrom April to October daily from 10.\n\n"
    "## Notes\n\nNone."
)


LEASE = (  # of a PDF, which has no blank lines
    "每逾期一日按应付租金的千分之三支付违约金。\n第四条 押金\n"
    "乙方应在签约当日支付押金 11,200 元。\n"
    "五、联系人\n您的专属客户经理：何俊杰。\n"
    "The buyer pays the rest.\n6. Warranty\nIt holds for two years."
)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (LEASE, ["第四条 押金", "五、联系人", "6. Warranty"]),
        (LEAFLET, ["3. How to take it", "4. Side effects"]),
        (RULES, ["停车", "二、绿化", "【貯藏】", "7月19日（周日）"]),
        (CAPITALS, ["FRI 8 MAY 2026", "Opening hours", "## Notes"]),
    ],
)
def test_titles_are_told_by_their_form(text: str, titles: list[str]) -> None:
    assert [text[start:end] for start, end in headlines(text)] == titles


@pytest.mark.parametrize(
    "text",
    [
        "Mix:\n1. Mix the flours with water.\n2. Bake the loaf.",
        "1. 关闭进水阀\n2. 取下旧滤芯\n\n3. 装上新滤芯",
        "Dear Marcus,\nthank you for the offer that you sent.",
        "Name: Ann Lee\nDate of birth: 3 May 1990",
        "The committee of the residents of Willow\nCourt has met twice this year.",
        "The committee of residents\nhas met twice this year.",
        "业主委员会决定自五月一日起实行\n轮候制，每户只能登记一辆车。",
        "First line ends.\nSecond line\nThird line is longer than it.",
        "Kind regards\nOlivia",
        "| Item | Amount |\n| --- | --- |\n| Salt | 11 g |",
        "08:41 Train\n10:30 Pena Palace, timed entry",
        "0344 892011\nis the number of the helpline",
        "支付违约金。\n第四条规定的押金由乙方在签约当日\n支付给甲方。",
        "He waits.\n2. Open the lid of the box\nwith the key that lies below the bench.",
        "Do this:\n1. Open the lid\nThe key is below the bench.",
        "Alone at the end",
        "",
    ],
)
def test_other_lines_are_none(text: str) -> None:
    found = [text[start:end] for start, end in headlines(text)]
    assert found == []


def test_the_title_of_a_document_opens_it() -> None:
    text = "大暉 DH-10A 電鍋保固卡\n\n本產品自購買日起保固一年。\n\n以上\n\n另附收據一張。"
    assert headlines(text) == []
    assert [text[a:b] for a, b in headlines(text, opens=True)] == ["大暉 DH-10A 電鍋保固卡"]


def test_a_title_may_stand_above_brackets_and_quotes() -> None:
    text = "临江市养犬条例\n\n（2021年9月28日通过，2022年1月1日起施行）"
    assert [text[start:end] for start, end in headlines(text, opens=True)] == ["临江市养犬条例"]
    text = "Members\n(1) Anybody aged 12 or more can become a member of the club."
    assert [text[start:end] for start, end in headlines(text)] == ["Members"]

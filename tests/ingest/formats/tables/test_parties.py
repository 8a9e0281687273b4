"""Of forms of two parties each field is told with whose it is."""

from __future__ import annotations

import pytest

from ingest.formats.tables.pairs import told


def rows(*lines: str) -> list[list[str]]:
    return [line.split("|") for line in lines]


def test_the_fields_of_two_parties_are_told_apart() -> None:
    assert told(
        rows("甲方（盖章）：|甲公司|乙方：|李梅", "地址|上海|地址|北京", "日期||日期|")
    ) == [
        "甲方（盖章）： 甲公司\n乙方： 李梅",
        "甲方地址: 上海\n乙方地址: 北京",
        "甲方日期\n乙方日期",
    ]


def test_parties_may_stand_above_two_columns_each() -> None:
    assert told(rows("Landlord||Tenant|", "Name|Ann|Name|Bob", "Date|4 May|Date|5 May")) == [
        "Landlord\nTenant",
        "Landlord Name: Ann\nTenant Name: Bob",
        "Landlord Date: 4 May\nTenant Date: 5 May",
    ]


@pytest.mark.parametrize(
    "table",
    [
        rows("Name|Score|Name|Score", "Ann|3|Bob|4", "Cid|5|Dan|6"),
        rows("Lead|12 mg|HPLC|12 mg", "Zinc|3 mg|GC|3 mg", "Tin|1 mg|GC|1 mg"),
        rows("Item|Price|Dish|Price", "Tea|2|Tea|2"),
        rows("Day|1|Night|2", "5|a|5|b", "6|a|6|b"),
    ],
)
def test_what_is_alike_by_chance_stays_a_table(table: list[list[str]]) -> None:
    assert told(table) == []

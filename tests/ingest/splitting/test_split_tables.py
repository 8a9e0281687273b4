"""Tables that are cut: each part is told with the header, what follows is not."""

from __future__ import annotations

import pytest

from ingest.parsed import Heading, Parsed
from ingest.splitting.split import Piece, embedding_text, told_from
from tests.ingest.splitting.test_split import cut


@pytest.mark.parametrize(
    ("headings", "text", "room", "told"),
    [
        (("Staff", "Name | Age"), "| Ann | 30 |\n| Bob | 7 |", 80, "Name | Age\n| Ann | 30 |"),
        (("Staff", "Name |  Age"), "| Ann | 30 |", 80, "Name | Age\n| Ann | 30 |"),
        (("Staff", "Name | Age"), "| Ann | 30 |", 5, "| Ann | 30 |"),  # the header has no room
        (("Staff",), "| Ann | 30 |", 80, "| Ann | 30 |"),
        (("Staff", "Notes"), "Ann is 30.", 80, "Ann is 30."),
        ((), "Ann is 30.", 80, "Ann is 30."),
    ],
)
def test_the_header_of_a_table_is_told_of_each_piece_of_it(
    headings: tuple[str, ...], text: str, room: int, told: str
) -> None:
    part = Piece(text, 0, len(text), None, None, "", headings, ())
    whole = embedding_text(part, "Staff list", room)
    assert whole[told_from(part, whole) :].startswith(told)


TABLE = "| 球队 | wins |\n| --- | --- |\n" + "".join(f"| 蓝调 {n} | {n} |\n" for n in range(40))


def test_every_part_of_a_table_has_its_header() -> None:
    parsed = Parsed(f"# 冰球\n\nBefore.\n\n{TABLE}\nAfter it.", headings=(Heading(0, 1, "冰球"),))
    pieces = cut(parsed)
    assert len(pieces) > 5
    assert pieces[0].headings == ("冰球",)
    for piece in pieces:
        began_inside = piece.text.startswith("| 蓝调")
        assert (piece.headings[-1] == "球队 | wins") == began_inside
    assert sum(piece.text.startswith("| 蓝调") for piece in pieces) > 5


def test_what_follows_a_table_is_not_told_under_its_header() -> None:
    pieces = cut(f"{TABLE}\nAfter it. 表后。", max_tokens=30)
    assert pieces[-1].text == "After it. 表后。"
    assert pieces[-1].headings == ()
    assert pieces[-2].headings == ("球队 | wins",)


def test_a_short_table_stays_with_what_follows_it() -> None:
    table = "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    assert [piece.text for piece in cut(f"{table}\nAfter.", max_tokens=60)] == [f"{table}\nAfter."]


def test_a_row_of_bars_without_a_rule_is_no_header() -> None:
    assert all(piece.headings == () for piece in cut("| a | b |\n" * 40))

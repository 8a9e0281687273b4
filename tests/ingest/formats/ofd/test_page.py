"""Text objects of OFD pages: their characters are put where they are drawn."""

from __future__ import annotations

import pytest
from lxml import etree  # type: ignore[import-untyped]

from ingest.formats.ofd import page as ofd_page
from ingest.formats.ofd.page import Drawn, Matrix, draw
from ingest.formats.pages.layout import lines_of
from ragqa.errors import DocumentError
from tests.ingest.ofds import NS, text


def drawn(*objects: str, units: dict[str, str] | None = None) -> Drawn:
    def element(inside: str) -> object:
        return etree.fromstring(f"<ofd:Content {NS}>{inside}</ofd:Content>")

    made = {key: element(inside) for key, inside in (units or {}).items()}
    return draw(element("".join(objects)), made)


def lines(*objects: str, units: dict[str, str] | None = None) -> list[str]:
    return lines_of(drawn(*objects, units=units).pieces)


def test_a_line_is_where_its_boundary_and_its_first_point_say() -> None:
    [piece] = drawn(text("电子发票", 20, 50)).pieces
    assert piece.text == "电子发票"
    assert (piece.left, piece.right) == (20, 36)
    assert piece.top < 50 < piece.bottom
    assert piece.height == pytest.approx(4)


def test_objects_come_in_reading_order_and_not_in_that_of_the_file() -> None:
    assert lines(
        text("合计", 20, 90), text("12.00", 150, 60), text("项目", 20, 60), text("发票", 80, 20)
    ) == ["发票", "项目  12.00", "合计"]


def test_steps_that_are_said_once_for_many_characters_are_each_of_theirs() -> None:
    # As in a real ticket: two lines in one code, the second begun by a step back and down.
    code = 'DeltaX="g 3 4 -12 g 3 4" DeltaY="g 3 0 5 g 3 0"'
    assert lines(text("买票请到一二三四", 20, 90, code=code)) == ["买票请到", "一二三四"]
    assert lines(text("abcdef", 20, 90, code='DeltaX="g 2 2"')) == ["abcdef"]
    assert lines(text("abc", 20, 90, code='DeltaX="g 999999999 2"')) == ["abc"]


@pytest.mark.parametrize("code", ['DeltaX="g"', 'DeltaX="g x y nan"', 'DeltaX="inf 1e999"'])
def test_steps_that_are_no_numbers_cost_no_text(code: str) -> None:
    assert "".join(lines(text("甲乙丙", 20, 90, code=code))).replace(" ", "") == "甲乙丙"


def test_a_name_that_is_spread_to_the_width_of_its_field_is_one_word() -> None:
    assert lines(text("地址：", 20, 90, code='DeltaX="14 4"')) == ["地址："]
    assert lines(text("甲乙", 20, 90, code='DeltaX="60"')) == ["甲  乙"]
    assert lines(text("ab", 20, 90, code='DeltaX="60"')) == ["a  b"]


def test_letters_that_are_drawn_one_by_one_are_words_again() -> None:
    letters = [text(char, 20 + 2.1 * n, 90) for n, char in enumerate("page 12")]
    assert lines(*letters) == ["page 12"]
    assert lines(text("No", 20, 90), text("12", 40, 90)) == ["No  12"]


def test_characters_without_steps_follow_each_other() -> None:
    [piece] = drawn(
        '<ofd:TextObject Boundary="10 20 90 5" Size="4"><ofd:TextCode X="0" Y="4">甲乙丙'
        "</ofd:TextCode></ofd:TextObject>"
    ).pieces
    assert (piece.left, piece.right) == (10, 22)


def test_a_text_that_runs_down_is_one_piece() -> None:
    [piece] = drawn(text("购买方", 20, 30, code='DeltaY="g 2 4.5"')).pieces
    assert piece.text == "购买方"
    assert piece.height == pytest.approx(13)
    assert piece.width == pytest.approx(4)


def test_what_is_scaled_stands_where_it_is_seen() -> None:
    """As one program writes it: characters of size 1, scaled by the matrix."""
    [piece] = drawn(
        '<ofd:TextObject CTM="9 0 0 9 2 0" Boundary="30 70 90 9" Size="1">'
        '<ofd:TextCode X="0" Y="1" DeltaX="1">文件</ofd:TextCode></ofd:TextObject>'
    ).pieces
    assert (piece.left, piece.right) == (32, 50)
    assert piece.bottom == pytest.approx(70 + 9 * 1.12)


def test_matrices_are_applied_from_within() -> None:
    inner, outer = Matrix(2, 0, 0, 2, 1, 1), Matrix(0, 1, -1, 0, 5, 5)
    assert inner.within(outer).point(3, 4) == outer.point(*inner.point(3, 4))
    turned = '<ofd:TextObject CTM="0 1 -1 0 0 0" Boundary="50 50 5 90" Size="4">'
    [piece] = drawn(
        f'{turned}<ofd:TextCode X="0" Y="0" DeltaX="4">侧边</ofd:TextCode></ofd:TextObject>'
    ).pieces
    assert piece.height > piece.width


def test_what_runs_at_an_angle_does_not_disturb_the_lines() -> None:
    mark = text("机密", 0, 40, 'Size="9" CTM="0.866 -0.5 0.5 0.866 0 0"')
    made = drawn(text("第一行", 20, 40), mark)
    assert made.slanted == ["机密"]
    assert lines_of(made.pieces) == ["第一行"]


def test_what_is_invisible_is_left_out_but_what_is_transparent_is_the_text_of_a_scan() -> None:
    hidden = text("隐藏", 20, 20, 'Size="4" Visible="false"')
    assert lines(hidden, text("透明", 20, 40, 'Size="4" Alpha="0"')) == ["透明"]


def test_a_unit_is_drawn_where_it_is_used() -> None:
    used = '<ofd:CompositeObject Boundary="100 100 50 50" CTM="2 0 0 2 0 0" ResourceID="7"/>'
    block = f"<ofd:PageBlock>{used}</ofd:PageBlock>"
    made = drawn(block, units={"7": text("单元", 10, 10)})
    assert [(piece.text, piece.left) for piece in made.pieces] == [("单元", 120)]
    assert drawn(used).pieces == []


def test_units_within_units_end(monkeypatch: pytest.MonkeyPatch) -> None:
    again = '<ofd:CompositeObject ResourceID="7"/>'
    assert drawn(again, units={"7": f"{text('甲', 1, 1)}{again}"}).pieces
    monkeypatch.setattr(ofd_page, "MOST_DRAWN", 10_000)
    for inside in (again * 10, text("甲" * 600, 1, 1) + again * 2):
        with pytest.raises(DocumentError, match="for safety"):
            drawn(again, units={"7": inside})


def test_pictures_are_named() -> None:
    assert drawn('<ofd:ImageObject ResourceID="14"/>').pictures == ["14"]

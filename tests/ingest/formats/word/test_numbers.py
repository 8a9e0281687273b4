from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.formats.blocks import BULLET
from ingest.formats.word.numbers import Numbers, Point
from ingest.formats.word.word import load_docx

LEGAL = (
    ("decimal", "Article %1"),
    ("decimal", "%1.%2"),
    ("lowerLetter", "(%3)"),
    ("lowerRoman", "%4."),
)


def levels(kinds: Sequence[tuple[str, str]], more: str = "") -> str:
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (kind, text) in enumerate(kinds)
    )


def numbering(*patterns: str, lists: str = "") -> str:
    every = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{inside}</w:abstractNum>'
        for n, inside in enumerate(patterns)
    )
    own = "".join(
        f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>'
        for n in range(len(patterns))
    )
    return f"<w:numbering {nsdecls('w')}>{every}{own}{lists}</w:numbering>"


def paragraph(depth: int, number: int = 1, style: str = "") -> str:
    of = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:p {nsdecls("w")}><w:pPr>{of}<w:numPr><w:ilvl w:val="{depth}"/>'
        f'<w:numId w:val="{number}"/></w:numPr></w:pPr><w:r><w:t>text</w:t></w:r></w:p>'
    )


def shown(xml: str, places: Sequence[tuple[int, int]]) -> list[str]:
    numbers = Numbers(parse_xml(xml), {})
    points = (numbers.of(parse_xml(paragraph(depth, number))) for depth, number in places)
    return [point.label if point else "none" for point in points]


def test_a_contract_is_numbered_as_word_shows_it() -> None:
    places = [(0, 1), (1, 1), (1, 1), (2, 1), (2, 1), (3, 1), (0, 1), (1, 1), (2, 1)]
    assert shown(numbering(levels(LEGAL)), places) == [
        *("Article 1", "1.1", "1.2", "(a)", "(b)", "i.", "Article 2", "2.1", "(a)"),
    ]


@pytest.mark.parametrize(
    ("kind", "third"),
    [
        *(("decimalZero", "03"), ("upperLetter", "C"), ("upperRoman", "III")),
        *(("chineseCounting", "三"), ("chineseLegalSimplified", "叁")),
        *(("ideographTraditional", "丙"), ("decimalEnclosedCircle", "③"), ("none", "")),
        *(("bullet", BULLET), ("ofNoKnownKind", "3")),
    ],
)
def test_numerals_of_many_kinds(kind: str, third: str) -> None:
    assert shown(numbering(levels([(kind, "%1")])), [(0, 1)] * 3)[-1] == third


def test_a_list_of_its_own_start_begins_anew_and_others_of_its_pattern_go_on() -> None:
    again = (
        '<w:num w:numId="7"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="8"><w:abstractNumId w:val="0"/></w:num>'
    )
    xml = numbering(levels([("decimal", "%1.")]), lists=again)
    assert shown(xml, [(0, 1), (0, 1), (0, 8), (0, 7), (0, 7)]) == ["1.", "2.", "3.", "5.", "6."]


def test_numbers_of_all_depths_are_digits_where_the_level_says_so() -> None:
    xml = numbering(
        levels([("upperRoman", "%1"), ("decimal", "%1.%2")], more="<w:isLgl/>"),
    )
    assert shown(xml, [(0, 1), (0, 1), (1, 1)])[-1] == "2.1"


def test_a_depth_that_is_left_out_has_its_first_number() -> None:
    assert shown(numbering(levels(LEGAL)), [(1, 1), (1, 1)]) == ["1.1", "1.2"]


def test_what_does_not_count_the_depths_above_goes_on() -> None:
    xml = numbering(levels([("decimal", "%1"), ("decimal", "%2")], '<w:lvlRestart w:val="0"/>'))
    assert shown(xml, [(0, 1), (1, 1), (0, 1), (1, 1)]) == ["1", "1", "2", "2"]


def test_no_number_and_lists_that_are_not_there() -> None:
    assert shown(numbering(levels(LEGAL)), [(0, 0), (0, 99), (8, 1)]) == ["none", BULLET, BULLET]
    assert Numbers(None, {}).of(parse_xml(paragraph(0))) == Point(0, BULLET)


def test_a_style_gives_number_and_depth() -> None:
    meant = (
        '<w:lvl w:ilvl="1"><w:pStyle w:val="Clause"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%2)"/></w:lvl>'
    )
    style = parse_xml(
        f'<w:style {nsdecls("w")} w:styleId="Clause"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    based = parse_xml(
        f'<w:style {nsdecls("w")} w:styleId="Mine"><w:basedOn w:val="Clause"/></w:style>'
    )
    numbers = Numbers(parse_xml(numbering(meant)), {"Clause": style, "Mine": based})
    plain = f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="Mine"/></w:pPr></w:p>'
    assert numbers.of(parse_xml(plain)) == Point(1, "1)")


def test_a_style_of_lists_is_followed() -> None:
    xml = numbering('<w:numStyleLink w:val="Mine"/>', levels([("decimal", "§ %1")]))
    style = parse_xml(
        f'<w:style {nsdecls("w")} w:styleId="Mine"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    numbers = Numbers(parse_xml(xml), {"Mine": style})
    assert numbers.of(parse_xml(paragraph(0))) == Point(0, "§ 1")


def test_styles_based_on_each_other_end() -> None:
    style = parse_xml(f'<w:style {nsdecls("w")} w:styleId="A"><w:basedOn w:val="A"/></w:style>')
    numbers = Numbers(parse_xml(numbering()), {"A": style})
    plain = f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="A"/></w:pPr></w:p>'
    assert numbers.of(parse_xml(plain)) is None


def test_numbers_stand_before_headings_points_and_in_cells(tmp_path: Path) -> None:
    document = docx.Document()
    part = document.part.numbering_part
    part._element.clear()
    pattern = numbering(levels([("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)")]))
    for element in parse_xml(pattern):
        part._element.append(element)
    body = document.element.body
    for depth, style in ((0, "Heading1"), (1, ""), (2, "")):
        body.insert(-1, parse_xml(paragraph(depth, style=style)))
    table = document.add_table(1, 2)
    table.cell(0, 0)._tc.append(parse_xml(paragraph(1)))
    table.cell(0, 1).text = "cell"
    document.save(str(tmp_path / "a.docx"))
    parsed = load_docx(tmp_path / "a.docx")
    assert parsed.text == (
        "# 1 text\n\n  1.1 text\n    a) text\n\n| 1.2 text | cell |\n| --- | --- |"
    )
    assert [heading.title for heading in parsed.headings] == ["1 text"]

from __future__ import annotations

import pytest
from docx.oxml import parse_xml

from ingest.formats.office.formulas import math_formula, word_formula
from ingest.formats.word.text import word_text
from tests.ingest.formats.word.test_text import NAMES, paragraph


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def omml(inside: str) -> str:
    return f"<m:oMath {NAMES}>{inside}</m:oMath>"


def raised(base: str, power: str) -> str:
    return f"<m:sSup><m:e>{base}</m:e><m:sup>{power}</m:sup></m:sSup>"


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (run("E=m") + raised(run("c"), run("2")), "E=mc^2"),
        (raised(run("10"), run("-6")), "10^(-6)"),
        (f"<m:f><m:num>{run('a+b')}</m:num><m:den>{run('2')}</m:den></m:f>", "(a+b)/2"),
        (f"<m:sSub><m:e>{run('H')}</m:e><m:sub>{run('2')}</m:sub></m:sSub>{run('O')}", "H_2O"),
        (f"<m:rad><m:deg/><m:e>{run('x')}</m:e></m:rad>", "√x"),
        (f"<m:d><m:e>{run('x')}</m:e><m:e>{run('y')}</m:e></m:d>", "(x, y)"),
        (
            '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>'
            f"<m:e>{run('x')}</m:e></m:d>",
            "[x]",
        ),
        (
            f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{run("i=1")}</m:sub>'
            f"<m:sup>{run('n')}</m:sup><m:e>{run('i')}</m:e></m:nary>",
            "∑_(i=1)^n i",
        ),
    ],
)
def test_a_formula_of_word_keeps_where_its_parts_stand(inside: str, shown: str) -> None:
    assert word_formula(parse_xml(omml(inside))) == shown


def test_a_formula_stands_in_its_sentence() -> None:
    text = "<w:r><w:t>With </w:t></w:r>{}<w:r><w:t> the mass is known.</w:t></w:r>"
    formula = omml(run("E=m") + raised(run("c"), run("2")))
    assert word_text(parse_xml(paragraph(text.format(formula)))) == (
        "With E=mc^2 the mass is known."
    )


def test_a_formula_that_is_nested_without_end_is_cut() -> None:
    deep = "<m:d><m:e>" * 80 + run("x") + "</m:e></m:d>" * 80
    assert "x" not in word_formula(parse_xml(omml(deep)))


MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc^2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a+b)/2"),
        (
            "<semantics><mrow><mi>x</mi></mrow>"
            "<annotation encoding='StarMath 5.0'>x = {a} over {b}</annotation></semantics>",
            "x = {a} over {b}",
        ),
        (
            "<semantics><mi>x</mi><annotation encoding='application/x-tex'>x^2</annotation>"
            "</semantics>",
            "x^2",
        ),
    ],
)
def test_mathml_is_one_line(inside: str, shown: str) -> None:
    assert math_formula(parse_xml(MATH.format(inside))) == shown

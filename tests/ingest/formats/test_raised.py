from __future__ import annotations

import pytest

from ingest.formats.raised import LOWERED, RAISED, told


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("In 2019^1^ it rose", "In 2019[^1] it rose"),
        ("see Smith^12^, and", "see Smith[^12], and"),
        ("by Jones.^3^ The hall", "by Jones[^3]. The hall"),
        ("of water.^[3]^ Then m^[2]^", "of water[^3]. Then m[^2]"),
        ("said.”^3^ The", "said[^3].” The"),
        ("增长了。^4^第二年", "增长了[^4]。第二年"),
        ("2020 年 ^4^增长了", "2020 年[^4]增长了"),
        ("3.5%^5^。", "3.5%[^5]。"),
        ("4,532^1^", "4,532[^1]"),
        ("(Section 7)^2^", "(Section 7)[^2]"),
        ("Two^1,2^ and^4–6^", "Two[^1,2] and[^4–6]"),
        ("^1^Annual report", "[^1] Annual report"),
        ("text\n^2^ See", "text\n[^2] See"),
        ("10^6^ units", "10^6 units"),
        ("2^32^", "2^32"),
        ("5×10^-3^ mol", "5×10^-3 mol"),
        ("20 m^2^ of", "20 m² of"),
        ("500 平方米^2^，平方米^6^", "500 平方米²，平方米[^6]"),
        ("x^2^ + (a+b)^2^", "x² + (a+b)^2"),
        ("the 1^st^ of May, Acme^®^", "the 1st of May, Acme®"),
        ("10^1^^2^ parts", "10^12 parts"),
        ("3^1^⁄2 inches and ^1^/4", "3 1⁄2 inches and 1/4"),
        ("5×10^9^/L at 2 m^3^/s", "5×10^9/L at 2 m³/s"),
        ("Smith^1^/Jones^2^, (a+b)^2^/4", "Smith[^1]/Jones[^2], (a+b)^2/4"),
        ("E = mc^2^, A = πr^2^. V=4πr^3^/3", "E = mc², A = πr². V=4πr³/3"),
        ("½mv^2^ + 2ab^3^; c = all^4^", "½mv² + 2ab³; c = all[^4]"),
        ("χ^2^ and σ^2^, λόγος^2^", "χ² and σ², λόγος[^2]"),
        ("at 40^0^C or 10^0^C, turned by 45^0^.", "at 40°C or 10°C, turned by 45°."),
        ("the Court’s^2^ rule, für^3^ I'm^2^", "the Court’s[^2] rule, für[^3] I'm[^2]"),
        ("3×m^2^, 设x^2^", "3×m², 设x²"),
        (
            "under s. 12(b)^5^ (p = 0.05)^1^ and f(x)^2^",
            "under s. 12(b)[^5] (p = 0.05)[^1] and f(x)^2",
        ),
        ("加水^1^/2杯", "加水1/2杯"),
        ("dated; ^14^C and ^235^U, ^13^CO", "dated; 14C and 235U, 13CO"),
        ("风险 ^14^Annual", "风险[^14]Annual"),
        ("nothing raised", "nothing raised"),
    ],
)
def test_raised_digits_are_no_part_of_what_they_stand_at(printed: str, text: str) -> None:
    pieces = printed.split("^")
    raised = "".join(f"{RAISED}{p}{LOWERED}" if n % 2 else p for n, p in enumerate(pieces))
    assert told(raised) == text


def test_marks_without_a_partner_are_dropped() -> None:
    assert told(f"a{RAISED}1 b{LOWERED}{LOWERED}") == "a1 b"
    assert told(f"a{LOWERED}1") == "a1"

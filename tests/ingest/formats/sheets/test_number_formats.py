from __future__ import annotations

import pytest

from ingest.formats.sheets.number_formats import number


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (1250.5, "#,##0", "1,251"),
        (1 / 3, "0.00", "0.33"),
        (1.005, "0.00", "1.01"),  # as it is written, not as its binary fraction
        (1.5, "0.##", "1.5"),
        (1, "0.##", "1"),
        (0.5, "#.00", "0.50"),
        (0, "#,##0", "0"),
        (5, "_-* #,##0.00_-", "5.00"),
        (42, "000000", "000042"),
        (4.5, "00", "05"),
        (42.0, "0", "42"),
        (6222021234567890.0, "0", "6222021234567890"),
        (6222021234567890, "General", "6222021234567890"),
        (1.5e20, "0.00", "1.5e+20"),
        (20240315123456789012, "0", "20240315123456789012"),
        (10**400, "000", "1" + "0" * 400),
        (0.1 + 0.2, "", "0.3"),
        (12, "GENERAL", "12"),  # as OpenOffice wrote it
        (12, 'GENERAL" kg"', "12 kg"),
        (float("inf"), "000", "inf"),
        (float("nan"), "000", "nan"),
        (5e-324, "0." + "0" * 250, "0." + "0" * 250),
        (123456789, "0.00E+00", "123456789"),
        (0.5, "# ?/?", "0.5"),
    ],
)
def test_digits_are_rounded_and_grouped_as_the_format_says(
    value: float, form: str, text: str
) -> None:
    assert number(value, form) == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.07, "0.00%", "7.00%"),
        (0.12345, "0%", "12%"),
        (7, '0"%"', "7%"),
        (7, r"0\%", "7%"),
        (0.075, "0.0‰", "0.1‰"),
        (1234567, '#,##0,"k"', "1,235k"),
        (1234567, "#,##0,", "1,235"),
        (1234567, '0.0,,"M"', "1.2M"),
        (123456, '0!.0,"万"', "12.3万"),
        (21.5, "0.0℃", "21.5℃"),
    ],
)
def test_shares_and_thousands_are_shown_with_their_sign(value: float, form: str, text: str) -> None:
    assert number(value, form) == text


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("#,##0.00", "-1,234.57"),
        ("#,##0.00_);(#,##0.00)", "-1,234.57"),
        ("0.00;[Red]0.00", "-1234.57"),
        (r"#,##0_ ;[Red]\-#,##0\ ", "-1,235"),
        (r'"¥"#,##0;\-"¥"#,##0', "-¥1,235"),
        ("¥#,##0;¥-#,##0", "-¥1,235"),
        (r'"$"#,##0_);\("$"#,##0\)', "-$1,235"),
        (r'#,##0.00\ "€";[Red]\-#,##0.00\ "€"', "-1,234.57 €"),
        ('0;"亏损"0', "-亏损1235"),
    ],
)
def test_a_number_below_zero_has_its_sign(form: str, text: str) -> None:
    assert number(-1234.567, form) == text


def test_what_is_rounded_to_zero_has_no_sign() -> None:
    assert number(-0.001, "0.00") == "0.00"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1234.5, '#,##0.00 "CHF"', "1,234.50 CHF"),
        (99.9, "[$€-407] #,##0.00", "€ 99.90"),
        (0, r'_-* 0.0\ [$€-407]_-;\-* 0.0\ [$€-407]_-;_-* "-"??\ [$€-407]_-;_-@_-', "0 €"),
        (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
        (12, '#,##0"人"', "12人"),
        (8.5, 'General" kg"', "8.5 kg"),
        (8.5, 'G/通用格式"元"', "8.5元"),
        (7, '"INV-"0000', "INV-0007"),
        (5, '(0)" "', "5"),
        (5, "@", "5"),
        (5, '0" x"' + "[" * 300, "5"),
    ],
)
def test_what_stands_beside_a_number_is_told_where_it_says_something(
    value: float, form: str, text: str
) -> None:
    assert number(value, form) == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (123456789, "000-00-0000", "123-45-6789"),
        (42, "000-00-0000", "000-00-0042"),
        (41446681800, '"+"00" "00" "000', "41446681800"),
        (13800138000, "000 0000 0000", "13800138000"),
    ],
)
def test_digits_stand_in_their_places_but_telephone_numbers_in_one_run(
    value: float, form: str, text: str
) -> None:
    assert number(value, form) == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (75, '[>=60]"合格";"不合格"', "合格"),
        (45, '[>=60]"合格";"不合格"', "不合格"),
        (5, '[<9]0" few";0" many"', "5 few"),
        (50, '[<9]0" few";0" many"', "50 many"),
        (50, "[<>]0;[=x]0.0", "50"),
        (1, '"是";;"否"', "是"),
        (0, '"是";;"否"', "否"),
        (-1, '"是";;"否"', "-1"),
        (0, '#,##0.00;-#,##0.00;"-"', "0.00"),
        (5, ";;;", "5"),
    ],
)
def test_a_format_may_say_words_for_numbers(value: float, form: str, text: str) -> None:
    assert number(value, form) == text

"""Numbers as the points of lists and headings show them: 3, c, iii, 三, 叁, 丙, ③. Pure."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_MOST_ROMAN = 3999
_MOST_LETTERS = 26 * 4
_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = 20
_MOST_DIGITS = 9


def roman(number: int) -> str:
    """In small letters; as digits where there are none for it."""
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def letters(number: int) -> str:
    """a to z, then aa, bb…; as digits where that would be too long."""
    if not 0 < number <= _MOST_LETTERS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def chinese(number: int, *, legal: bool = False) -> str:
    """As it is read, up to 9,999: 十二, or 壹拾贰 in the form that cannot be altered."""
    if not 0 < number < 10_000:
        return str(number)
    digits, units = (_LEGAL_DIGITS, "仟佰拾") if legal else (_DIGITS, "千百十")
    text, gap = "", False
    for place, unit in zip((1000, 100, 10, 1), (*units, ""), strict=True):
        digit = number // place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + digits[digit] + unit
        gap = False
    return text.removeprefix("一") if text.startswith("一十") else text


def digit_by_digit(number: int) -> str:
    """一〇三 for 103."""
    return "".join(_DIGITS[int(digit)] for digit in str(max(0, number)))


def _of(signs: str, number: int) -> str:
    return signs[number - 1] if 0 < number <= len(signs) else str(number)


def stem(number: int) -> str:
    """甲 to 癸; then as digits."""
    return _of(_STEMS, number)


def branch(number: int) -> str:
    """子 to 亥; then as digits."""
    return _of(_BRANCHES, number)


def circled(number: int) -> str:
    """① to ⑳; then as digits."""
    return chr(ord("①") + number - 1) if 0 < number <= _CIRCLED else str(number)


LATIN: dict[str, Callable[[int], str]] = {
    "a": letters,
    "A": lambda number: letters(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
}
"""By the first one of its kind, as HTML and OpenDocument name them."""


def integer(text: str | None, otherwise: int) -> int:
    """The number that a file gives in digits, another for what is none."""
    fits = text and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if text and fits else otherwise

"""Raised digits told so that they are not taken for part of what they stand at. Pure.

"2019" with a raised 1 is not 20191, ten with a raised 6 is not 106, and "Smith" with a raised 12 is
to be found as Smith. A mark of a note becomes "Smith[^12]", as in Markdown, and not "[12]", which
would be a citation in an answer; a power becomes "10^6" and a unit "m²".
"""

from __future__ import annotations

import re

RAISED, LOWERED = "\ufdd0", "\ufdd1"
"""What stands before and after raised text until ``told`` takes it; no text has them."""

_PIECE = re.compile(f"{RAISED}([^{RAISED}{LOWERED}]*){LOWERED}")
_PARTED = f"{LOWERED}{RAISED}"  # one raised text in two pieces
_NOTES = re.compile(r"\d{1,3}(?:\s?[,，、–-]\s?\d{1,3})*", re.ASCII)
_BRACKETED = re.compile(r"\[(\d{1,3})\]", re.ASCII)
_SIGNED = re.compile(r"[+\-−–]\d{1,3}", re.ASCII)
_ENDS = re.compile("[.,;:!?。，、；：！？…]+[\"'”’»」』】]*\\Z")
_LONGEST_ENDS = 8
_NUMBER = re.compile(r"(?:^|[^\w.,])(\d+)\Z", re.ASCII)
_BASES = ("2", "10")
_NO_WORD = r"(?:^|[^A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff'’])"
_UNIT = re.compile(rf"{_NO_WORD}(?:[cdkmnµμ]?m|[MN]m|ft|in|yd|mi|min|sec)\Z|[米尺寸]\Z")
_SQUARE_AND_CUBE = {"2": "²", "3": "³"}
_VARIABLE = re.compile(rf"{_NO_WORD}[a-zRµα-ω]\Z")
# Of a product in a formula, as in E = mc²; one letter is enough elsewhere.
_PRODUCT = re.compile(r"[=+−*/×·½] ?\d{0,3}[a-zRµα-ω]{2,3}\Z")
_OPERATION = re.compile(r"\([^()=]*[+*/×·−^][^()=]*\)\Z|(?<!\d)\([^()]{1,2}\)\Z")
_POWERS = dict(zip("23456789", "²³⁴⁵⁶⁷⁸⁹", strict=True))
_APART = re.compile(r"[\s(\[（–-]")
_BEFORE_FRACTION = re.compile(r"(?:\A|[\s\d(\[（\u4e00-\u9fff–-])\Z")
_BELOW = re.compile("[/⁄][0-9]")  # of a fraction
_ELEMENT = re.compile(r"[A-Z][a-z]?(?![a-z])")
_SCALES = ("C", "F")  # of degrees
_LOOKED_BACK = 60  # characters
LOOKED_AHEAD = 3


def told(text: str) -> str:
    """The text with what stands between ``RAISED`` and ``LOWERED`` told for what it is."""
    if LOWERED not in text:
        return text
    done, near, last = [], "", 0
    text = text.replace(_PARTED, "")
    for piece in _PIECE.finditer(text):
        before, last = near + text[last : piece.start()], piece.end()
        near = joined(before, piece[1], text[last : last + LOOKED_AHEAD])
        done.append(near[:-_LOOKED_BACK])  # once is enough, however many follow
        near = near[-_LOOKED_BACK:]
        if near.endswith("] ") and text[last : last + 1] == " ":
            last += 1
    done += near, text[last:]
    return "".join(done).replace(RAISED, "").replace(LOWERED, "")


def joined(before: str, raised: str, after: str) -> str:
    """A text and what stands raised behind it; that is as it is where it is no number.

    The mark of a note goes before the end mark of its sentence: so it stays within that.

    Args:
        before: The text.
        raised: What stands raised.
        after: What follows, ``LOOKED_AHEAD`` characters of it at least: "14" before a "C" is of an
            isotope.
    """
    if _BELOW.match(after) and _BEFORE_FRACTION.search(before[-1:]):
        return f"{before}{' ' if before[-1:].isdigit() else ''}{raised}"
    number = raised.strip()
    if bracketed := _BRACKETED.fullmatch(number):
        return _noted(before.rstrip(" \t\xa0"), bracketed[1])
    if not (_NOTES.fullmatch(number) or _SIGNED.fullmatch(number)):
        return before + raised
    head = before.rstrip(" \t\xa0")
    if not head or head.endswith("\n"):
        return _noted(before, number)
    if number.isdigit() and _APART.search(before[-1:]) and _ELEMENT.match(after):
        return f"{before}{number}"
    if _SIGNED.fullmatch(number):
        return f"{head}^{number}"
    power = _power(head[-_LOOKED_BACK:], number)
    if number == "0" and head[-1].isdigit() and (power is None or after[:1] in _SCALES):
        return f"{head}°"  # no note has this number
    if power is not None:
        return f"{head}{power}"
    return _noted(head, number)


def _noted(before: str, number: str) -> str:
    """A text with the mark of a note at its end, or the note itself begun."""
    if not before.strip(" \t\xa0") or before.rstrip(" \t\xa0").endswith("\n"):
        return f"{before}[^{number}] "
    ends = _ENDS.search(before, max(0, len(before) - _LONGEST_ENDS))
    at = ends.start() if ends else len(before)
    return f"{before[:at]}[^{number}]{before[at:]}"


def _power(before: str, number: str) -> str | None:
    """What is shown of a number that is a power; None for the mark of a note."""
    base = _NUMBER.search(before)
    if (base and base[1] in _BASES) or _OPERATION.search(before):
        return f"^{number}"
    if _VARIABLE.search(before) or (number in _SQUARE_AND_CUBE and _PRODUCT.search(before)):
        return _POWERS.get(number)
    return _SQUARE_AND_CUBE.get(number) if _UNIT.search(before) else None

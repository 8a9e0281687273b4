"""The values of cells of an Excel sheet, as text."""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache
from typing import Any

from ingest.formats.pages.clean import scrub
from ingest.formats.raised import LOWERED, RAISED, told

# Formats of dates and times in Chinese, Japanese and Korean, which a workbook names by number alone
# and openpyxl takes for those of numbers: 31 is "2024年3月5日".
_EASTERN_DATES = frozenset((*range(27, 37), *range(50, 59)))
# What a number format is made of: a text, a currency, colours and conditions, an escaped letter,
# widths and fillings, places of digits, currencies without quotes; else single letters.
_PARTS = re.compile(
    r'"(?P<text>[^"]*+)"|\[\$(?P<sign>[^\]-]*+)[^\]]*+\]|(?P<when>\[[<>=][^\]]*+\])|\[[^\]]*+\]'
    r"|\\(?P<letter>.)|[_*].|(?P<places>(?:[0#?.,/]|E[+-]|General)++)|(?P<other>[ $€£¥￥])|.",
    re.DOTALL,
)
_WRITTEN = re.compile(r'"[^"]*+"|\[[^\]]*+\]|\\.')  # what a number format shows as it is
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")  # as "_x000D_" for a line end
_LONGEST_FORM = 255  # characters; Excel takes no more
_LEAST_LONG, _MOST_LONG = 1e15, 1e18  # whole numbers that would be written with an exponent


def know_eastern_dates(book: Any) -> None:
    """Let a workbook of openpyxl give dates where their format is one of Chinese Excel's own."""
    styles = enumerate(book._cell_styles)
    book._date_formats = {
        *book._date_formats,
        *(index for index, style in styles if style.numFmtId in _EASTERN_DATES),
    }


def acting(form: str) -> str:
    """A number format without what it shows as it is: in 0"%" or 0\\% the mark is only a sign."""
    return _WRITTEN.sub("", form)


def shown(value: Any, form: str | None) -> str:
    """A value about as Excel shows it: dates in ISO form, percentages, no binary fractions.

    Args:
        value: As openpyxl gives it.
        form: The number format of the cell.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        before, places, after = _taken_apart(form or "", 1 if value < 0 else 2 if not value else 0)
        return f"{before}{_number(value, places)}{after}"
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(abs(value).total_seconds()), 60)
        sign = "-" if value < datetime.timedelta() else ""
        return f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return scrub(_text(value))


def _text(value: Any) -> str:
    """A text, of one font or, as openpyxl gives it, of several; without Excel's escapes."""
    text = told("".join(map(_piece, value))) if isinstance(value, list) else str(value)
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def _piece(piece: Any) -> str:
    font = getattr(piece, "font", None)
    raised = font is not None and font.vertAlign == "superscript"
    return f"{RAISED}{piece}{LOWERED}" if raised else str(piece)


def _number(value: float, form: str) -> str:
    if isinstance(value, int) and abs(value) >= _MOST_LONG:
        return str(value)  # as the file has it, which may be more than a float can be
    if "%" in form:
        return f"{value * 100 if '%' in acting(form) else value:.15g}%"
    if _LEAST_LONG <= abs(value) < _MOST_LONG and float(value).is_integer():
        return str(int(value))  # the number of an account, say
    if len(form) > 1 and not form.strip("0") and value >= 0 and float(value).is_integer():
        return str(int(value)).zfill(len(form))  # "000042", as postcodes are kept
    return f"{value:.15g}"


@lru_cache(maxsize=10_000)
def _taken_apart(form: str, section: int) -> tuple[str, str, str]:
    """What a cell shows before a number, how it shows the number, and what after: "12 kg".

    The first and last are empty where the number is shown as thousands, by a condition or as part
    of a longer text.

    Args:
        form: The number format.
        section: 0-based, of those that it has for positive and negative numbers and zero.
    """
    sections = form.split(";")
    plain = "", sections[0], ""
    if len(form) > _LONGEST_FORM or "%" in form:
        return plain
    sides, places = ["", ""], ""
    for part in _PARTS.finditer(sections[min(section, len(sections) - 1)]):
        if part["when"] or (part["places"] and sides[1].strip()):
            return plain
        places += part["places"] or ""
        sides[bool(places)] += part["text"] or part["sign"] or part["letter"] or part["other"] or ""
    if not places or places.endswith(","):
        return plain
    before, after = (scrub(side) if any(map(_names, side)) else "" for side in sides)
    return before.lstrip(), places, after.rstrip()


def _names(letter: str) -> bool:
    return letter.isalpha() or unicodedata.category(letter) == "Sc"

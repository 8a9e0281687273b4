"""The values of cells of an Excel sheet, as text."""

from __future__ import annotations

import datetime
import re
from typing import Any

from ingest.formats.pages.clean import scrub
from ingest.formats.raised import LOWERED, RAISED, told
from ingest.formats.sheets import dates
from ingest.formats.sheets.number_formats import number

# Formats of dates and times in Chinese, Japanese and Korean, which a workbook names by number alone
# and openpyxl takes for those of numbers: 31 is "2024年3月5日".
_EASTERN_DATES = frozenset((*range(27, 37), *range(50, 59)))
_OWN_FORMATS = 164  # number of the first format that a workbook defines itself
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")  # as "_x000D_" for a line end


def know_dates(book: Any) -> None:
    """Let a workbook of openpyxl give dates and durations where it would give their numbers.

    So where the format is one of Chinese Excel's own, or shows them in a section behind the first.
    """
    own = enumerate(book._number_formats, _OWN_FORMATS)
    shows = {number: kind for number, form in own if (kind := dates.kind_of(form))}
    shows |= dict.fromkeys(_EASTERN_DATES, dates.DAY)
    styles = [(index, shows.get(s.numFmtId)) for index, s in enumerate(book._cell_styles)]
    book._date_formats = {*book._date_formats, *(index for index, kind in styles if kind)}
    elapsed = (index for index, kind in styles if kind == dates.ELAPSED)
    book._timedelta_formats = {*book._timedelta_formats, *elapsed}


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
        return number(value, form or "")
    if isinstance(value, datetime.datetime):
        return dates.day_and_time(value, form or "")
    if isinstance(value, datetime.time):
        return dates.time(value, form or "")
    if isinstance(value, datetime.timedelta):
        return dates.duration(value, form or "")
    return scrub(_text(value))


def _text(value: Any) -> str:
    """A text, of one font or, as openpyxl gives it, of several; without Excel's escapes."""
    text = told("".join(map(_piece, value))) if isinstance(value, list) else str(value)
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def _piece(piece: Any) -> str:
    font = getattr(piece, "font", None)
    raised = font is not None and font.vertAlign == "superscript"
    return f"{RAISED}{piece}{LOWERED}" if raised else str(piece)

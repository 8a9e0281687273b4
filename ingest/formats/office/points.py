"""The points of a series in a chart, numbers as their formats show them. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from ingest.formats.blocks import one_line
from ingest.formats.pages.clean import scrub
from ingest.formats.sheets.dates import acting
from ingest.formats.sheets.values import shown

MOST_SERIES = 255  # of a chart, as in Excel
_MOST_POINTS = 20_000  # of a series
_LONGEST_PLACE = 6  # digits
_OF_DAYS = re.compile("[yd]|mmm", re.IGNORECASE)
_DAY_0 = datetime.datetime(1899, 12, 30)
_MOST_DAYS = 2_958_465  # the last one that Excel knows


def add_points(
    found: dict[int, str], told: Iterable[tuple[str, str]], form: str | None = None
) -> None:
    """Add to what was found of a series what a file tells at each of its numbers.

    Args:
        found: By number.
        told: Numbers as the file has them, each with what is there.
        form: How numbers are shown; None for words.
    """
    for at, said in told:
        if at.isdecimal() and len(at) <= _LONGEST_PLACE and len(found) < _MOST_POINTS:
            found[int(at)] = one_line(scrub(said if form is None else _shown(said, form)))


def _shown(value: str, form: str) -> str:
    """A number as its format shows it; what is none, "#N/A" say, as it is."""
    try:
        number = float(value)
    except ValueError:
        return value
    if _OF_DAYS.search(acting(form)) and 0 < number < _MOST_DAYS:
        return shown(_DAY_0 + datetime.timedelta(days=number), form)
    return shown(number, form)

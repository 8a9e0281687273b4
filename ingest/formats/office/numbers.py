"""Numbers of charts as their formats show them. Pure."""

from __future__ import annotations

import datetime
import re

from ingest.formats.sheets.dates import acting
from ingest.formats.sheets.values import shown

_OF_DAYS = re.compile("[yd]|mmm", re.IGNORECASE)
_DAY_0 = datetime.datetime(1899, 12, 30)
_MOST_DAYS = 2_958_465  # the last one that Excel knows


def shown_number(value: str, form: str) -> str:
    """A number as its format shows it; what is none, "#N/A" say, as it is."""
    try:
        number = float(value)
    except ValueError:
        return value
    if _OF_DAYS.search(acting(form)) and 0 < number < _MOST_DAYS:
        return shown(_DAY_0 + datetime.timedelta(days=number), form)
    return shown(number, form)

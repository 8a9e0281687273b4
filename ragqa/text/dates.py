"""How dates are written: the months in English, and a day in digits."""

from __future__ import annotations

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
"""In the order of the year."""

DAY = r"[12]\d{3}(?P<between>[-/.])\d{1,2}(?P=between)\d{1,2}"
"""A pattern: "2026-11-30", "2026/1/5". It has a group, so it may stand once in another."""

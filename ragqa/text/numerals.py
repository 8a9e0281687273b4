"""The characters of Chinese numbers."""

from __future__ import annotations

DIGITS_ZH = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES_ZH = {"十": 10, "百": 100, "千": 1000}
GROUPS_ZH = {"万": 10**4, "亿": 10**8}

NUMERALS_ZH = "".join([*DIGITS_ZH, *PLACES_ZH, *GROUPS_ZH])
"""All of them, to stand in a class of a pattern."""

"""Forms of two parties side by side, as contracts end with: "甲方 | A | 乙方 | B" above. Pure.

Both have the same fields below, so that these tell nothing unless the party is told with each.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.formats.tables.fields import bare
from ragqa.text.language import is_cjk

_LONGEST_NAME = 24  # characters
_FEWEST_ALIKE = 2  # rows below the parties

_Side = Sequence[str]


def told(rows: Sequence[Sequence[str]]) -> list[str]:
    """Of each row both values, each on a line with its party and name; nothing of what is not so.

    Args:
        rows: Cells of one line each; "" for an empty one, and for those that one reaches over.
    """
    sides = [_sides(row) for row in rows]
    if len(sides) <= _FEWEST_ALIKE or not all(_may_be_said(both) for both in sides):
        return []
    parties = [side[0] if side else "" for side in sides[0]]
    if not all(map(_may_be_name, parties)) or parties[0] == parties[1]:
        return []
    if not all(_are_alike(both) for both in sides[1:]):
        return []
    first = [_line(side[0], side[1:]) for side in sides[0]]
    below = [
        [_line(_of(party, side[0]), side[1:]) for party, side in zip(parties, both, strict=True)]
        for both in sides[1:]
    ]
    return ["\n".join(lines) for lines in (first, *below)]


def _sides(row: Sequence[str]) -> tuple[_Side, _Side]:
    """The cells of each half of a row."""
    half = len(row) // 2
    return [cell for cell in row[:half] if cell], [cell for cell in row[half:] if cell]


def _may_be_said(both: tuple[_Side, _Side]) -> bool:
    """Whether there is a name on each side, with a value or without."""
    return all(1 <= len(side) <= 2 for side in both)


def _are_alike(both: tuple[_Side, _Side]) -> bool:
    return both[0][0] == both[1][0] and _may_be_name(both[0][0])


def _may_be_name(text: str) -> bool:
    return bool(bare(text)) and len(text) <= _LONGEST_NAME and not any(map(str.isdigit, text))


def _of(party: str, name: str) -> str:
    """The name of a field with whose it is."""
    party = bare(party)
    return f"{party}{'' if is_cjk(party[-1]) and is_cjk(name[0]) else ' '}{name}"


def _line(name: str, value: _Side) -> str:
    if not value:
        return name
    return f"{name} {value[0]}" if name.endswith((":", "：")) else f"{name}: {value[0]}"

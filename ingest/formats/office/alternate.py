"""What Office files offer in several forms, for programs of several ages (mc:AlternateContent)."""

from __future__ import annotations

from typing import Any

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHOICE = f"{_COMPATIBILITY}Choice"

ALTERNATIVES = f"{_COMPATIBILITY}AlternateContent"
"""The element around all forms of one thing."""

FALLBACK = f"{_COMPATIBILITY}Fallback"
"""The form for older programs, which says the same once more."""


def chosen(alternatives: Any) -> list[Any]:
    """The elements of the first form, as programs of today show it.

    Args:
        alternatives: An element ``ALTERNATIVES``.
    """
    return list(next(alternatives.iterchildren(_CHOICE), ()))

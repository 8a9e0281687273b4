"""What commands and options mean, in one language."""

from __future__ import annotations

from ui.texts import Language
from ui.texts.commands import Pair
from ui.texts.options import OPTIONS


def pick(pair: Pair, language: Language) -> str:
    """The text of a pair in ``language``."""
    return pair[1] if language == "zh" else pair[0]


def option_text(command: str, option: str, language: Language) -> str:
    """The help of an option, in the words of its command where it has its own.

    Raises:
        KeyError: The option has no text.
    """
    return pick(OPTIONS.get(f"{command}.{option}") or OPTIONS[option], language)

"""A name and what is told of it. Pure."""

from __future__ import annotations

from pathlib import PurePosixPath

from ui.texts import Language
from ui.texts.commands import Pair
from ui.texts.help import pick

_COLON: Pair = (": ", "：")


def named(name: str, told: str, language: Language) -> str:
    """Both in one line, with the colon of the language between them."""
    return f"{name}{pick(_COLON, language)}{told}"


def beside_name(reason: str, source: str) -> str:
    """A reason where the name of its file is shown beside it, with which most reasons begin.

    Args:
        reason: In any language.
        source: The file, as it is shown.
    """
    return reason.removeprefix(PurePosixPath(source).name).strip()

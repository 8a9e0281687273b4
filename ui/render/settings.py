"""Settings as text and JSON: name, value, where it came from, meaning. Secrets stay hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from ragqa.configuration import Loaded
from ragqa.generation.remote.address import redacted
from ragqa.settings import SECRET, Settings
from ui.render import table
from ui.texts import Language, Texts
from ui.texts.settings import SETTINGS_ZH


def settings_text(loaded: Loaded, texts: Texts) -> str:
    """Every setting as a table."""
    header = (texts.column_setting, texts.column_value, texts.column_origin, texts.column_meaning)
    words = {"default": texts.origin_default, "flag": texts.origin_flag}
    rows = [
        (
            row["name"],
            _shown(row["value"]),
            words.get(row["origin"], row["origin"]),
            row["description"],
        )
        for row in settings_json(loaded, texts)
    ]
    return table(header, rows)


def settings_json(loaded: Loaded, texts: Texts) -> list[dict[str, Any]]:
    """Every setting as plain values; a secret that is set reads "(hidden)"."""
    return [
        {
            "name": name,
            "value": _value(name, loaded, texts),
            "origin": loaded.origins[name],
            "description": meaning(name, texts.language),
        }
        for name in Settings.model_fields
    ]


def meaning(name: str, language: Language) -> str:
    """What a setting is for."""
    return SETTINGS_ZH[name] if language == "zh" else str(Settings.model_fields[name].description)


def default_text(field: FieldInfo) -> str:
    """A setting's default as the README shows it; "" when it is empty."""
    # Only the cache folder has a factory: where it is depends on the user.
    return "~/.cache/ragqa" if field.default_factory else _shown(_plain(field.default))


def _value(name: str, loaded: Loaded, texts: Texts) -> Any:
    value = getattr(loaded.settings, name)
    if name in SECRET and value:
        return texts.hidden
    # Of an address, be it of a model server or another, without name and password.
    return redacted(value) if isinstance(value, str) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

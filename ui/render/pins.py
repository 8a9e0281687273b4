"""Pinned documents as text and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ragqa.store.kept.pins import Pin
from ui.render import one_line, table
from ui.texts import Language
from ui.texts.help import pick
from ui.texts.pins import PINS

_COLUMNS = ("source", "asked_in", "tokens", "mb", "used", "day")


def say(key: str, language: Language, **values: object) -> str:
    """A sentence of ``PINS``, filled."""
    return pick(PINS[key], language).format(**values)


def pinned_text(pin: Pin, language: Language) -> str:
    """What was pinned, and how to make use of it."""
    pinned = say(
        "pinned",
        language,
        source=one_line(pin.note.source),
        tokens=f"{pin.note.tokens:,}",
        mb=_mb(pin.size),
        asked_in=_asked_in(pin, language),
    )
    day = one_line(pin.note.day)
    return f"{pinned}\n{say('dated', language, day=day)}" if day else pinned


def pins_text(pins: Sequence[Pin], most_bytes: int, language: Language) -> str:
    """A table of what is pinned, and the room it takes."""
    if not pins:
        return say("none", language)
    rows: list[tuple[str, ...]] = [
        (
            one_line(pin.note.source),
            _asked_in(pin, language),
            str(pin.note.tokens),
            _mb(pin.size),
            _used(pin).astimezone().strftime("%Y-%m-%d %H:%M"),
            one_line(pin.note.day),
        )
        for pin in pins
    ]
    columns = _COLUMNS if any(pin.note.day for pin in pins) else _COLUMNS[:-1]
    rows = [row[: len(columns)] for row in rows]
    held = sum(pin.size for pin in pins)
    total = say("total", language, mb=_mb(held), most=f"{most_bytes >> 20:,}")
    return "\n".join([table([say(key, language) for key in columns], rows), total])


def pin_json(pin: Pin) -> dict[str, Any]:
    """An object of ``ragqa pins --json``."""
    note = pin.note
    return {
        "source": note.source,
        "document_id": note.document_id,
        "revision": note.revision,
        "language": note.language,
        "tokens": note.tokens,
        "day": note.day,
        "bytes": pin.size,
        "used": _used(pin).isoformat(timespec="seconds"),
    }


def _asked_in(pin: Pin, language: Language) -> str:
    known = pin.note.language in ("zh", "en")
    return say(f"in.{pin.note.language}", language) if known else one_line(pin.note.language)


def _mb(size: int) -> str:
    return f"{size / (1 << 20):,.1f}"


def _used(pin: Pin) -> datetime:
    return datetime.fromtimestamp(pin.used, UTC)

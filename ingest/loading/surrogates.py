"""Halves of characters, as JSON can write them, taken out of what was read."""

from __future__ import annotations

from dataclasses import replace

from ingest.parsed import Parsed


def without_surrogates(parsed: Parsed) -> Parsed:
    """A document with a question mark for each lone surrogate, which has no UTF-8.

    The stores take that only: one would end the whole run.
    """
    return replace(
        parsed,
        text=_encodable(parsed.text),
        title=_encodable(parsed.title),
        headings=tuple(replace(h, title=_encodable(h.title)) for h in parsed.headings),
    )


def _encodable(text: str) -> str:
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("?" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text

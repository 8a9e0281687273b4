from __future__ import annotations

import pytest

from ingest.formats.symbols import symbol


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Symbol", 0xF0B0, "°"),
        ("Symbol", 0x6D, "μ"),
        ("symbol", 0xF0A3, "≤"),
        ("Symbol", 0xF0F2, "∫"),
        ("Wingdings", 0xF0FC, "✔"),
        ("Wingdings 2", 0xF052, "☑"),
        ("Wingdings", 0xF001, ""),
        ("Arial", 0x2713, "✓"),
        ("Unknown", 0xF0B0, ""),
        ("Arial", 0x110000, ""),
        ("Arial", 0xD800, ""),
    ],
)
def test_signs_of_fonts_are_told_as_characters(font: str, code: int, shown: str) -> None:
    assert symbol(font, code) == shown

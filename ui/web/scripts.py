"""The page's own files for the browser: its scripts and styles."""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).parent / "assets"


def script(name: str) -> str:
    """The text of a script."""
    return (ASSETS / name).read_text("utf-8")

"""The shared development documents, beside the checkout."""

from __future__ import annotations

from pathlib import Path

DEVSET = Path(__file__).parents[3] / "shared" / "devset"
DOCS = DEVSET / "docs"
ENCODINGS = DEVSET / "encodings"
ROBUST = DEVSET / "robust"
PASSWORDS = ("openpassword", "abc", "test", "password")

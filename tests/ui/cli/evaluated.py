"""Question sets that are written for `ragqa eval`, and what it gives or complains of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.ui.conftest import Outcome


def write_lines(path: Path, *rows: dict[str, Any]) -> None:
    """A file of JSON lines."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")


def figures(outcome: Outcome) -> dict[str, Any]:
    """What a command with --json gave."""
    assert outcome.code == 0
    found: dict[str, Any] = json.loads(outcome.out)
    return found


def complaint(outcome: Outcome) -> str:
    """The line by which a command refused what it was given."""
    assert outcome.code == 2
    assert outcome.out == ""
    [line] = outcome.err.splitlines()
    return line

"""How answers are checked that are true in other words, and false in nearly the same.

The pairs are in ``tests/questions/claims``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ragqa.answer.claims.citations import check
from tests.builders import passage


def judged(path: Path) -> dict[str, Any]:
    """For each language and kind, how many pairs, and how many claims of each sort are accepted."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    groups: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        groups[row["id"][:2]].append(row)
        groups[row["kind"]].append(row)
    return {name: _counted(members) for name, members in groups.items()} | {
        "false ones accepted": [
            row["id"] for row in rows if accepted(row["false"], row["passage"])
        ],
        "true ones refused": [
            row["id"] for row in rows if not accepted(row["true"], row["passage"])
        ],
    }


def accepted(claim: str, text: str) -> bool:
    """Whether a sentence of an answer that cites ``text`` is held to be supported and verified."""
    end = "。" if claim.endswith("。") else "."
    found = check(f"{claim.rstrip(end)} [1]{end}", [passage(text)])
    return not found.unsupported and any(cited.verified for cited in found.citations)


def _counted(rows: Iterable[dict[str, str]]) -> dict[str, int]:
    rows = list(rows)
    return {
        "pairs": len(rows),
        "true accepted": sum(accepted(row["true"], row["passage"]) for row in rows),
        "false accepted": sum(accepted(row["false"], row["passage"]) for row in rows),
    }

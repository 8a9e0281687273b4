"""The claims that the check of answers is measured by."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.bench.claims import judged

FOLDER = Path(__file__).resolve().parents[1] / "questions" / "claims"


@pytest.mark.parametrize("name", ["claims", "claims-heldout"])
def test_each_kind_has_as_many_pairs_in_both_languages(name: str) -> None:
    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["true"] != row["false"] for row in rows)
    assert set(Counter((row["id"][:2], row["kind"]) for row in rows).values()) == {2}


def test_those_that_the_check_was_improved_by_are_judged_so() -> None:
    found = judged(FOLDER / "claims.jsonl")
    assert found["false ones accepted"] == []
    # Ordered goods and shopping are no synonyms.
    assert found["true ones refused"] == ["zh-bound-1"]

from __future__ import annotations

import pytest

from tests.bench.short_answers import judged_alone
from tests.ingest.devset import DEVSET


@pytest.mark.parametrize("name", ["xquad.en.dev.json", "xquad.zh.dev.json"])
def test_right_short_answers_are_cited_and_made_up_ones_named(name: str) -> None:
    found = judged_alone(DEVSET / "qa" / name)
    assert found["right"]["answers"] > 400
    assert found["right"]["verified"] > 0.97
    assert found["made-up"]["unsupported"] > 0.95
    assert found["made-up"]["verified"] < 0.02

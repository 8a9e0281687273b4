"""The list of security points names tests that are there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.security.points import TESTS, WITHOUT, fill

ROOT = Path(__file__).parents[1]
POINTS = set(range(1, 23))


def names_in(file: Path) -> set[str]:
    """The test functions of a file that pytest collects."""
    assert file.name.startswith("test_")
    tree = ast.parse(file.read_text("utf-8"))
    functions = (n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return {function.name for function in functions if function.name.startswith("test_")}


@pytest.mark.parametrize("place", sorted({place for places in TESTS.values() for place in places}))
def test_a_test_that_is_named_is_there(place: str) -> None:
    file, name = place.split("::")
    assert name in names_in(ROOT / file)


def test_every_point_has_tests_or_says_that_it_has_none() -> None:
    held = [int(point.split()[0]) for point in TESTS]
    assert held == sorted(set(held))
    assert all(TESTS.values())
    assert set(held) | set(map(int, WITHOUT)) == POINTS


def test_the_table_in_the_readme_is_up_to_date() -> None:
    text = (ROOT.parent / "README.md").read_text("utf-8")
    assert "<!-- security -->" in text
    # Otherwise run `python -m tests.security.points`.
    assert fill(text) == text
    for file in {place.split("::")[0] for places in TESTS.values() for place in places}:
        assert f"(tests/{file})" in text

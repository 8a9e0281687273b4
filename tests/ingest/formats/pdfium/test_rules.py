"""Ruled lines are found among thousands of objects without looking at each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from ingest.formats.pdfium import rules as pdfium_rules
from ingest.formats.pdfium.calls import Handle
from ingest.formats.pdfium.pdfium import open_document
from ingest.formats.tables.ruled import Rule
from tests.ingest.pdfs import placed, write_drawn

WORDS = [placed(60 + 20 * (n % 20), 780 - 12 * (n // 20), "ab") for n in range(300)]
SMALLEST = [f"60 {y} m 300 {y} l S" for y in (160, 140, 120)] + ["180 160 m 180 120 l S"]


def rules(path: Path, drawn: Sequence[str]) -> int:
    with (
        open_document(write_drawn(path, "\n".join(drawn).encode()), ()) as document,
        document.page(0) as page,
    ):
        return len(page.rules())


@pytest.mark.parametrize("before", range(14))
@pytest.mark.parametrize("apart", [0, 1, 2])
def test_all_rules_of_a_table_are_found_wherever_they_stand(
    tmp_path: Path, before: int, apart: int
) -> None:
    number = (4, 5, 7)[apart]
    lines = [*SMALLEST, *(f"60 {y} m 300 {y} l S" for y in (100, 80, 60))][:number]
    drawn = WORDS[:before]
    for n, line in enumerate(lines):
        first = before + n * apart
        drawn += [line, *WORDS[first : first + apart]]
    drawn += WORDS[before + number * apart :]
    assert rules(tmp_path / "a.pdf", drawn) == number


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The places of the objects that were."""
    places: list[int] = []
    real = pdfium_rules._read

    def noted(page: Handle, height: float, indices: Collection[int]) -> dict[int, Rule]:
        places.extend(indices)
        return real(page, height, indices)

    monkeypatch.setattr(pdfium_rules, "_read", noted)
    return places


def test_a_lone_rule_does_not_make_the_whole_page_be_read(
    tmp_path: Path, looked_at: list[int]
) -> None:
    assert rules(tmp_path / "a.pdf", [SMALLEST[0], *WORDS]) == 1
    assert len(looked_at) < len(WORDS) / 2
    assert len(set(looked_at)) == len(looked_at)


def test_a_page_with_a_table_is_read_once(tmp_path: Path, looked_at: list[int]) -> None:
    assert rules(tmp_path / "a.pdf", [*WORDS[:99], *SMALLEST, *WORDS[99:]]) == 4
    assert sorted(looked_at) == list(range(len(WORDS) + 4))

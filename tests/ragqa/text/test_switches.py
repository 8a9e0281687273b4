from __future__ import annotations

import pytest

from ragqa.text.switches import switches


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What does -o do?", {"-o"}),
        ("| `-O LEVEL`, `--dry-run` |", {"-O", "--dry-run"}),
        ("a well-known 3-way, pages 3–b, dir/-x", set()),
        ("-- a dash - and another", set()),
        ("选项-q是什么", {"-q"}),
    ],
)
def test_options_are_found_as_they_are_written(text: str, found: set[str]) -> None:
    assert switches(text) == found

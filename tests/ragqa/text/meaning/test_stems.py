from __future__ import annotations

import pytest

from ragqa.text.meaning.stems import stem


@pytest.mark.parametrize(
    ("word", "expected"),
    [("boxes", "box"), ("stopped", "stop"), ("ran", "run"), ("cities", "city"), ("bus", "bus")],
)
def test_stems(word: str, expected: str) -> None:
    assert stem(word) == expected

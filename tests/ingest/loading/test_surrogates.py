from __future__ import annotations

from ingest.loading.surrogates import without_surrogates
from ingest.parsed import Heading, Parsed


def test_halves_of_characters_are_question_marks_and_nothing_moves() -> None:
    parsed = Parsed(
        "灯\ud800 a\udfff\U0001f600", headings=(Heading(3, 1, "\udc00题"),), title="\ud83d"
    )
    whole = without_surrogates(parsed)
    assert (whole.text, whole.title) == ("灯? a?\U0001f600", "?")
    assert whole.headings == (Heading(3, 1, "?题"),)
    assert without_surrogates(whole) == whole

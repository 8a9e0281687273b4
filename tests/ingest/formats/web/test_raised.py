from __future__ import annotations

from pathlib import Path

from tests.ingest.formats.web.test_web import page


def test_the_marks_of_notes_in_books_are_raised_whatever_raises_them(tmp_path: Path) -> None:
    parsed = page(
        tmp_path,
        "<p>In 2019<a epub:type='noteref' href='#1'>1</a> it <b>rose<a role='doc-noteref'>2</a></b>"
        " by 5<sup><a epub:type='noteref'>3</a></sup>, by 6<a role='doc-noteref'><sup>4</sup></a>, "
        "see <a href='#7'>7</a>.</p>",
    )
    assert parsed.text == "In 2019[^1] it rose[^2] by 5[^3], by 6[^4], see 7."

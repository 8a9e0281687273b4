"""What TeX draws for an underscore is read as one; other small lines are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.pdf import pdf
from tests.ingest.pdfs import placed, write_drawn, write_pdf


def rule(x: float, y: float = 700, wide: float = 3.0) -> str:
    return f"q 0.4 w {x} {y + 0.2} m {x + wide} {y + 0.2} l S Q"


def read(path: Path, *drawn: str, by: str = "pdfTeX-1.40") -> str:
    return pdf.load(write_drawn(path / "a.pdf", "\n".join(drawn).encode("cp1252"), by=by)).text


SET_STATE = (placed(60, 700, "call set"), rule(88.5), placed(92, 700, "state() first"))


def test_a_small_rule_between_two_words_is_an_underscore(tmp_path: Path) -> None:
    assert read(tmp_path, *SET_STATE) == "call set_state() first"


def test_only_tex_draws_underscores(tmp_path: Path) -> None:
    assert "_" not in read(tmp_path, *SET_STATE, by="Microsoft Word")


def test_underscores_before_and_behind_a_name_are_told(tmp_path: Path) -> None:
    names = (placed(60, 700, "the name "), rule(100), rule(103.6), placed(107.2, 700, "init"))
    assert read(tmp_path, *names, rule(119), rule(122.6)) == "the name __init__"


def test_raised_digits_and_tables_are_read_beside_them(tmp_path: Path) -> None:
    mark = "BT /F1 6 Tf 145 704 Td (2) Tj ET"
    assert read(tmp_path, *SET_STATE, mark).endswith("set_state() first[^2]")


@pytest.mark.parametrize(
    "drawn",
    [
        (placed(60, 700, "call set"), rule(88.5, 703), placed(92, 700, "state")),  # a dash
        (placed(60, 706, "1"), rule(60, 702.5, 5), placed(60, 694, "2")),  # a fraction
        (placed(60, 700, "call set"), rule(88.5, wide=20), placed(112, 700, "state")),
        (placed(60, 702, "6"), rule(60, wide=5), placed(66, 700, "), and")),  # an angle
        (placed(60, 700, "call"), *(rule(78 + 3.5 * n) for n in range(9))),  # dotted
    ],
)
def test_other_small_rules_are_none(tmp_path: Path, drawn: tuple[str, ...]) -> None:
    assert "_" not in read(tmp_path, *drawn)


def test_pages_in_other_fonts_are_not_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.formats.pdfium.page.write_underscores", lambda *_: 1 / 0)
    path = write_pdf(tmp_path / "a.pdf", [["words"]], base_font="Symbol", by="pdfTeX")
    assert pdf.load(path).text

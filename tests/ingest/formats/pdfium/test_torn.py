"""Words that a scanner's program has written with their last letter apart are one word each."""

from __future__ import annotations

from pathlib import Path

from ingest.formats.pdf import pdf
from tests.ingest.pdfs import write_drawn

LINES = ["The carrier shall never", "deliver goods without notice", "unless their owner agrees"]
WIDTH, BETWEEN = 6.0, 2.6  # points of a letter of Courier 10, and between letters


def read(path: Path, lines: list[str], *, apart: float) -> str:
    """Each word in two pieces: all but its last letter, and that with a space behind it."""
    drawn: list[str] = []
    for n, line in enumerate(lines):
        x = 60.0
        for word in line.split():
            begin, last = word[:-1], word[-1]
            for piece in (begin, f"{last} "):
                shown = f"BT /F2 10 Tf {BETWEEN} Tc {x:.2f} {700 - 20 * n} Td ({piece}) Tj ET"
                drawn.append(shown)
                x += len(piece) * (WIDTH + BETWEEN) + (apart if piece is begin else 0)
    return pdf.load(write_drawn(path / "a.pdf", "\n".join(drawn).encode())).text


def test_the_last_letter_stays_with_its_word(tmp_path: Path) -> None:
    assert read(tmp_path, LINES, apart=0).split() == " ".join(LINES).split()


def test_letters_that_do_stand_apart_stay_so(tmp_path: Path) -> None:
    assert read(tmp_path, LINES, apart=8).startswith("Th e carrie r shal l")


def test_letters_between_spaces_of_the_file_are_words(tmp_path: Path) -> None:
    lines = ["side a meets edge b at wheel c", "and joint d with motor e on f", "over g h and i"]
    drawn = "\n".join(
        f"BT /F2 10 Tf {BETWEEN} Tc 60 {700 - 20 * n} Td ({line}) Tj ET"
        for n, line in enumerate(lines)
    )
    text = pdf.load(write_drawn(tmp_path / "a.pdf", drawn.encode())).text
    assert text.split() == " ".join(lines).split()

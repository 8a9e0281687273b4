"""Cuts and writes the files of ``data/samples``: ``python -m tests.make_samples``.

``员工手册.md`` is written by hand and not touched here. Every other file is made from
``shared/devset`` (which lies beside the repository) or, for the minutes, from the text below.
Running it again with the same library versions writes the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT.parent / "shared" / "devset" / "docs"
SAMPLES = ROOT / "data" / "samples"

# (file of the devset, file of the samples, first and last page, 1-based)
PDFS = (
    ("debmake-doc.en.pdf", "debian-packaging-basics.pdf", 39, 62),
    ("debmake-doc.zh-cn.pdf", "debmake-指南.pdf", 64, 87),
)

MINUTES = (
    ("Title", "Minutes of the move to the new office"),
    ("Normal", "Held on Tuesday 12 March 2024, 10:00 to 11:15, meeting room Birch."),
    (
        "Normal",
        "Present: Anna Lindqvist (chair), Tom Becker, Priya Nair, Li Wei. Absent: Jonas Holt.",
    ),
    ("Heading 1", "Date of the move"),
    (
        "Normal",
        "The lease of the old office ends on 30 June. The movers come on Friday 14 June, and "
        "everybody works from home that day and on Monday 17 June.",
    ),
    ("Heading 1", "Budget"),
    (
        "Normal",
        "Tom presented three offers. The board accepted the one of Nordflytt for 8,400 euros, "
        "insurance included. A reserve of 1,500 euros is kept for repairs in the old office.",
    ),
    ("Heading 1", "Network and servers"),
    (
        "Normal",
        "Priya orders the fibre line before the end of March, because the provider needs ten "
        "weeks. The backup server moves last, two days after everything else, so that a copy "
        "of all data is always running somewhere.",
    ),
    ("Heading 1", "Desks and parking"),
    (
        "Normal",
        "There are 42 desks for 55 people, so desks are shared; each team draws up its own plan. "
        "The garage has six places, two of them with a charging point. They are booked in the "
        "calendar and may not be kept overnight.",
    ),
    ("Heading 1", "Actions"),
    ("Table", "Who|What|Until"),
    ("Table", "Priya Nair|Order the fibre line|29 March"),
    ("Table", "Tom Becker|Sign the contract with the movers|5 April"),
    ("Table", "Li Wei|Collect the wishes for the coffee machine|19 April"),
    ("Normal", "The next meeting is on 9 April at 10:00 in the same room."),
)


def main() -> None:
    """Write every file that can be made."""
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for source, name, first, last in PDFS:
        cut_pdf(DOCS / source, SAMPLES / name, first, last)
    lines = (DOCS / "debmake-doc.en.txt").read_text("utf-8").splitlines(keepends=True)
    starts = {tuple(line.split()[:2]): number for number, line in enumerate(lines)}
    chapter_2 = lines[starts["Chapter", "2."] : starts["Chapter", "3."]]
    (SAMPLES / "debian-prerequisites.txt").write_text("".join(chapter_2), "utf-8")
    chapter = (DOCS / "html" / "ch01.zh-cn.html").read_bytes()
    (SAMPLES / "debmake-第1章-概览.html").write_bytes(chapter)
    write_minutes(SAMPLES / "meeting-notes.docx")


def cut_pdf(source: Path, target: Path, first: int, last: int) -> None:
    """Copy pages ``first`` to ``last`` (1-based) with their printed labels and their outline."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.constants import PageLabelStyle

    reader = PdfReader(source)
    printed = int(reader.page_labels[first - 1])
    writer = PdfWriter()
    writer.append(reader, pages=(first - 1, last))
    writer.set_page_label(0, last - first, PageLabelStyle.DECIMAL, start=printed)
    writer.add_metadata({"/Title": f"{source.stem}, pages {first} to {last}"})
    # Links to pages that were left out would drag those pages in.
    writer.remove_links()
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    for page in writer.pages:
        page.compress_content_streams()
    writer.write(target)


def write_minutes(target: Path) -> None:
    """Write ``MINUTES`` as a docx whose bytes do not depend on the clock."""
    from docx import Document

    document = Document()
    rows = [text.split("|") for style, text in MINUTES if style == "Table"]
    for position, (style, text) in enumerate(MINUTES):
        if style != "Table":
            document.add_paragraph(text, style=style)
        elif MINUTES[position - 1][0] != "Table":
            table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
            for row in rows:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(target, "w") as fixed:
        for entry in made.infolist():
            fixed.writestr(zipfile.ZipInfo(entry.filename), made.read(entry), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()

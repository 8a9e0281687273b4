"""Sheets of rows and columns: Excel workbooks, and what all tables of cells have in common.

Rows keep the numbers that Excel shows, which become headings ("rows 2-9"), so that an answer can
say where in the sheet it is from. openpyxl reads row by row; formulas give their last result.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ingest.formats.blocks import MAX_CHARACTERS, Blocks, one_line, too_long
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ingest.formats.pictures import Pictures
from ingest.formats.sheets import book
from ingest.formats.sheets.beside import side_by_side
from ingest.formats.sheets.drawn import sheet_texts
from ingest.formats.sheets.parts import Row, filled_down, sheet_parts, spans_and_unanswered
from ingest.formats.sheets.pictures import sheet_pictures
from ingest.formats.sheets.remarks import Remarks, remaining, sheet_remarks, with_remarks
from ingest.formats.tables.head import as_line, ended, rows_above, told_above, with_one_header
from ingest.parsed import Parsed, Remark
from ragqa.errors import DocumentError

MAX_ROWS = 200_000
"""Rows with text that are read of one sheet."""

MAX_COLUMNS = 16_384
"""As many as Excel has."""


def load_xlsx(path: Path, pictures: Pictures | None = None) -> Parsed:
    """Every sheet as a heading and its tables; hidden ones too.

    What is written beside the cells comes last, and the texts of pictures.

    Args:
        path: The file.
        pictures: Reads pictures; None leaves them out.

    Raises:
        DocumentError: It is no Excel workbook, is encrypted or damaged, or has too many rows.
    """
    blocks = Blocks()
    pictures = pictures or Pictures(ocr=False)
    unanswered = 0
    with book.opened(path) as opened:
        archive = opened.archive
        drawn, parts = sheet_pictures(archive), sheet_parts(archive)
        for sheet in opened.book.worksheets:
            sheet.reset_dimensions()  # what a sheet says of its size is often wrong
            part = parts.get(sheet.title, "")
            spans, without = spans_and_unanswered(archive, part)
            unanswered += without
            rows = filled_down(book.rows(sheet), spans)
            began = write_sheet(blocks, sheet.title, rows, sheet_remarks(archive, part))
            seen = (
                pictures.text(zipped.read(archive, name)) for name in drawn.get(sheet.title, ())
            )
            for text in filter(None, map(scrub, itertools.chain(sheet_texts(archive, part), seen))):
                began = began or _begin(blocks, sheet.title)
                blocks.text(text)
        title = opened.book.properties.title or ""
    told = (*opened.remarks, *_without_results(unanswered), *pictures.remarks())
    return blocks.parsed(scrub(title), told)


def _without_results(formulas: int) -> tuple[Remark, ...]:
    if not formulas:
        return ()
    return (
        Remark(
            f"{formulas} formulas have no result stored and were left out; open the file in Excel "
            "or LibreOffice and save it.",
            f"{formulas} 个公式没有保存结果，未读取；请用 Excel 或 LibreOffice 打开并保存一次。",
        ),
    )


def write_sheet(
    blocks: Blocks, name: str, rows: Iterable[Row], remarks: Remarks | None = None
) -> bool:
    """Write a sheet: its name as heading, single cells above a table as text, tables.

    What stands between those and the header of a table is text too. A blank row parts two tables
    when what follows it looks like a header, and an empty column may (``beside``). A remark stands
    beside its cell, one on a header below the table. Returns whether there was anything.

    Args:
        blocks: What is written into.
        name: Of the sheet.
        rows: Its rows.
        remarks: What is told of cells; taken out as it is written.

    Raises:
        DocumentError: There are more rows, columns or characters than are read.
    """
    began = False
    remarks = remarks or {}
    parts = map(side_by_side, _with_what_is_above(_parts(bounded(rows))))
    for part in itertools.chain.from_iterable(parts):
        began = began or _begin(blocks, name)
        titles = 0
        while titles + 1 < len(part) and _filled(part[titles]) == 1:
            titles += 1
        if _filled(part[titles]) == 1:
            titles = 0  # a list in one column has no title
        above = [(number, "".join(cells)) for number, cells in part[:titles]]
        write_table(blocks, part[titles:], above, remarks)
        for told in remaining(part, remarks):
            blocks.text(told)
    for told in remaining([(row, []) for row in sorted(remarks)], remarks):
        began = began or _begin(blocks, name)
        blocks.text(told)
    return began


def _begin(blocks: Blocks, name: str) -> bool:
    blocks.part()
    blocks.heading(1, one_line(scrub(name)))
    return True


def write_table(
    blocks: Blocks,
    rows: Sequence[Row],
    above: Sequence[tuple[int, str]] = (),
    remarks: Remarks | None = None,
) -> None:
    """Write one table without its empty columns; what is above its header as lines of text.

    So is what stands below a line of dashes, with which exports of banks end a table.

    Args:
        blocks: What is written into.
        rows: None of them empty.
        above: Its titles, with the numbers of their rows.
        remarks: What is told of cells; taken out where it is written beside them.
    """
    if header := rows_above(rows):
        told = "\n".join(as_line(cells) for _, cells in rows[:header])
        above, rows = (*above, (rows[0][0], told)), rows[header:]
    end = ended(rows)
    rows, below = rows[:end], rows[end:]
    rows = with_one_header(rows)
    if remarks:
        rows = [*rows[:1], *with_remarks(rows[1:], remarks)]
    used = sorted({k for _, cells in rows for k, cell in enumerate(cells) if cell})
    if used and used != list(range(len(used))):
        rows = [(n, [cells[k] for k in used if k < len(cells)]) for n, cells in rows]
    blocks.table([cells for _, cells in rows], [number for number, _ in rows], above)
    if below:
        blocks.lines([as_line(cells) for _, cells in below], [number for number, _ in below])


def bounded(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, their cells in one line, until there are too many of them.

    Raises:
        DocumentError: There are more rows, columns or characters than are read.
    """
    filled = characters = 0
    for number, raw in rows:
        while raw and not raw[-1]:
            raw.pop()
        cells = [one_line(cell) for cell in raw]
        filled += any(cells)
        characters += sum(map(len, cells))
        if filled > MAX_ROWS:
            raise DocumentError(
                f"has more than {MAX_ROWS:,} rows; split it into smaller files.",
                f"超过 {MAX_ROWS // 10_000} 万行；请拆成较小的文件。",
            )
        if len(cells) > MAX_COLUMNS:
            raise DocumentError(
                f"has more than {MAX_COLUMNS:,} columns; keep those that matter.",
                f"超过 {MAX_COLUMNS:,} 列；请只保留需要的列。",
            )
        if characters > MAX_CHARACTERS:
            raise too_long()
        yield number, cells


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    gap = False
    for row in rows:
        if not any(row[1]):
            gap = True
            continue
        if part and gap and _opens(row, part):
            yield part
            part = []
        part.append(row)
        gap = False
    if part:
        yield part


def _with_what_is_above(parts: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """The parts; one that says something of the table below it, with that table."""
    above: list[Row] = []
    for part in parts:
        if above and not told_above(above, part):
            yield above
            above = []
        above = [*above, *part]
    if above:
        yield above


def _opens(row: Row, before: Sequence[Row]) -> bool:
    """Whether a row after a gap begins a table of its own."""
    cells = [cell for cell in row[1] if cell]
    if len(cells) == 1:
        return _filled(before[-1]) != 1
    words = not any(char.isdigit() for cell in cells for char in cell)
    return words and len(set(cells)) == len(cells)


def _filled(row: Row) -> int:
    return sum(map(bool, row[1]))

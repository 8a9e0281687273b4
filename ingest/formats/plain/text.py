"""Plain text, JSON and tables of separated values."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ingest.formats.blocks import MAX_CHARACTERS, Blocks, too_long, without_unseen
from ingest.formats.declared import declared_in
from ingest.formats.encodings import decode_as
from ingest.formats.plain.chats import chats_in, write_chats
from ingest.formats.sheets.sheets import bounded, write_table
from ingest.parsed import Heading, Parsed, Remark, all_verbatim
from ragqa.errors import DocumentError

_NAMED_MARK = re.compile(r"sep=([,;\t|])\n", re.IGNORECASE)  # as Excel reads and writes it
_ESCAPES = re.compile(r'\\"\w')  # where a quote ends a cell, no letter follows
_ESCAPED = re.compile(r'\\[\\"]')
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")  # and the like, which logs keep of a terminal
_LEFT_TO_RIGHT = "\u200e"  # before names and times in exported chats
# What is not closed goes on to the end: else each of a million of them would be followed there.
_STRING = r"(\"(?:[^\"\\]|\\(?:.|\Z))*+(?:\"|\Z))"
_COMMENTS = re.compile(rf"{_STRING}|//[^\n]*+|/\*.*?(?:\*/|\Z)", re.DOTALL)
_LAST_COMMA = re.compile(rf"{_STRING}|,(?=\s*[}}\]])", re.DOTALL)
_MOST_NAMED = 10  # lines that are named
_SAMPLED_ROWS = 30  # of a table, looked at to find out what parts its columns
_MOST_DIGITS = 4300  # that Python makes a number of, and writes again, without a setting


def read(path: Path, *, usual: str = "") -> str:
    """The text of a file, its line ends made "\\n", without colours and what is unseen.

    Args:
        path: The file.
        usual: The encoding of its kind, where it names none itself.

    Raises:
        DocumentError: It is no text, or too long.
    """
    data = path.read_bytes()
    text = decode_as(data, declared_in(data) or usual).replace("\r\n", "\n").replace("\r", "\n")
    text = without_colours(without_unseen(text)).replace(_LEFT_TO_RIGHT, "")
    if len(text) > MAX_CHARACTERS:
        raise too_long()
    return text


def without_colours(text: str) -> str:
    """The text without what tells a terminal how to show it."""
    return _COLOURS.sub("", text)


def headed(text: str, found: Sequence[Heading]) -> Parsed:
    """A text with its headings; one of level 0 is the title of the whole."""
    title = next((heading.title for heading in found if not heading.level), "")
    return Parsed(text, headings=tuple(h for h in found if h.level and h.title), title=title)


def load_plain(path: Path) -> Parsed:
    """A text file as it is."""
    return Parsed(text=read(path))


def load_json(path: Path) -> Parsed:
    r"""JSON, indented, with characters instead of ``\u`` escapes; one document per line too.

    Numbers keep their digits: those that Python would write otherwise become text. JSON with
    comments, as programs keep their settings, stays as it is. A chat is told line by line.
    """
    source = read(path, usual="utf-8")
    lines = source.split("\n") if path.suffix.lower() in (".jsonl", ".ndjson") else [source]
    values: list[object] = []
    broken: list[int] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values.append(json.loads(line, parse_int=_integer, parse_float=_float))
        except json.JSONDecodeError as error:
            if len(lines) == 1 and _is_commented(source):
                return all_verbatim(source)
            if len(lines) == 1:
                raise _no_json(error.lineno, error.colno) from error
            broken.append(number)
    if broken and not values:
        raise _no_json(broken[0], 1)
    if len(values) == 1 and (chats := chats_in(values[0])):
        blocks = Blocks()
        write_chats(blocks, chats)
        return blocks.parsed()
    text = "\n\n".join(json.dumps(value, ensure_ascii=False, indent=1) for value in values)
    if len(text) > MAX_CHARACTERS:
        raise too_long()
    return Parsed(text=text, remarks=_left_out(broken))


def _is_commented(source: str) -> bool:
    """Whether a text is JSON but for comments, and commas after what is last."""
    bare = _COMMENTS.sub(lambda found: found[1] or " ", source)
    bare = _LAST_COMMA.sub(lambda found: found[1] or "", bare)
    try:
        json.loads(bare, parse_int=str, parse_float=str)
    except json.JSONDecodeError:
        return False
    return True


def _no_json(line: int, column: int) -> DocumentError:
    return DocumentError(
        f"is not valid JSON (line {line}, column {column}).",
        f"不是有效的 JSON（第 {line} 行第 {column} 列）。",
    )


def _left_out(lines: Sequence[int]) -> tuple[Remark, ...]:
    """What is told of lines that are no JSON, as the last one of a file that is being written."""
    if not lines:
        return ()
    named = ", ".join(map(str, lines[:_MOST_NAMED]))
    etc = ", …" if len(lines) > _MOST_NAMED else ""
    return (
        Remark(
            f"Left out, for it is no JSON: line {named}{etc}.",
            f"不是有效的 JSON，未读取：第 {named.replace(', ', '、')}{etc and '……'} 行。",
        ),
    )


def _integer(digits: str) -> int | str:
    # Longer ones Python refuses; as text they are found all the same.
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _float(digits: str) -> float | str:
    """The number, or its text where it would be written otherwise: 1.50, 1e999, 30 digits."""
    number = float(digits)
    return number if repr(number) == digits else digits


def load_table(path: Path) -> Parsed:
    """A file of separated values as a Markdown table; comma, semicolon, tab or bar is found out.

    Raises:
        DocumentError: It is no text, has a cell of more than a million characters, or too many
            rows or columns.
    """
    text = _with_doubled_quotes(read(path))
    csv.field_size_limit(1_000_000)
    blocks = Blocks()
    named = _NAMED_MARK.match(text)
    mark = named[1] if named else _delimiter(path, text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    skipped = 1 if named else 0
    rows = itertools.islice(enumerate(lines, 1), skipped, None)
    try:
        write_table(blocks, [row for row in bounded(rows) if any(row[1])])
    except csv.Error as error:
        raise DocumentError(
            f"is not a table of separated values ({error}).",
            f"不是有效的分隔值表格（{error}）。",
        ) from error
    return blocks.parsed()


def _with_doubled_quotes(text: str) -> str:
    """The text with quotes in quotes doubled, as most programs write them; some put a \\ before."""
    if not _ESCAPES.search(text):
        return text
    return _ESCAPED.sub(lambda found: '""' if found.group() == '\\"' else found.group(), text)


def _delimiter(path: Path, text: str) -> str:
    """The mark that parts most of the first rows into the same number of columns.

    Of marks that do so equally well, the one that also parts the first row so, then the one that
    makes more columns: "Apples;1,50;3" under "Name;Price;Count".
    """
    if path.suffix.lower() in (".tsv", ".xls", ".et"):
        return "\t"
    head = text[:20_000]
    return max(",;\t|", key=lambda mark: _regularity(head, mark))


def _regularity(head: str, mark: str) -> tuple[float, bool, int]:
    widths: list[int] = []
    with suppress(csv.Error):  # where the text is cut off, say; what comes first is enough
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=mark)
        widths.extend(len(row) for row in itertools.islice(rows, _SAMPLED_ROWS) if any(row))
    parted = Counter(width for width in widths if width > 1)
    if not parted:
        return 0.0, False, 0
    usual, times = parted.most_common(1)[0]
    return times / len(widths), widths[0] == usual, usual

"""Plain text, Markdown, JSON and tables of separated values."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

from ingest.formats.blocks import MAX_CHARACTERS, Blocks, one_line, too_long
from ingest.formats.encodings import decode
from ingest.formats.sheets import bounded, write_table
from ingest.parsed import Heading, Parsed
from ragqa.errors import DocumentError

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<body>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:[ \t]*(['\"]?)(?P<title>.+?)\1[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})(?P<info>.*)$")
_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<title>.*?))??(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?P<mark>=+|-+)[ \t]*$")
# A line that cannot be the text above an underline: blank, or itself another kind of block.
_NO_SETEXT = re.compile(r"\s*$| {4,}|\t| {0,3}(?:[#>|]|[-*+][ \t]|\d+[.)][ \t]|[-=]+[ \t]*$)")
_INLINE = re.compile(r"!?\[(?P<text>[^\]]*)\]\([^)]*\)|(?P<mark>\*\*|__|`)")
_MOST_DIGITS = 4300  # that Python makes a number of, and writes again, without a setting


def read(path: Path) -> str:
    """The text of a file, its line ends made "\\n".

    Raises:
        DocumentError: It is no text, or too long.
    """
    text = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_CHARACTERS:
        raise too_long()
    return text


def load_plain(path: Path) -> Parsed:
    """A text file as it is."""
    return Parsed(text=read(path))


def load_markdown(path: Path) -> Parsed:
    """Markdown source, without its front matter; headings of both forms are found.

    The text stays Markdown: it reads well, and a quote of it can be found in the file again.
    """
    text = read(path)
    title = ""
    if front := _FRONT_MATTER.match(text):
        named = _FRONT_TITLE.search(front["body"])
        title = one_line(named["title"]) if named else ""
        text = text[front.end() :].lstrip("\n")
    return Parsed(text=text, headings=tuple(markdown_headings(text)), title=title)


def markdown_headings(text: str) -> list[Heading]:
    """ATX (``# A``) and setext (underlined) headings outside of fenced code."""
    found: list[Heading] = []
    fence = ""
    start, above, above_start = 0, "", 0
    for line in text.split("\n"):
        if fence:
            mark = _FENCE.match(line)
            if mark and mark["mark"].startswith(fence) and not mark["info"].strip():
                fence = ""
            above = ""
        elif mark := _FENCE.match(line):
            fence, above = mark["mark"], ""
        elif atx := _ATX.match(line):
            if title := _plain(atx["title"] or ""):
                found.append(Heading(start, len(atx["marks"]), title))
            above = ""
        elif above and (under := _UNDERLINE.match(line)):
            found.append(Heading(above_start, 1 if under["mark"][0] == "=" else 2, _plain(above)))
            above = ""
        else:
            above, above_start = ("" if _NO_SETEXT.match(line) else line), start
        start += len(line) + 1
    return found


def _plain(title: str) -> str:
    """A heading without the marks of links, bold and code."""
    return one_line(_INLINE.sub(lambda mark: mark["text"] or "", title))


def load_json(path: Path) -> Parsed:
    r"""JSON, indented, with characters instead of ``\u`` escapes; one document per line too.

    Numbers keep their digits: those that Python would write otherwise become text.
    """
    source = read(path)
    lines = [source] if path.suffix.lower() == ".json" else source.split("\n")
    try:
        values = [
            json.loads(line, parse_int=_integer, parse_float=_float)
            for line in lines
            if line.strip()
        ]
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"is not valid JSON (line {error.lineno}, column {error.colno}).",
            f"不是有效的 JSON（第 {error.lineno} 行第 {error.colno} 列）。",
        ) from error
    text = "\n\n".join(json.dumps(value, ensure_ascii=False, indent=1) for value in values)
    if len(text) > MAX_CHARACTERS:
        raise too_long()
    return Parsed(text=text)


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
    text = read(path)
    csv.field_size_limit(1_000_000)
    blocks = Blocks()
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text))
    try:
        write_table(blocks, [row for row in bounded(enumerate(lines, 1)) if any(row[1])])
    except csv.Error as error:
        raise DocumentError(
            f"is not a table of separated values ({error}).",
            f"不是有效的分隔值表格（{error}）。",
        ) from error
    return blocks.parsed()


def _delimiter(path: Path, text: str) -> str:
    """The mark that the most of the first lines hold, and the same number of times."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    lines = [line for line in text[:20_000].split("\n")[:30] if line.strip()]
    best, best_score = ",", 0.0
    for mark in ",;\t|":
        counts = Counter(line.count(mark) for line in lines)
        counts.pop(0, None)
        if counts and (score := counts.most_common(1)[0][1] / len(lines)) > best_score:
            best, best_score = mark, score
    return best

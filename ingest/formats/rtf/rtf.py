"""Rich text (rtf) as paragraphs, headings and tables; Chinese by the character set of each font."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest.formats.blocks import MAX_CHARACTERS, Blocks, comment, one_line, too_long
from ingest.formats.pages.clean import scrub
from ingest.formats.raised import LOWERED, RAISED, told
from ingest.formats.rtf.groups import font_table, group_end, running_groups, without_fonts_of_no_set
from ingest.formats.rtf.headings import level_of, with_headings_marked
from ingest.formats.rtf.hidden import without_hidden
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_BINARY = re.compile(r"\\bin(\d{1,9}) ?")
_RAW = re.compile(r"[\x80-\xff]")
_TITLE = re.compile(r"\{\\title(?![a-z]) ?((?:[^{}\\]|\\[^{}]|\\[{}]){1,1000}+)\}")
_CODE_PAGE = re.compile(r"\\ansicpg\d{3,5}")
_RAISED = re.compile(r"\\super(?![a-z])((?:\\[a-z]{1,32}+-?\d{0,10}+){0,20}+) (\d{1,3})(?=[}\\])")
_MARKED = rf"\\super\1 {{\\uc1\\u{ord(RAISED)}?\2\\u{ord(LOWERED)}?}}"
_MOST_BYTES = 20 * MAX_CHARACTERS  # pictures are written in the text, as hexadecimal digits


def load_rtf(path: Path) -> Parsed:
    """Paragraphs, headings and tables; heads and feet of pages come once, at the end.

    Raises:
        DocumentError: It is no rich text.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise too_long()
    data = path.read_bytes()
    if not data.lstrip().startswith(b"{\\rtf"):
        raise DocumentError(
            "is not rich text: it does not begin with {\\rtf.", "不是 RTF 文件：开头不是 {\\rtf。"
        )
    blocks = Blocks()
    whole = _without_binary(data.decode("latin-1"))
    source = without_hidden(whole)
    for is_row, lines in groupby(_lines(source), key=lambda line: line.rstrip().endswith("|")):
        if is_row:
            blocks.table([line.rstrip().removesuffix("|").split("|") for line in lines])
        else:
            for line in lines:
                level, text = level_of(line)
                (blocks.heading(level, text) if level else blocks.text(text))
    blocks.running(_running(source))
    return blocks.parsed(_title(whole))


def _title(source: str) -> str:
    """What the file says of itself, in the code page of the whole."""
    title = _TITLE.search(source)
    return "" if title is None else _plain(f"{_head(source)} {title[1]}}}")


def _running(source: str) -> Iterator[str]:
    """The texts of heads and feet, a line of a table in one."""
    groups = running_groups(source)
    head = f"{_head(source)}{font_table(source)}" if groups else ""
    for inner in groups:
        lines = _plain(f"{head} {inner}}}").split("\n")
        yield "\n".join(one_line(line.replace("|", " ")) for line in lines if line.strip("| \t"))


def _head(source: str) -> str:
    page = _CODE_PAGE.search(source)
    return f"{{\\rtf1\\ansi{page.group() if page else ''}"


def _lines(source: str) -> Iterator[str]:
    source = _with_notes_below(with_headings_marked(source))
    yield from _plain(_RAISED.sub(_MARKED, source)).split("\n")


def _plain(source: str) -> str:
    from striprtf import striprtf as library

    striprtf: Any = library  # it says that it is typed, but is not
    # Bytes that should have been escaped, as some programs leave those of Chinese.
    source = _RAW.sub(lambda byte: f"\\'{ord(byte[0]):02x}", source)
    source = _BEYOND.sub(r"\\u65533", without_fonts_of_no_set(source))
    try:
        text = striprtf.rtf_to_text(source)
    except UnicodeDecodeError:
        text = striprtf.rtf_to_text(source, errors="replace")
    # Characters beyond U+FFFF are written as two halves.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return scrub(told(text.replace("\xad", "").replace("\ufffd", "")))


def _without_binary(source: str) -> str:
    """Without the raw bytes of pictures, which may hold braces."""
    parts, done = [], 0
    while match := _BINARY.search(source, done):
        parts.append(source[done : match.start()])
        done = match.end() + int(match[1])
    return "".join(parts) + source[done:]


_NOTE_OR_END = re.compile(
    r"(?P<note>\{(?:\\\*)?\s?\\footnote(?![a-z])(?:\\ftnalt(?![a-z]))? ?)"
    r"|(?P<author>\{\\\*\s?\\atnauthor(?![a-z]) ?)|(?P<comment>\{\\\*\s?\\annotation(?![a-z]) ?)"
    r"|\\par(?![a-z]) ?"
)
_BEYOND = re.compile(r"\\u-?\d{6,}")  # no character has such a number
_BREAK = re.compile(r"\\(?:par|line)(?![a-z]) ?")
_WIDE = re.compile(r"[^\x00-\xff]")


def _with_notes_below(source: str) -> str:
    """Each footnote and comment as a paragraph below the one it belongs to.

    The library would drop them.
    """
    parts: list[str] = []
    waiting: list[str] = []
    author = ""
    done = 0
    while match := _NOTE_OR_END.search(source, done):
        end = match.end()
        if match.lastgroup and (end := group_end(source, match.end())) < 0:
            break
        inner = source[match.end() : end - 1]
        if match["note"]:
            waiting.append(f"{{{inner}}}\\par ")
        elif match["author"]:
            author = inner
        elif match["comment"]:
            waiting.append(f"{{{_comment(inner, author)}}}\\par ")
            author = ""
        parts.append(source[done : match.start()])
        if not match.lastgroup:
            parts += match.group(), *waiting
            waiting.clear()
        done = end
    rest, brace, after = source[done:].rpartition("}")
    return "".join([*parts, rest, *(f"\\par {note}" for note in waiting), brace, after])


def _comment(source: str, author: str) -> str:
    """What a comment says and who made it, as the source of one; its own paragraphs joined."""
    told = comment("", f"{{{author}}}" if author.strip() else "")
    told = _WIDE.sub(lambda char: f"\\u{ord(char[0])}?", told)
    return f"\\plain\\uc1 {told}{{{_BREAK.sub(' ', source)}}}"

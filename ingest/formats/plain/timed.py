"""Lyrics (lrc) and styled subtitles (ass, ssa) as running text that knows its times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path

from ingest.formats.blocks import Blocks
from ingest.formats.plain.text import read
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_TIMES = re.compile(r"^[ \t]*(?P<times>(?:\[\d{1,3}:\d\d(?:[.:]\d{1,3})?\][ \t]*)+)(?P<said>.*)$")
_TIME = re.compile(r"\[(\d{1,3}):(\d\d)")
_WORD_TIME = re.compile(r"<\d{1,3}:\d\d(?:[.:]\d{1,3})?>")
_TAG = re.compile(r"^[ \t]*\[(?P<name>ti|ar|al|au|by):(?P<said>[^\]\n]*)\]", re.IGNORECASE)
_FIELD = re.compile(r"^(?P<name>Format|Dialogue)[ \t]*:[ \t]*(?P<said>.*)$", re.IGNORECASE)
_EVENT = (
    "layer",
    "start",
    "end",
    "style",
    "name",
    "marginl",
    "marginr",
    "marginv",
    "effect",
    "text",
)
_CLOCK = re.compile(r"(\d{1,3}):(\d\d):(\d\d)")
_STYLING = re.compile(r"\{[^}\n]*\}")
_DRAWN = re.compile(r"\{[^}\n]*\\p[1-9]")  # lines of a shape, no words
_PART = 400  # characters after which a time is said again


def load_timed(path: Path) -> Parsed:
    """What is sung or said, by its times; of a song its name and who sings it first.

    Raises:
        DocumentError: No line has a time.
    """
    text = read(path)
    if path.suffix.lower() != ".lrc":
        return _timed(_spoken(text))
    tags = filter(None, map(_TAG.match, text.split("\n")))
    song = {tag["name"].lower(): tag["said"].strip() for tag in tags}
    head = " - ".join(filter(None, map(song.get, ("ar", "ti", "al"))))
    return _timed(_sung(text), head, song.get("ti", ""))


def _sung(text: str) -> Iterator[tuple[int, str]]:
    """Seconds and words of each line; one that is sung again has several times."""
    for line in map(_TIMES.match, text.split("\n")):
        if line and (said := _WORD_TIME.sub("", line["said"]).strip()):
            for minutes, seconds in _TIME.findall(line["times"]):
                yield int(minutes) * 60 + int(seconds), said


def _spoken(text: str) -> Iterator[tuple[int, str]]:
    names: tuple[str, ...] = _EVENT
    for field in map(_FIELD.match, text.split("\n")):
        if field and field["name"].lower() == "format":
            names = tuple(name.strip().lower() for name in field["said"].split(","))
        elif field:
            # The last one holds commas.
            cells = dict(zip(names, field["said"].split(",", len(names) - 1), strict=False))
            clock = _CLOCK.search(cells.get("start", ""))
            said = cells.get("text", "")
            plain = re.sub(r"\\[Nnh]", " ", _STYLING.sub("", said)).strip()
            if clock and plain and not _DRAWN.search(said):
                hours, minutes, seconds = map(int, clock.groups())
                yield hours * 3600 + minutes * 60 + seconds, plain


def _timed(lines: Iterable[tuple[int, str]], head: str = "", title: str = "") -> Parsed:
    blocks = Blocks()
    blocks.text(head)
    waiting: list[str] = []
    began = 0
    for seconds, said in sorted(lines, key=itemgetter(0)):
        began = seconds if not waiting else began
        if not waiting or waiting[-1] != said:  # in several layers, as a shadow
            waiting.append(said)
        if sum(map(len, waiting)) >= _PART:
            _write(blocks, began, waiting)
            waiting = []
    _write(blocks, began, waiting)
    parsed = blocks.parsed(title)
    if not parsed.headings:
        raise DocumentError("has no lines with times.", "没有带时间的字幕或歌词。")
    return parsed


def _write(blocks: Blocks, seconds: int, lines: list[str]) -> None:
    if lines:
        blocks.mark(f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}")
        blocks.text("\n".join(lines))

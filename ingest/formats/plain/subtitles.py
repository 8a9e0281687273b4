"""Subtitles (srt, vtt) as running text that knows its times."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.formats.blocks import Blocks, one_line
from ingest.formats.plain.text import read
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_CUE = re.compile(
    r"^[ \t]*(?P<start>(?:\d+:)?\d\d:\d\d)[.,]\d{1,3}[ \t]*-->"
    r"[ \t]*(?:\d+:)?\d\d:\d\d[.,]\d{1,3}.*$",
    re.MULTILINE,
)
_MARKUP = re.compile(r"<[^>\n]{0,100}>|\{\\[^}\n]{0,100}\}")
_WORD_TIME = re.compile(r"<(?:\d+:)?\d\d:\d\d\.\d{1,3}>")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?\s([^>\n]{0,100})>")
_NAME = re.compile(r"\n[ \t]*\n[^\n]{0,80}\n?\Z")  # of the next cue
_BLANK = re.compile(r"\n[ \t]*\n")
_PART = 400  # characters after which a time is said again


def load_subtitles(path: Path) -> Parsed:
    """What is said, a line a cue; every few cues the time becomes an innermost heading.

    Raises:
        DocumentError: There are no cues.
    """
    text = read(path)
    cues = list(_CUE.finditer(text))
    if not cues:
        raise DocumentError("has no subtitles.", "没有字幕。")
    blocks = Blocks()
    is_web = path.suffix.lower() == ".vtt"
    spoken: Callable[[str], str] = _Spoken() if is_web else _plain
    lines: list[str] = []
    shown: list[str] = []
    is_rolling = False
    began = cues[0]["start"]
    ends = [cue.start() for cue in cues[1:]] + [len(text)]
    for cue, end in zip(cues, ends, strict=True):
        said = text[cue.end() : end]
        if is_web:
            said = _BLANK.split(said.strip(), maxsplit=1)[0]  # what follows is a remark
        elif end < len(text):
            said = _NAME.sub("", said)
        if not lines:
            began = cue["start"]
        cue_lines = [line for line in map(spoken, said.split("\n")) if line]
        lines += _new(cue_lines, shown, is_rolling=is_rolling)
        is_rolling = _WORD_TIME.search(said) is not None
        shown = cue_lines or shown
        if sum(map(len, lines)) >= _PART or end == len(text):
            blocks.mark(began)
            blocks.text("\n".join(lines))
            lines = []
    return blocks.parsed()


def _plain(line: str) -> str:
    return _MARKUP.sub("", line).strip()


class _Spoken:
    """Makes plain lines of those of a web subtitle; who speaks is told where that changes."""

    def __init__(self) -> None:
        self._speaker = ""

    def __call__(self, line: str) -> str:
        voice = _VOICE.search(line)
        plain = one_line(html.unescape(_plain(line)))
        if voice is None or not plain:
            return plain
        before, self._speaker = self._speaker, one_line(html.unescape(voice[1]))
        return plain if self._speaker in ("", before) else f"{self._speaker}: {plain}"


def _new(lines: Sequence[str], before: Sequence[str], *, is_rolling: bool) -> Sequence[str]:
    """A cue without what still stands there of the one before it, as where captions roll.

    One that says the same as that is said again, unless that was shown word by word.
    """
    most = 0 if lines == before and not is_rolling else min(len(lines), len(before))
    same = next((n for n in range(most, 0, -1) if lines[:n] == before[-n:]), 0)
    return lines[same:]

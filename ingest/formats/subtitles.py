"""Subtitles (srt, vtt) as running text that knows its times."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.formats.blocks import Blocks
from ingest.formats.text import read
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_CUE = re.compile(
    r"^[ \t]*(?P<start>(?:\d+:)?\d\d:\d\d)[.,]\d{1,3}[ \t]*-->"
    r"[ \t]*(?:\d+:)?\d\d:\d\d[.,]\d{1,3}.*$",
    re.MULTILINE,
)
_MARKUP = re.compile(r"<[^>\n]{0,100}>|\{\\[^}\n]{0,100}\}")
_NAME = re.compile(r"\n[ \t]*\n[^\n]{0,80}\n?\Z")  # of the next cue
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
    lines: list[str] = []
    began = cues[0]["start"]
    ends = [cue.start() for cue in cues[1:]] + [len(text)]
    for cue, end in zip(cues, ends, strict=True):
        said = text[cue.end() : end]
        if end < len(text):
            said = _NAME.sub("", said)
        if not lines:
            began = cue["start"]
        lines += [line.strip() for line in _MARKUP.sub("", said).split("\n") if line.strip()]
        if sum(map(len, lines)) >= _PART or end == len(text):
            blocks.mark(began)
            blocks.text("\n".join(lines))
            lines = []
    return blocks.parsed()

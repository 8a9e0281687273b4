"""Data in a text that nobody reads: pictures, keys and the like, written in letters (base64)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate

from ingest.parsed import Parsed, Remark

# No language is written so. A line of 300,000 would be some thousand chunks, which take the
# embedder minutes and are found for nothing.
_RUN = re.compile(r"(?<![a-zA-Z0-9+/=_-])[a-zA-Z0-9+/=_-]{2000,}+")
_KEPT = 32  # characters of one, which tell what it is
_FOR_THE_REST = "…"


def without_encoded(parsed: Parsed) -> Parsed:
    """A document with the begin of each run of encoded data for all of it, which is told."""
    runs = [(match.start() + _KEPT, match.end()) for match in _RUN.finditer(parsed.text)]
    if not runs:
        return parsed
    moved = _moving(runs)
    left_out = sum(end - start for start, end in runs)
    remark = Remark(
        f"{left_out:,} characters of encoded data, as of pictures or keys, were left out.",
        f"略去了 {left_out} 个字符的编码数据（如图片、密钥）。",
    )
    return replace(
        parsed,
        text=_RUN.sub(lambda run: run.group()[:_KEPT] + _FOR_THE_REST, parsed.text),
        pages=tuple(replace(page, start=moved(page.start)) for page in parsed.pages),
        headings=tuple(replace(each, start=moved(each.start)) for each in parsed.headings),
        remarks=(*parsed.remarks, remark),
        parts=tuple(dict.fromkeys(map(moved, parsed.parts))),
        verbatim=tuple((moved(start), moved(end)) for start, end in parsed.verbatim),
    )


def _moving(runs: Sequence[tuple[int, int]]) -> Callable[[int], int]:
    """Where an offset is when the runs [start, end) are gone; those within one are its begin."""
    starts = [start for start, _ in runs]
    gone = [0, *accumulate(end - start - len(_FOR_THE_REST) for start, end in runs)]

    def moved(offset: int) -> int:
        number = bisect_right(starts, offset)
        if number and offset < runs[number - 1][1]:
            return starts[number - 1] - gone[number - 1]
        return offset - gone[number]

    return moved

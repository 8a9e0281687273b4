"""How many sentences that were read from PDF files are found again on the picture of their page."""

from __future__ import annotations

import bisect
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ingest.formats.pdf import marks as pdf_marks
from ingest.formats.pdf import pdf
from ingest.formats.pdfium.page import DamagedPageError
from ingest.formats.pdfium.pdfium import open_document
from ingest.parsed import Parsed
from ragqa.errors import DocumentError
from ragqa.text.language import sentence_spans

_SENTENCES = 60  # of each file
_SHORTEST = 12  # characters
_PASSWORDS = ("openpassword", "abc", "test", "password")


def marks(files: Sequence[Path]) -> dict[str, Any]:
    """Shares of sentences found as a whole, in pieces, and not; pages read by OCR are left out.

    ``ms`` is what it takes to find one, in the median and at most.
    """
    told: Counter[str] = Counter()
    seconds: list[float] = []
    missing: Counter[str] = Counter()
    for path in files:
        for how, taken in _looked_for(path):
            told[how] += 1
            seconds.append(taken)
            missing[path.name] += how == "not"
    total = sum(told.values())
    return {
        "files": len(files),
        "sentences": total,
        **{how: round(told[how] / total, 4) for how in ("whole", "pieces", "not")},
        "ms": [round(1000 * f(seconds), 2) for f in (statistics.median, max)],
        "most missing": dict(missing.most_common(5)),
    }


def _looked_for(path: Path) -> Iterator[tuple[str, float]]:
    try:
        parsed = pdf.load(path, _PASSWORDS, recognise=False)
    except DocumentError:
        return
    with open_document(path, _PASSWORDS) as document:
        for number, start, end in _sentences(parsed):
            try:
                with document.page(number - 1) as page:
                    characters = page.characters()
            except DamagedPageError:
                continue
            before = parsed.text[max(0, start - 80) : start]
            began = time.perf_counter()
            found = pdf_marks.find(parsed.text[start:end], characters, before=before)
            taken = time.perf_counter() - began
            yield ("not" if not found else "whole" if len(found) == 1 else "pieces"), taken


def _sentences(parsed: Parsed) -> list[tuple[int, int, int]]:
    """Page (1-based), start and end of some sentences, the same ones each time."""
    starts = [page.start for page in parsed.pages]
    spans = [
        (bisect.bisect_right(starts, start), start, end)
        for start, end in sentence_spans(parsed.text)
        if end - start >= _SHORTEST
    ]
    return random.Random(0).sample(spans, min(_SENTENCES, len(spans)))  # noqa: S311 # no secret

"""How much of a PDF's text arrives, against the text it was made from; and how fast."""

from __future__ import annotations

import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]

from ingest.formats import ocr
from ingest.formats.pdf import pdf
from ingest.formats.pdfium.pdfium import open_document
from ingest.parsed import Parsed

_WORDS = r"[A-Za-z0-9]+"
_IDEOGRAPHS = r"[\u4e00-\u9fff]"


def fidelity(docs: Path, hard: Path) -> dict[str, Any]:
    """Recall of words (en) and of ideographs (zh), each counted as often as it stands there.

    Args:
        docs: Folder of the PDF files that have their text or TeX source beside them.
        hard: Of a file whose fonts have no character map, what can be had is told.
    """
    tex = "".join(p.read_text("utf-8") for p in (docs / "tlmgr-intro-zh-cn.tex").glob("*.tex"))
    sources = {
        "debmake-doc.en.pdf": (docs / "debmake-doc.en.txt").read_text("utf-8"),
        "debmake-doc.zh-cn.pdf": (docs / "debmake-doc.zh-cn.txt").read_text("utf-8"),
        "tlmgr-intro-zh-cn.pdf": tex,
    }
    figures: dict[str, Any] = {}
    for name, text in sources.items():
        parsed = pdf.load(docs / name)
        figures[name] = {
            "characters zh": _recall(_IDEOGRAPHS, text, parsed.text),
            # TeX has commands among its words.
            **({} if text is tex else {"words en": _recall(_WORDS, text, parsed.text)}),
            **_said(parsed),
        }
    parsed = pdf.load(hard)
    return figures | {hard.name: {"characters": len(parsed.text), **_said(parsed)}}


def rate(files: Sequence[Path], runs: int = 5) -> dict[str, Any]:
    """Processor seconds of our loader and of bare PDFium, in turns, and their ratio (medians)."""
    figures = {}
    spent = {"ours": 0.0, "bare": 0.0}
    for path in files:
        ours: list[float] = []
        bare: list[float] = []
        for run in range(runs + 1):
            for seconds, read in ((bare, _bare), (ours, _without_ocr)):
                taken = _seconds(read, path)
                if run:  # the first one imports and warms up
                    seconds.append(taken)
        figures[path.name] = {
            "PDFium seconds": round(statistics.median(bare), 4),
            "ours / PDFium": round(statistics.median(ours) / statistics.median(bare), 3),
        }
        spent["ours"] += statistics.median(ours)
        spent["bare"] += statistics.median(bare)
    return figures | {"all": {"ours / PDFium": round(spent["ours"] / spent["bare"], 3)}}


def recognition(docs: Path) -> dict[str, Any]:
    """Characters that text recognition finds on pages whose text is known, and seconds a page."""
    figures = {}
    for name, number in (
        ("debmake-doc.en.pdf", 41),
        ("debmake-doc.zh-cn.pdf", 41),
        ("tlmgr-intro-zh-cn.pdf", 9),
    ):
        with open_document(docs / name, ()) as document, document.page(number - 1) as page:
            text, picture = page.text(), page.picture()
        ocr.read_image(picture)  # loads the models
        started = time.perf_counter()
        seen = ocr.read_image(picture)
        seconds = time.perf_counter() - started
        recall = _recall(r"[^\W_]", text, seen)
        figures[f"{name} p. {number}"] = {"characters": recall, "seconds": round(seconds, 2)}
    return figures


def _without_ocr(path: Path) -> None:
    pdf.load(path, recognise=False)


def _bare(path: Path) -> None:
    with pypdfium2.PdfDocument(path) as document:
        for index in range(len(document)):
            with closing(document[index]) as page, closing(page.get_textpage()) as text:
                text.get_text_bounded()


def _seconds(read: Callable[[Path], None], path: Path) -> float:
    started = time.process_time()
    read(path)
    return time.process_time() - started


def _said(parsed: Parsed) -> dict[str, int]:
    return {
        "pages": len(parsed.pages),
        "pages without text": len(parsed.pages_without_text),
        "pages by text recognition": len(parsed.pages_by_ocr),
    }


def _recall(pattern: str, wanted: str, found: str) -> float:
    needed, have = (Counter(re.findall(pattern, text)) for text in (wanted, found))
    return round((needed & have).total() / max(1, needed.total()), 4)

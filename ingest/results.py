"""What is told of a document when it was read, and its line in the report. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.parsed import Parsed, Remark
from ingest.report import FileResult, Status
from ragqa.errors import DocumentError
from ragqa.sources import Source
from ragqa.text.counted import counted


def failed_result(known: Source) -> FileResult:
    """The result for a document whose file is as it was when it could not be read."""
    return result_of(known, "failed")


def known_result(known: Source, name: str, status: Status) -> FileResult:
    """The result for a document that was not read because the index has it already.

    Args:
        known: What the index knows.
        name: What it is shown as now.
        status: "moved" or "unchanged".
    """
    warning, warning_zh = known.reason, known.reason_zh
    if known.failed or not warning_zh:
        # Of a failure only what stands in its place is told; old catalogs have no Chinese.
        warning, warning_zh = _warning(known.pages, known.pages_without_text)
    return result_of(replace(known, source=name, reason=warning, reason_zh=warning_zh), status)


def result_of(source: Source, status: Status, seconds: float = 0.0) -> FileResult:
    """The result for a document, with what is told of it."""
    return FileResult(
        source.source,
        status,
        source.reason,
        source.reason_zh,
        source.pages,
        source.pages_without_text,
        source.chunks,
        seconds,
    )


def warning_for(parsed: Parsed) -> tuple[str, str]:
    """What to say, in both languages, of a document of which something is missing or doubtful."""
    pages = page_count(parsed)
    told = (*_by_ocr(pages, len(parsed.pages_by_ocr)), *parsed.remarks)
    return _warning(pages, len(parsed.pages_without_text), told)


def told_of_pages(source: Source) -> tuple[str, str]:
    """What ``Source.reason`` says, in both languages, where only its pages are remarkable."""
    return _warning(
        source.pages, source.pages_without_text, _by_ocr(source.pages, source.pages_by_ocr)
    )


def page_count(parsed: Parsed) -> int:
    """How many pages it has, those without text too; 0 where the format has none."""
    return max((*(page.number for page in parsed.pages), *parsed.pages_without_text), default=0)


def without_text(parsed: Parsed) -> DocumentError:
    """The error for a document in which there is nothing to be found."""
    if pages := len(parsed.pages_without_text):
        return DocumentError(
            counted("Its page has no text|None of its {count} pages has text", pages)
            + "; it may be a scan, which needs text recognition.",
            f"全部 {pages} 页都没有文字，可能是扫描件，需要先做文字识别。",
        )
    return DocumentError("It has no text.", "文件中没有文字。")


def _by_ocr(pages: int, recognised: int) -> tuple[Remark, ...]:
    """Recognised text may have mistakes, which whoever reads an answer should know."""
    if not recognised:
        return ()
    en = (
        "{count} of {pages} pages was|{count} of {pages} pages were"
        if pages > 1
        else "Its page was"
    )
    return (
        Remark(
            f"{counted(en, recognised, pages=pages)} read by text recognition (OCR).",
            f"{pages} 页中有 {recognised} 页由文字识别（OCR）读出。",
        ),
    )


def _warning(pages: int, without_text: int, remarks: Sequence[Remark] = ()) -> tuple[str, str]:
    """What to say, in both languages, of pages that gave no text and of what else is missing."""
    told = [(remark.en, remark.zh) for remark in remarks]
    if without_text:
        told.insert(
            0,
            (
                counted(
                    "{count} of {pages} pages has no text.|{count} of {pages} pages have no text.",
                    without_text,
                    pages=pages,
                ),
                f"{pages} 页中有 {without_text} 页没有文字。",
            ),
        )
    return " ".join(en for en, _ in told), " ".join(zh for _, zh in told)

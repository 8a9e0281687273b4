from __future__ import annotations

from ingest.report import FileResult, Report
from ui.render.report import plan_text, report_text
from ui.texts import EN, ZH

MISSING = ("12 of 40 pages have no text.", "40 页中有 12 页没有文字。")
REPORT = Report(
    files=(
        FileResult("a.txt", "unchanged", chunks=3),
        FileResult("b.pdf", "new", *MISSING, pages=40, pages_without_text=12, chunks=9),
        FileResult("old/c.doc", "failed", "c.doc is broken.", "c.doc 已损坏。"),
    ),
    embedded=9,
    seconds=2.04,
)


def test_a_report_names_news_with_reasons_and_only_counts_the_unchanged() -> None:
    assert report_text(REPORT, EN).splitlines() == [
        "new  b.pdf: 12 of 40 pages have no text.",
        "failed  old/c.doc: is broken.",
        "1 new, 1 unchanged, 1 failed; 9 chunks embedded in 2.0 s.",
    ]


def test_a_report_speaks_chinese() -> None:
    text = report_text(REPORT, ZH)
    assert "新增  b.pdf：40 页中有 12 页没有文字。" in text
    assert "old/c.doc：已损坏。" in text


def test_a_report_of_nothing_says_so() -> None:
    assert report_text(Report((), 0, 0.0), EN) == EN.report_empty


def test_a_remark_is_seen_among_a_thousand_files() -> None:
    files = [FileResult(f"{n:04}.txt", "new", chunks=1) for n in range(1000)]
    report = Report((*files, FileResult("z.pdf", "new", *MISSING, chunks=1)), 1001, 1.0)
    lines = report_text(report, EN).splitlines()
    assert lines[0] == "new  0000.txt"
    assert lines[-3].startswith("new  z.pdf: 12 of 40")
    assert lines[-2] == "and 950 more without a remark (--json names all)"
    assert len(lines) == 50 + 3
    assert len(plan_text(report, EN).splitlines()) == 1001 + 1

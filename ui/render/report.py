"""What a run did, as text for a terminal. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ragqa.text.counted import counted
from ui.render import one_line
from ui.render.named import beside_name
from ui.texts import Texts

if TYPE_CHECKING:
    from ingest.report import FileResult, Report

_NAMED = 50  # files of which there is nothing more to say than what was done


def report_text(report: Report, texts: Texts) -> str:
    """One line per file that was not simply unchanged, then the totals.

    Of files of which there is nothing more to say only the first are named, so that those with a
    remark are seen among ten thousand.
    """
    counts = _counts(report, texts)
    if not counts:
        return texts.report_empty
    total = texts.report_total.format(
        counts=counts,
        chunks=counted(texts.chunks, report.embedded),
        seconds=f"{report.seconds:.1f}",
    )
    return "\n".join([*_shortened(report, texts), *_collected(report, texts), total])


def plan_text(report: Report, texts: Texts) -> str:
    """As ``report_text``, of a run that was only planned; all are named."""
    counts = _counts(report, texts)
    if not counts:
        return texts.report_empty
    total = texts.plan_total.format(counts=counts)
    return "\n".join([*_news(report, texts), *_collected(report, texts), total])


def _collected(report: Report, texts: Texts) -> list[str]:
    count = report.collected
    return [texts.report_collected.format(count=count)] if count else []


def _shortened(report: Report, texts: Texts) -> list[str]:
    lines: list[str] = []
    plain = 0
    for file in filter(_is_news, report.files):
        plain += not file.reason
        if file.reason or plain <= _NAMED:
            lines.append(_file_line(file, texts))
    if plain > _NAMED:
        lines.append(texts.report_more.format(count=plain - _NAMED))
    return lines


def _news(report: Report, texts: Texts) -> list[str]:
    return [_file_line(file, texts) for file in report.files if _is_news(file)]


def _counts(report: Report, texts: Texts) -> str:
    totals = report.totals
    return texts.report_comma.join(
        texts.report_count.format(count=totals[status], status=texts.status(status))
        for status in texts.statuses
        if totals[status]
    )


def _is_news(file: FileResult) -> bool:
    return file.status != "unchanged" or bool(file.reason)


def _file_line(file: FileResult, texts: Texts) -> str:
    status, name = texts.status(file.status), one_line(file.source)
    reason = beside_name(one_line(file.reason_in(texts.language)), name)
    if not reason:
        return f"{status}  {name}"
    return texts.report_file.format(status=status, name=name, reason=reason)

"""HTML of the Documents tab: the list, progress and what an ingestion did. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.report import STATUSES, FileResult, Progress, Report
from ragqa.types import Source
from ui.texts_web import WebTexts
from ui.web_html import action, error_html, escaped
from ui.web_session import Session


def sources_html(sources: Sequence[Source], texts: WebTexts) -> str:
    """The documents of the index with their state, and a button to delete each."""
    title = f"<h3>{escaped(texts.list_title)}</h3>"
    if not sources:
        return f'{title}<p class="hint">{escaped(texts.list_empty)}</p>'
    columns = (
        (texts.column_document, ""),
        (texts.column_pages, "figure"),
        (texts.column_without_text, "figure optional"),
        (texts.column_chunks, "figure optional"),
        (texts.column_status, ""),
        ("", ""),
    )
    head = "".join(f'<th scope="col" class="{css}">{escaped(name)}</th>' for name, css in columns)
    rows = "".join(_row(source, texts) for source in sources)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'{title}<div class="scroll" tabindex="0">{table}</div>'


def _row(source: Source, texts: WebTexts) -> str:
    if not source.chunks:
        state, css = texts.failed, "failed"
    elif source.reason:
        state, css = texts.warned, "warned"
    else:
        state, css = texts.ready, "ready"
    reason = f'<span class="reason" dir="auto">{escaped(source.reason)}</span>'
    delete = action(
        "delete",
        escaped(texts.delete),
        css="link danger",
        label=texts.delete_one.format(source=source.source),
        document=source.document_id,
        confirm=texts.confirm_delete.format(source=source.source),
    )
    missing = str(source.pages_without_text) if source.pages_without_text else ""
    return (
        f'<tr><th scope="row"><bdi>{escaped(source.source)}</bdi></th>'
        f'<td class="figure">{source.pages or ""}</td>'
        f'<td class="figure optional">{missing}</td>'
        f'<td class="figure optional">{source.chunks}</td>'
        f'<td><span class="state {css}">{escaped(state)}</span>{reason if source.reason else ""}'
        f"</td><td>{delete}</td></tr>"
    )


def activity_html(session: Session, texts: WebTexts) -> str:
    """What the session's ingestion is doing or did; "" when there was none."""
    if session.failure is not None:
        return error_html(session.failure, texts)
    if session.progress is not None:
        return progress_html(session.progress, texts)
    return report_html(session.report, texts) if session.report is not None else ""


def progress_html(progress: Progress, texts: WebTexts) -> str:
    """A bar, the counts and the current file."""
    if not progress.files_total:
        return f'<div class="activity" role="status">{escaped(texts.starting)}</div>'
    words = texts.progress.format(
        done=progress.files_done,
        total=progress.files_total,
        chunks=progress.chunks_done,
        seconds=f"{progress.seconds:.0f}",
    )
    return (
        '<div class="activity" role="status">'
        f'<progress max="{progress.files_total}" value="{progress.files_done}"></progress>'
        f'<div>{escaped(words)}</div><div class="reason"><bdi>{escaped(progress.current)}</bdi>'
        "</div></div>"
    )


def report_html(report: Report, texts: WebTexts) -> str:
    """The counts by status, then each file that failed, was skipped or needs a look."""
    if not report.files:
        return f'<div class="activity" role="status">{escaped(texts.report_nothing)}</div>'
    totals = report.totals
    counts = ", " if texts.language == "en" else "，"
    words = texts.report.format(
        seconds=f"{report.seconds:.1f}",
        counts=counts.join(texts.status(s, int(totals[s])) for s in STATUSES if totals[s]),
    )
    remarks = "".join(_remark(file, texts) for file in report.files if file.reason)
    listed = f'<ul class="remarks">{remarks}</ul>' if remarks else ""
    return f'<div class="activity" role="status">{escaped(words)}{listed}</div>'


def _remark(file: FileResult, texts: WebTexts) -> str:
    reason = escaped(file.reason_in(texts.language))
    return f"<li><bdi>{escaped(file.source)}</bdi> — {reason}</li>"

"""HTML of the Documents tab: the list, progress and what an ingestion did. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.report import STATUSES, FileResult, Progress, Report
from ragqa.sources import Source
from ui.texts.web import WebTexts
from ui.web.answer_html import error_html
from ui.web.markup import action, escaped
from ui.web.session import Session


def drop_html(suffixes: Sequence[str], most_bytes: int, texts: WebTexts) -> str:
    """The drop zone that ``assets/upload.js`` works on.

    Args:
        suffixes: Of files that can be read; others are named to the server, not sent.
        most_bytes: Larger files are not sent either.
        texts: Of the language.
    """
    known = escaped(",".join(suffixes))
    return (
        f'<div class="drop" data-suffixes="{known}" data-most="{most_bytes}" '
        f'data-progress="{escaped(texts.sending)}"><div>{escaped(texts.upload)}</div>'
        f"<div><label>{escaped(texts.choose_files)}"
        f'<input type="file" class="unseen" multiple accept="{known}"></label>'
        f"<label>{escaped(texts.choose_folder)}"
        '<input type="file" class="unseen" webkitdirectory></label></div>'
        '<div class="sent" role="status"></div></div>'
    )


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
    times = Counter(source.source for source in sources)
    rows = "".join(_row(source, texts, alone=times[source.source] == 1) for source in sources)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'{title}<div class="scroll" tabindex="0">{table}</div>'


def _row(source: Source, texts: WebTexts, *, alone: bool) -> str:
    uploaded = source.is_upload
    folder = texts.uploaded if uploaded else source.folder
    # Of several with one name, each says where it is from.
    name = source.source if alone else f"{source.source} ({folder})"
    where = "" if alone else f'<span class="folder reason"><bdi>{escaped(folder)}</bdi></span>'
    confirm = texts.confirm_delete_upload if uploaded else texts.confirm_delete
    if not source.chunks:
        state, css = texts.failed, "failed"
    elif source.reason:
        state, css = texts.warned, "warned"
    else:
        state, css = texts.ready, "ready"
    reason = escaped(source.reason_in(texts.language))
    reason = f'<span class="reason" dir="auto">{reason}</span>'
    delete = action(
        "delete",
        escaped(texts.delete),
        css="link danger",
        label=texts.delete_one.format(source=name),
        document=source.document_id,
        confirm=confirm.format(source=name),
    )
    missing = str(source.pages_without_text) if source.pages_without_text else ""
    return (
        f'<tr><th scope="row"><bdi>{escaped(source.source)}</bdi>{where}</th>'
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

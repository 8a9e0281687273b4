"""HTML of what happens in the library: ingestions under way, what they did, and undo."""

from __future__ import annotations

from ingest.report import STATUSES, FileProgress, FileResult, Progress, Report
from ragqa.text.counted import counted
from ui.render.named import beside_name
from ui.texts.library import LibraryTexts
from ui.texts.web import web_texts
from ui.web.error_html import error_html
from ui.web.library.library_html import collection_name
from ui.web.library.shelf import Shelf
from ui.web.library.works import Done, Work
from ui.web.markup import action, escaped

_MOST_REMARKS = 50
_MOST_NAMES = 3


def activity_html(shelf: Shelf, texts: LibraryTexts) -> str:
    """All that is being done or was just done; "" when there is nothing."""
    parts = [_work(work, texts) for work in reversed([*shelf.works])]
    if shelf.failure is not None:
        failure = error_html(shelf.failure, web_texts(texts.language))
        parts.insert(0, f'<div class="refused">{failure}</div>')
    if shelf.done is not None:
        parts.insert(0, _done_html(shelf.done, texts))
    return "".join(parts)


def _done_html(done: Done, texts: LibraryTexts) -> str:
    one = len(done.names) == 1
    template = str(getattr(texts, done.kind if one or done.kind in _ALIKE else f"{done.kind}_many"))
    words = counted(
        template,
        len(done.names),
        source=done.names[0] if done.names else "",
        collection=collection_name(done.collection, texts),
    )
    undo = action("undo", escaped(texts.undo), css="plain") if done.document_ids else ""
    return f'<div class="done" role="status"><span dir="auto">{escaped(words)}</span>{undo}</div>'


_ALIKE = ("moved", "purged")  # one sentence for one and for many


def _work(work: Work, texts: LibraryTexts) -> str:
    if work.running:
        return _running_html(work, texts)
    close = action("dismiss", "×", css="close", label=texts.dismiss, work=work.number)
    if work.failure is not None:
        body = error_html(work.failure, web_texts(texts.language))
    else:
        body = report_html(work.report or Report((), 0, 0.0), texts)
    return f'<div class="activity ended">{body}{close}</div>'


def _running_html(work: Work, texts: LibraryTexts) -> str:
    """A bar, the counts, the time left, and the files that are being worked at."""
    if work.stopper.stopped:
        foot = f'<span class="hint">{escaped(texts.cancelling)}</span>'
    else:
        foot = action("cancel", escaped(texts.cancel), css="plain", work=work.number)
    return (
        f'<div class="activity running{" pending" if work.then else ""}">'
        f"{_then_html(work.then, texts)}"
        f"{progress_html(work.progress, texts, waits=work.waits)}{foot}</div>"
    )


def _then_html(then: Done | None, texts: LibraryTexts) -> str:
    """What waits to be done to which documents."""
    if then is None:
        return ""
    names = texts.comma.join(then.names[:_MOST_NAMES])
    if (more := len(then.names) - _MOST_NAMES) > 0:
        names += " " + texts.more_names.format(count=more)
    words = str(getattr(texts, f"then_{then.kind}")).format(names=names)
    return f'<div class="told" dir="auto">{escaped(words)}</div>'


def progress_html(progress: Progress, texts: LibraryTexts, *, waits: str = "") -> str:
    """How far an ingestion is."""
    if waits or not progress.files_total:
        waiting = {"ingestion": texts.queued, "program": texts.other_writes}
        words = waiting.get(waits, texts.starting)
        return f'<div class="told" role="status">{escaped(words)}<span class="dots"></span></div>'
    words = counted(
        texts.progress,
        progress.chunks_done,
        done=progress.files_done,
        total=progress.files_total,
    )
    if progress.left is not None:
        words += " · " + texts.left.format(time=duration(progress.left, texts))
    files = "".join(_file(file, texts) for file in progress.files)
    # The words are read out now and then by themselves; the bar need not be.
    return (
        f'<progress max="1000" value="{round(1000 * share(progress))}" aria-hidden="true">'
        f'</progress><div class="told" role="status">{escaped(words)}</div>'
        f'<ul class="files">{files}</ul>'
    )


def share(progress: Progress) -> float:
    """How much of an ingestion is done, 0 to 1."""
    if progress.left is not None and progress.seconds > 0:
        return progress.seconds / (progress.seconds + progress.left)
    return progress.files_done / progress.files_total if progress.files_total else 0.0


def duration(seconds: float, texts: LibraryTexts) -> str:
    """A length of time as people say it: no more exact than it can be known."""
    whole = round(seconds)
    if whole < 60:
        return texts.seconds.format(count=max(1, whole if whole < 10 else whole // 5 * 5))
    minutes = round(whole / 60)
    if minutes < 60:
        return texts.minutes.format(count=minutes)
    return texts.hours.format(hours=minutes // 60, minutes=minutes % 60)


def _file(file: FileProgress, texts: LibraryTexts) -> str:
    name = f"<bdi>{escaped(file.source)}</bdi>"
    if file.status is not None:
        mark, css = ("✗", "failed") if file.status in ("failed", "skipped") else ("✓", "ready")
        said = texts.status(file.status, 1)
        return (
            f'<li>{name}<span class="mark {css}" title="{escaped(said)}"><span aria-hidden="true">'
            f'{mark}</span><span class="unseen">{escaped(said)}</span></span></li>'
        )
    if not file.chunks:
        doing = f'{escaped(texts.reading)}<span class="dots"></span>'
        return f'<li>{name}<span class="hint">{doing}</span></li>'
    words = counted(texts.embedding, file.chunks, done=file.chunks_done)
    bar = f'<progress max="{file.chunks}" value="{file.chunks_done}" aria-hidden="true"></progress>'
    return f'<li>{name}<span class="hint">{escaped(words)}</span>{bar}</li>'


def report_html(report: Report, texts: LibraryTexts) -> str:
    """The counts by status, then each file that failed, was skipped or needs a look."""
    if not report.files and not report.stopped:
        return f'<div role="status">{escaped(texts.report_nothing)}</div>'
    totals = report.totals
    comma = ", " if texts.language == "en" else "，"
    counted = [texts.status(s, int(totals[s])) for s in STATUSES if totals[s]]
    template = texts.report_stopped if report.stopped else texts.report
    words = template.format(
        seconds=f"{report.seconds:.1f}", counts=comma.join(counted) or texts.none_yet
    )
    remarkable = [file for file in report.files if file.reason]
    remarks = "".join(_remark(file, texts) for file in remarkable[:_MOST_REMARKS])
    if (more := len(remarkable) - _MOST_REMARKS) > 0:
        remarks += f"<li>{escaped(texts.more_remarks.format(count=more))}</li>"
    listed = f'<ul class="remarks">{remarks}</ul>' if remarks else ""
    return f'<div role="status">{escaped(words)}</div>{listed}'


def _remark(file: FileResult, texts: LibraryTexts) -> str:
    reason = escaped(beside_name(file.reason_in(texts.language), file.source))
    return f"<li><bdi>{escaped(file.source)}</bdi> — {reason}</li>"

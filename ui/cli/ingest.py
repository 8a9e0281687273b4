"""``ragqa ingest``: bring the index up to date with a folder, show how far it is, report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.bar import opened_bar
from ui.cli.options import (
    Assignments,
    Collection,
    Folder,
    Index,
    Json,
    Language,
    Session,
    open_session,
)
from ui.texts import Texts

if TYPE_CHECKING:
    from ingest.report import Progress, Report

_LONGEST_NAME = 32


def ingest(
    folder: Folder,
    collection: Collection = None,
    as_json: Json = False,
    rebuild: Annotated[bool, typer.Option("--rebuild")] = False,
    plan: Annotated[bool, typer.Option("--plan")] = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Ingest a folder and print the report; what was finished before Ctrl-C is kept."""
    from ingest.report import SyncInterruptedError
    from ui.ingestion import preview
    from ui.render import to_json
    from ui.render.report import plan_text, report_text

    session = open_session(assignments, index=index, language=language)
    if plan:
        report = preview(session.settings, folder, rebuild=rebuild, collection=collection)
        typer.echo(to_json(report.to_json()) if as_json else plan_text(report, session.texts))
        return report.exit_code
    exit_code = None
    try:
        report = _sync(folder, session, rebuild=rebuild, collection=collection, every_file=as_json)
    except SyncInterruptedError as stopped:
        report, exit_code = stopped.report, 130
        typer.echo(session.texts.ingest_stopped, err=True)
    typer.echo(to_json(report.to_json()) if as_json else report_text(report, session.texts))
    if report.exit_code == 2 and all(file.status == "skipped" for file in report.files):
        _say_what_is_read(folder, session.texts)
    return report.exit_code if exit_code is None else exit_code


def _say_what_is_read(folder: Path, texts: Texts) -> None:
    from ingest.folder.files import shown_name
    from ingest.unsupported import READABLE

    formats = texts.list_comma.join(READABLE.split(", "))
    message = texts.nothing_to_read.format(folder=shown_name(str(folder)), formats=formats)
    typer.echo(texts.error.format(message=message), err=True)


def _sync(
    folder: Path, session: Session, *, rebuild: bool, collection: str | None, every_file: bool
) -> Report:
    from ingest.folder.files import check_folder
    from ragqa.store import stores
    from ui.ingestion import nothing_to_do, open_to_write, options, read_better, restore_uploads
    from ui.web.library.uploads import stored_uploads

    settings = session.settings
    # Checked before the embedder is loaded, which takes seconds.
    check_folder(folder)
    if not rebuild or not stores.exists(settings.index):
        done = nothing_to_do(settings, folder, collection=collection, every_file=every_file)
        if done is not None:
            return done
    from ingest.sync import sync

    # Their names are in the catalog, which is erased with the rest of the index.
    uploaded = stored_uploads(settings.index) if rebuild else {}
    index, erased = open_to_write(settings, rebuild=rebuild)
    if erased:
        typer.echo(session.texts.erased, err=True)
    with index, _progress(session.texts) as show:
        report = sync(
            folder,
            index,
            options(settings),
            ignore=settings.ignore,
            rebuild=rebuild,
            collection=collection,
            progress=show,
        )
        if erased:
            return restore_uploads(uploaded, index, report, settings)
        return read_better(index, report, settings, show)


@contextmanager
def _progress(texts: Texts) -> Iterator[Callable[[Progress], None] | None]:
    """A function that shows progress; None where nobody would see it."""
    with opened_bar("MofNCompleteColumn", "{task.fields[rates]}") as bar:
        if bar is None:
            yield None
            return
        task = bar.add_task(texts.ingesting, total=None, rates="")

        def show(progress: Progress) -> None:
            bar.update(
                task,
                description=describe(progress, texts),
                completed=progress.files_done,
                total=progress.files_total or None,
                rates=rates(progress, texts),
            )

        yield show


def describe(progress: Progress, texts: Texts) -> str:
    """What is being ingested, with the end of a long file name."""
    from ui.render import one_line

    name = one_line(progress.current)
    if len(name) > _LONGEST_NAME:
        name = "…" + name[1 - _LONGEST_NAME :]
    return f"{texts.ingesting} {name}".rstrip()


def rates(progress: Progress, texts: Texts) -> str:
    """Files and chunks per second since the start."""
    seconds = max(progress.seconds, 1e-9)
    files = texts.progress_files.format(rate=f"{progress.files_done / seconds:.1f}")
    chunks = texts.progress_chunks.format(rate=f"{progress.chunks_done / seconds:.1f}")
    return f"{files}  {chunks}"

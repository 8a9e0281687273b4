"""``ragqa backup`` and ``restore``: a whole index in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ragqa.text.counted import counted
from ui.cli.options import Assignments, Index, Language, open_session

if TYPE_CHECKING:
    from ragqa.store.backup import Contents
    from ui.texts import Texts

File = Annotated[Path, typer.Argument(metavar="FILE")]
Force = Annotated[bool, typer.Option("--force")]


def backup(
    file: File,
    force: Force = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Write the index to a file and say what it holds."""
    from ragqa.store import backup as backups

    session = open_session(assignments, index=index, language=language)
    contents = backups.backup(session.settings.index, file, force=force)
    _say(session.texts.backed_up, session.texts, contents, file)
    return 0


def restore(
    file: File,
    force: Force = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Make the index from a file and say what it holds."""
    from ragqa.store import backup as backups

    session = open_session(assignments, index=index, language=language)
    contents = backups.restore(file, session.settings.index, force=force)
    _say(session.texts.restored, session.texts, contents, session.settings.index)
    return 0


def _say(sentence: str, texts: Texts, contents: Contents, place: Path) -> None:
    typer.echo(
        sentence.format(
            documents=counted(texts.documents, contents.documents),
            chunks=counted(texts.chunks, contents.chunks),
            uploads=counted(texts.uploads, contents.uploads),
            place=place,
        )
    )

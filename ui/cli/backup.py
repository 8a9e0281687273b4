"""``ragqa backup`` and ``restore``: a whole index in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import Assignments, Index, Language, open_session

if TYPE_CHECKING:
    from ragqa.store.backup import Contents

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
    _say(session.texts.backed_up, contents, file)
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
    _say(session.texts.restored, contents, session.settings.index)
    return 0


def _say(sentence: str, contents: Contents, place: Path) -> None:
    typer.echo(
        sentence.format(
            documents=contents.documents,
            chunks=contents.chunks,
            uploads=contents.uploads,
            place=place,
        )
    )

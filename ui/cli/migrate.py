"""``ragqa migrate``: the settings of privateGPT and private-gpt as a ragqa.toml."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import Json, Language, open_session

if TYPE_CHECKING:
    from ui.texts.migrate import MigrateTexts

Old = Annotated[Path, typer.Argument(metavar="FILE|FOLDER", readable=False)]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", readable=False)]
Force = Annotated[bool, typer.Option("--force")]
Plan = Annotated[bool, typer.Option("--plan")]


def migrate(
    old: Old,
    out: Out = None,
    force: Force = False,
    plan: Plan = False,
    as_json: Json = False,
    language: Language = None,
) -> int:
    """Say what became of each old name, write the new file, and name the next command."""
    from ragqa.configuration import CONFIG_FILE
    from ui.migration.reading import read
    from ui.migration.rules import migrate as moved
    from ui.migration.writing import as_toml, write
    from ui.render import one_line, safe, to_json
    from ui.render.migration import migration_json, migration_text
    from ui.texts.migrate import migrate_texts

    texts = migrate_texts(open_session(None, language=language).texts.language)
    target = out or Path(CONFIG_FILE)
    migration = moved(read(old), target.parent)
    content = as_toml(migration.settings)
    if not plan and content:
        write(target, content, force=force)
    if as_json:
        typer.echo(to_json(migration_json(migration, texts)))
        return 0
    typer.echo(migration_text(migration, texts) + "\n")
    if not content:
        typer.echo(texts.nothing)
    else:
        said = texts.planned if plan else texts.wrote
        typer.echo(said.format(path=one_line(str(target))))
        typer.echo(safe(content), nl=plan)
    typer.echo(texts.next.format(command=one_line(_ingest(migration.documents, texts))))
    return 0


def _ingest(documents: Path | None, texts: MigrateTexts) -> str:
    folder = texts.folder if documents is None else shlex.quote(str(documents))
    return f"ragqa ingest {folder}"

"""``ragqa keys``: the keys by which programs come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import Assignments, Index, Json, Language, Session, group, open_session

if TYPE_CHECKING:
    from ragqa.access.keys import Keys

app = group()


@app.callback(invoke_without_command=True)
def keys(
    context: typer.Context,
    as_json: Json = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Without a further word, list the keys."""
    if context.invoked_subcommand is None:
        return list_keys(as_json, index, language, assignments)
    return 0


@app.command("add")
def add(
    user: Annotated[str, typer.Argument(metavar="USER")],
    label: Annotated[str, typer.Option("--label", metavar="TEXT")] = "",
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Make a key and print it, alone on standard output, this once."""
    from ui.render.access import say

    session = open_session(assignments, index=index, language=language)
    made = _open(session).add(user, label)
    typer.echo(say("key_made", session.texts.language, name=user), err=True)
    typer.echo(made)
    return 0


@app.command("list")
def list_keys(
    as_json: Json = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Print how each key begins, whose it is, and when it was used."""
    from ui.render import to_json
    from ui.render.access import keys_json, keys_text, say

    session = open_session(assignments, index=index, language=language)
    known, spoken = _open(session).all(), session.texts.language
    if as_json:
        typer.echo(to_json(keys_json(known)))
    else:
        typer.echo(keys_text(known, spoken) if known else say("no_keys", spoken))
    return 0


@app.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="KEY")],
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Delete a key, by how it begins."""
    from ui.render.access import say

    session = open_session(assignments, index=index, language=language)
    gone = _open(session).revoke(key_id)
    typer.echo(say("key_revoked", session.texts.language, key=gone.prefix, name=gone.user))
    return 0


def _open(session: Session) -> Keys:
    from ragqa.access.access_file import AccessFile, access_path
    from ragqa.access.keys import Keys

    return Keys(AccessFile(access_path(session.settings.index)))

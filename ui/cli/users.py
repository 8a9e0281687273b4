"""``ragqa users``: who may come, what they may do, and where."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import Assignments, Index, Json, Language, Session, group, open_session

if TYPE_CHECKING:
    from ragqa.access.users import Users
    from ui.texts import Language as Spoken

Name = Annotated[str, typer.Argument(metavar="NAME")]
Collections = Annotated[list[str] | None, typer.Option("--collection", metavar="NAME")]

app = group()


@app.callback(invoke_without_command=True)
def users(
    context: typer.Context,
    as_json: Json = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Without a further word, list the users."""
    if context.invoked_subcommand is None:
        return list_users(as_json, index, language, assignments)
    return 0


@app.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option("--role", metavar="reader|editor|admin")] = "reader",
    collections: Collections = None,
    password: Annotated[bool, typer.Option("--password/--no-password")] = True,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Add a user; the password comes from the terminal or standard input."""
    from ragqa.access.users import checked_name, checked_role
    from ui.render.access import say, where

    session = open_session(assignments, index=index, language=language)
    spoken = session.texts.language
    # Nobody types a password twice to learn that the name cannot be.
    name, checked = checked_name(name), checked_role(role)
    given = ask_password(name, spoken) if password else None
    made = open_users(session).add(name, given, checked, _checked(collections))
    typer.echo(say("added", spoken, name=made.name, role=made.role, where=where(made, spoken)))
    return 0


@app.command("list")
def list_users(
    as_json: Json = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Print the users."""
    from ui.render import to_json
    from ui.render.access import say, users_json, users_text

    session = open_session(assignments, index=index, language=language)
    known, spoken = open_users(session).all(), session.texts.language
    if as_json:
        typer.echo(to_json(users_json(known)))
    else:
        typer.echo(users_text(known, spoken) if known else say("no_users", spoken))
    return 0


@app.command("remove")
def remove(
    name: Name, index: Index = None, language: Language = None, assignments: Assignments = None
) -> int:
    """Delete a user with all keys, logins and conversations."""
    from ragqa.access.users import user_name
    from ragqa.store.kept.conversations import Conversations, owner_named
    from ui.render.access import say

    session = open_session(assignments, index=index, language=language)
    known, spoken = open_users(session), session.texts.language
    known.remove(name)
    # Who gets the name next must not find them.
    Conversations(session.settings.index).forget(owner_named(user_name(name)))
    typer.echo(say("removed", spoken, name=name))
    if not known.exist():
        typer.echo(say("last_removed", spoken), err=True)
    return 0


@app.command("password")
def password(
    name: Name, index: Index = None, language: Language = None, assignments: Assignments = None
) -> int:
    """Give a user another password, and end their logins."""
    from ui.render.access import say

    session = open_session(assignments, index=index, language=language)
    known, spoken = open_users(session), session.texts.language
    known.find(name)
    known.set_password(name, ask_password(name, spoken))
    typer.echo(say("password_set", spoken, name=name))
    return 0


@app.command("role")
def role(
    name: Name,
    role: Annotated[str, typer.Argument(metavar="ROLE")],
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Say what a user may do from now on."""
    from ragqa.access.users import checked_role
    from ui.render.access import say

    session = open_session(assignments, index=index, language=language)
    open_users(session).set_role(name, checked_role(role))
    typer.echo(say("role_set", session.texts.language, name=name, role=role))
    return 0


@app.command("collections")
def collections(
    name: Name,
    names: Annotated[list[str] | None, typer.Argument(metavar="[COLLECTION]...")] = None,
    every: Annotated[bool, typer.Option("--all")] = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Say in which collections a user may act from now on."""
    from ragqa.errors import AccountError
    from ui.render.access import say, where
    from ui.texts.access import ACCESS

    session = open_session(assignments, index=index, language=language)
    if every == bool(names):
        raise AccountError(*ACCESS["which"])
    known, spoken = open_users(session), session.texts.language
    known.allow(name, None if every else _checked(names))
    now = known.find(name).identity
    typer.echo(say("collections_set", spoken, name=now.name, where=where(now, spoken)))
    return 0


def open_users(session: Session) -> Users:
    """The users of the index that the settings name."""
    from ragqa.access.access_file import AccessFile, access_path
    from ragqa.access.users import Users

    return Users(AccessFile(access_path(session.settings.index)))


def ask_password(name: str, spoken: Spoken) -> str:
    """A password from the terminal, typed twice and not shown, else a line of standard input.

    Never an argument: those are in the shell's history and in every list of processes.

    Raises:
        AccountError: The two differ, or there is no line.
    """
    from ragqa.errors import AccountError
    from ui.render.access import say
    from ui.texts.access import ACCESS

    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line.strip():
            raise AccountError(*ACCESS["no_input"])
        return line.rstrip("\r\n")
    given = getpass.getpass(say("ask_password", spoken, name=name))
    if getpass.getpass(say("ask_again", spoken)) != given:
        raise AccountError(*ACCESS["differ"])
    return given


def _checked(collections: list[str] | None) -> list[str] | None:
    from ragqa.store.scoping.choosing import checked_collection

    return None if collections is None else [checked_collection(name) for name in collections]

"""The options that commands share, and what they become: settings and the texts of a language."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.texts import EN, ZH, Texts, choose

if TYPE_CHECKING:
    from ragqa.configuration import Loaded
    from ragqa.scope import Scope
    from ragqa.settings import Settings

# Their help is in ui/texts/options.py, in both languages, under the parameter's name.
# typer would look whether a path can be read, and say only in English that it cannot.
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", readable=False)]
Index = Annotated[Path | None, typer.Option("--index", metavar="DIR", readable=False)]
Model = Annotated[str | None, typer.Option("--model", metavar="FILE")]
Language = Annotated[str | None, typer.Option("--language", metavar="zh|en|auto")]
Assignments = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE")]
Sources = Annotated[list[str] | None, typer.Option("--source", metavar="SOURCE")]
Host = Annotated[str | None, typer.Option("--host", metavar="ADDRESS")]
Port = Annotated[int | None, typer.Option("--port", metavar="N")]
Cert = Annotated[str | None, typer.Option("--cert", metavar="FILE")]
KeyFile = Annotated[str | None, typer.Option("--key", metavar="FILE")]
Passages = Annotated[int | None, typer.Option("-k", metavar="N")]
Collection = Annotated[str | None, typer.Option("--collection", metavar="NAME")]
Collections = Annotated[list[str] | None, typer.Option("--collection", metavar="NAME")]
Under = Annotated[str | None, typer.Option("--folder", metavar="DIR")]
Types = Annotated[list[str] | None, typer.Option("--type", metavar="ENDING")]
Since = Annotated[str | None, typer.Option("--since", metavar="DAY")]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY")]
Pages = Annotated[str | None, typer.Option("--pages", metavar="FIRST-LAST")]
Json = Annotated[bool, typer.Option("--json")]


def group() -> typer.Typer:
    """A command that has others within; its help is in ui/texts/commands.py."""
    return typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, help="-"
    )


@dataclass(frozen=True, slots=True)
class Session:
    """What every command works with: the settings, where they came from, and the texts."""

    loaded: Loaded
    texts: Texts

    @property
    def settings(self) -> Settings:
        """The settings alone."""
        return self.loaded.settings


def open_session(assignments: Sequence[str] | None, **named: Any) -> Session:
    """Load the settings with the flags of one command.

    Args:
        assignments: ``--set NAME=VALUE`` as given.
        **named: Settings with a flag of their own, which wins over ``--set``; None when not given.

    Raises:
        SettingsError: A name or value is wrong.
    """
    from ragqa.configuration import load_settings

    given = {name: value for name, value in named.items() if value is not None}
    loaded = load_settings(parse_assignments(assignments or ()) | given)
    return Session(loaded, choose(loaded.settings.language, os.environ))


def tell_destination(session: Session) -> None:
    """Say where questions and passages go, if they leave this machine, and if memory is short.

    Raises:
        ModelError: The model file is not there or cannot be loaded.
        SettingsError: The address of the model server is none.
    """
    from ragqa.generation.remote.address import is_address, read_address

    if not is_address(session.settings.model):
        _tell_memory(session)
        return
    address = read_address(session.settings.model)
    if not address.is_local:
        typer.echo(session.texts.sends_to.format(host=address.host), err=True)


def tell_plain(session: Session) -> None:
    """Say that what is served can be read on its way, if it can."""
    from ui.serving import is_plain
    from ui.texts.serving import serving_texts

    if is_plain(session.settings):
        typer.echo(serving_texts(session.texts.language).plain, err=True)


def _tell_memory(session: Session) -> None:
    """Say before a model is loaded that memory is short."""
    from ragqa import chat_model
    from ragqa.generation.memory.fit_told import warning
    from ui.texts.help import pick

    told = warning(*fits) if (fits := chat_model.model_fit(session.settings)) else None
    if told:
        typer.echo(pick(told, session.texts.language), err=True)


def scope_of(
    sources: Sequence[str] | None,
    collections: Sequence[str] | None,
    folder: str | None,
    types: Sequence[str] | None,
    since: str | None,
    until: str | None,
    pages: str | None,
) -> Scope:
    """What a command is kept to, by its flags. Raises QuestionError."""
    from ragqa.scope import read_scope

    return read_scope(
        {
            "sources": sources,
            "collections": collections,
            "folder": folder,
            "types": types,
            "since": since,
            "until": until,
            "pages": pages,
        }
    )


def parse_assignments(given: Iterable[str]) -> dict[str, Any]:
    """``["top_k=40"]`` as ``{"top_k": "40"}``; lists are split at commas and add up when repeated.

    Raises:
        SettingsError: One is not NAME=VALUE.
    """
    from ragqa.errors import SettingsError
    from ragqa.settings import Settings

    values: dict[str, Any] = {}
    for assignment in given:
        name, equals, value = assignment.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or not name:
            raise SettingsError(
                EN.bad_assignment.format(given=assignment),
                ZH.bad_assignment.format(given=assignment),
            )
        field = Settings.model_fields.get(name)
        if field is not None and field.annotation == tuple[str, ...]:
            parts = tuple(part.strip() for part in value.split(",") if part.strip())
            values[name] = values.get(name, ()) + parts
        else:
            values[name] = value
    return values


def language_flag(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language asked for before any setting is loaded: the flag, else RAGQA_LANGUAGE."""
    for position, argument in enumerate(argv):
        if argument == "--language":
            return next(iter(argv[position + 1 :]), "auto")
        if argument.startswith("--language="):
            return argument.partition("=")[2]
    return environ.get("RAGQA_LANGUAGE", "auto")

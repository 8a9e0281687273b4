"""``ragqa answers``, ``replay`` and ``forget-answers``: the answers that were kept."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.ask import opened_chain
from ui.cli.options import Assignments, Index, Json, Language, Model, open_session
from ui.texts.records import say

Key = Annotated[str, typer.Argument(metavar="ID")]


def answers(
    as_json: Json = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Print the kept answers, the newest first, and which cited documents changed since."""
    from ragqa.replaying import stale
    from ragqa.store.kept.records import Records
    from ragqa.store.library import open_library
    from ui.render import to_json
    from ui.render.records import answers_text, record_json

    session = open_session(assignments, index=index, language=language)
    folder = session.settings.index
    with open_library(folder) as library:
        records, unreadable = Records(folder).readable()
        kept = [(record, stale(record.cited, library)) for record in records]
    if as_json:
        typer.echo(to_json([record_json(record, changed) for record, changed in kept]))
    else:
        typer.echo(answers_text(kept, session.texts.language))
    if unreadable:
        typer.echo(say("unreadable", session.texts.language, answers=unreadable), err=True)
    return 0


def replay(
    key: Key,
    as_json: Json = False,
    index: Index = None,
    model: Model = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Ask again what was asked, with the same passages and seed, and compare."""
    from ragqa import replaying
    from ragqa.store.kept.records import Records
    from ragqa.store.library import check_exists
    from ui.render import to_json
    from ui.render.records import replay_json, replay_text

    session = open_session(assignments, index=index, model=model, language=language)
    check_exists(session.settings.index)
    # Looked up before the models are loaded, which takes seconds.
    record = Records(session.settings.index).get(key)
    with opened_chain(session) as chain:
        found = replaying.replay(record, chain)
    if as_json:
        typer.echo(to_json(replay_json(found)))
    else:
        typer.echo(replay_text(found, session.texts.language))
    return 0 if found.same_prompt and found.same_text else 1


def forget_answers(
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Delete the kept answers and say how many there were."""
    from ragqa.store.kept.records import Records
    from ragqa.store.library import check_exists

    session = open_session(assignments, index=index, language=language)
    check_exists(session.settings.index)
    number = Records(session.settings.index).forget()
    typer.echo(say("forgotten", session.texts.language, answers=number))
    return 0

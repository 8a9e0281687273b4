"""``ragqa config`` and ``doctor``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import (
    Assignments,
    Index,
    Json,
    Language,
    Model,
    Passages,
    Session,
    open_session,
)

if TYPE_CHECKING:
    from ui.doctor import Check


def config(
    as_json: Json = False,
    index: Index = None,
    model: Model = None,
    language: Language = None,
    passages: Passages = None,
    assignments: Assignments = None,
) -> int:
    """Print every setting with its value and origin."""
    from ui.render import to_json
    from ui.render.settings import settings_json, settings_text

    session = open_session(
        assignments, index=index, model=model, language=language, passages=passages
    )
    if as_json:
        typer.echo(to_json(settings_json(session.loaded, session.texts)))
    else:
        typer.echo(settings_text(session.loaded, session.texts))
    return 0


def doctor(
    repair: Annotated[bool, typer.Option("--repair")] = False,
    as_json: Json = False,
    index: Index = None,
    model: Model = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Print each check as soon as it is done; 1 when one of them failed."""
    from ui.doctor import examine
    from ui.render import to_json

    session = open_session(assignments, index=index, model=model, language=language)
    checks: list[Check] = []
    for check in examine(session.loaded, session.texts, repair=repair):
        checks.append(check)
        if not as_json:
            typer.echo(_check_text(check, session))
    failed = sum(check.ok is False for check in checks)
    if as_json:
        typer.echo(to_json({"ok": not failed, "checks": [asdict(check) for check in checks]}))
    else:
        texts = session.texts
        typer.echo(texts.doctor_failed.format(count=failed) if failed else texts.doctor_well)
    return 1 if failed else 0


def _check_text(check: Check, session: Session) -> str:
    from ui.render import one_line

    texts = session.texts
    marks = {True: texts.check_ok, False: texts.check_failed, None: texts.check_not_run}
    line = texts.check.format(mark=marks[check.ok], name=check.name, detail=one_line(check.detail))
    return f"{line}\n    → {check.advice}" if check.advice else line

"""``ragqa pin``, ``unpin`` and ``pins``: documents that the model need not read again."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.cli.ask import opened_chain
from ui.cli.options import Assignments, Index, Json, Language, Model, Session, open_session
from ui.cli.waiting import Waiting

if TYPE_CHECKING:
    from ragqa.chain import RagChain
    from ragqa.store.kept.pins import Pin, Pins
    from ragqa.store.shelf import Shelf
    from ui.texts import Language as Spoken

Names = Annotated[list[str], typer.Argument(metavar="SOURCE...")]
AskedIn = Annotated[Literal["zh", "en"] | None, typer.Option("--asked-in", metavar="zh|en")]


def pin(
    names: Names,
    asked_in: AskedIn = None,
    as_json: Json = False,
    index: Index = None,
    model: Model = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Read each document and keep what the model has read."""
    from ragqa.store.library import check_exists
    from ui.render import to_json
    from ui.render.pins import pin_json, pinned_text

    session = open_session(assignments, index=index, model=model, language=language)
    check_exists(session.settings.index)
    shelf = _shelf(session)
    with opened_chain(session) as chain:
        made = [_pinned(chain, shelf, name, asked_in, session) for name in names]
    if as_json:
        typer.echo(to_json([pin_json(one) for one in made]))
    else:
        for one in made:
            typer.echo(pinned_text(one, session.texts.language))
    return 0


def unpin(
    names: Annotated[list[str] | None, typer.Argument(metavar="SOURCE...")] = None,
    every: Annotated[bool, typer.Option("--all")] = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Delete what the model has read of these documents; nothing where one is not pinned."""
    from ragqa.errors import QuestionError
    from ui.render.pins import say
    from ui.texts.pins import PINS

    session = open_session(assignments, index=index, language=language)
    kept = _pins(session)
    known = kept.all()
    wanted = set(names or ())
    for name in sorted(wanted - {one.note.source for one in known}):
        raise QuestionError(*(text.format(source=name) for text in PINS["not_pinned"]))
    if every:
        number = len(known)
        kept.erase()
    else:
        doomed = [one for one in known if one.note.source in wanted]
        number = len(doomed)
        kept.remove(doomed)
    typer.echo(say("unpinned", session.texts.language, number=number))
    return 0


def pins(
    as_json: Json = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Print the pinned documents, last used first, and the room they take."""
    from ui.render import to_json
    from ui.render.pins import pin_json, pins_text

    session = open_session(assignments, index=index, language=language)
    kept = _pins(session)
    if as_json:
        typer.echo(to_json([pin_json(one) for one in kept.all()]))
    else:
        typer.echo(pins_text(kept.all(), kept.most_bytes, session.texts.language))
    return 0


def _pinned(
    chain: RagChain, shelf: Shelf, name: str, asked_in: Spoken | None, session: Session
) -> Pin:
    """Pin one document; a terminal is told how far it is."""
    from ragqa import pinning

    steps = pinning.pin(chain, shelf, name, asked_in)
    with closing(Waiting(session.texts.language, sys.stderr)) as waiting:
        while True:
            try:
                waiting.tell(next(steps))
            except StopIteration as end:
                made: Pin = end.value
                return made


def _shelf(session: Session) -> Shelf:
    from ragqa import chat_model
    from ragqa.generation.remote.address import is_address
    from ragqa.pinning import no_gguf

    if not session.settings.model or is_address(session.settings.model):
        raise no_gguf()
    return chat_model.open_shelf(session.settings)


def _pins(session: Session) -> Pins:
    from ragqa.store.kept.pins import Pins
    from ragqa.store.library import check_exists

    check_exists(session.settings.index)
    return Pins(session.settings.index, session.settings.pinned_mb << 20)

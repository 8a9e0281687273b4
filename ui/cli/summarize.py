"""``ragqa summarize``: the main points of a document or collection, with citations."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.ask import Quotes, Verbose, note_missing_model, opened_chain, show_citations
from ui.cli.options import (
    Assignments,
    Collections,
    Index,
    Json,
    Language,
    Model,
    Pages,
    Session,
    Since,
    Types,
    Under,
    Until,
    open_session,
    scope_of,
)

if TYPE_CHECKING:
    from ragqa.chain import RagChain
    from ragqa.scope import Scope
    from ragqa.types import Answer

What = Annotated[list[str] | None, typer.Argument(metavar="SOURCE...")]


def summarize(
    names: What = None,
    collections: Collections = None,
    folder: Under = None,
    types: Types = None,
    since: Since = None,
    until: Until = None,
    pages: Pages = None,
    quotes: Quotes = False,
    as_json: Json = False,
    verbose: Verbose = False,
    index: Index = None,
    model: Model = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Print a summary of what was chosen, then its citations."""
    from ui.render import answer_json, safe, to_json

    session = open_session(
        assignments, index=index, model="" if quotes else model, language=language
    )
    scope = scope_of(names, collections, folder, types, since, until, pages)
    with opened_chain(session) as chain:
        answer = _summary(chain, scope, session)
    if as_json:
        typer.echo(to_json(answer_json(answer)))
    else:
        typer.echo(safe(answer.text))
        show_citations(answer, session, verbose=verbose)
    if not quotes:
        note_missing_model(session)
    return 0


def _summary(chain: RagChain, scope: Scope, session: Session) -> Answer:
    """The summary; tells on standard error how far it is."""
    from ragqa.types import Finished, Reading

    told: Reading | None = None
    # Closed at once when the user stops it: the model is given back.
    with closing(chain.stream_summary(scope)) as events:
        for event in events:
            match event:
                case Reading() if event != told:
                    told = event
                    line = session.texts.summarizing.format(done=event.done, total=event.total)
                    typer.echo(line, err=True)
                case Finished():
                    return event.answer
    raise AssertionError("a summary ends with Finished")

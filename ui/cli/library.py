"""``ragqa search``, ``sources`` and ``remove``: looking into the index and tidying it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from ui.cli.options import (
    Assignments,
    Collections,
    Index,
    Json,
    Language,
    Pages,
    Passages,
    Since,
    Sources,
    Types,
    Under,
    Until,
    open_session,
    scope_of,
)


def search(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    sources: Sources = None,
    collections: Collections = None,
    folder: Under = None,
    types: Types = None,
    since: Since = None,
    until: Until = None,
    pages: Pages = None,
    passages: Passages = None,
    as_json: Json = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Print the best chunks with their scores."""
    from ragqa import factory
    from ragqa.answer.asking import read_question
    from ragqa.answer.elsewhere import of_hits
    from ui.render import to_json
    from ui.render.hits import hit_json, hits_text

    session = open_session(assignments, index=index, language=language, passages=passages)
    asked = read_question(question).text
    scope = scope_of(sources, collections, folder, types, since, until, pages)
    with factory.open_retriever(session.settings, scope=scope) as retriever:
        hits = retriever.search(asked)
        found = list(zip(hits, of_hits(hits, retriever.index), strict=True))
    if as_json:
        typer.echo(to_json({"question": asked, "chunks": [hit_json(*each) for each in found]}))
    else:
        typer.echo(hits_text(found, session.texts) or session.texts.nothing_found)
    return 0


def sources(
    collections: Collections = None,
    as_json: Json = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Print the documents of the index."""
    from ragqa.store.library import list_sources
    from ui.render import sources_text, to_json

    session = open_session(assignments, index=index, language=language)
    known = list_sources(session.settings.index, collections or ())
    if as_json:
        typer.echo(to_json([asdict(source) for source in known]))
    else:
        typer.echo(sources_text(known, session.texts) if known else session.texts.no_sources)
    return 0


def remove(
    names: Annotated[list[str], typer.Argument(metavar="SOURCE...")],
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Remove documents; nothing is removed when one of the names is unknown."""
    from ragqa.store.library import open_library

    session = open_session(assignments, index=index, language=language)
    with open_library(session.settings.index, chroma=session.settings.chroma) as opened:
        doomed = {source.document_id: source for source in map(opened.find, names)}
        with opened.writer() as writer:
            writer.remove_all(list(doomed))
    chunks = sum(source.chunks for source in doomed.values())
    typer.echo(session.texts.removed.format(documents=len(doomed), chunks=chunks))
    return 0

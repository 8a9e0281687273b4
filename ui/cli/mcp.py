"""``ragqa mcp``: the documents as tools for assistants."""

from __future__ import annotations

from functools import partial

import typer

from ui.cli.options import (
    Assignments,
    Index,
    Language,
    Model,
    Passages,
    open_session,
    tell_destination,
)


def mcp(
    index: Index = None,
    model: Model = None,
    language: Language = None,
    passages: Passages = None,
    assignments: Assignments = None,
) -> int:
    """Serve MCP on standard input and output until the client closes them."""
    session = open_session(
        assignments, index=index, model=model, language=language, passages=passages
    )
    from ui.mcp.server import serve
    from ui.texts.mcp import mcp_texts

    tell_destination(session)
    texts = mcp_texts(session.texts.language)
    serve(session.settings, texts, tell=partial(typer.echo, err=True))
    return 0

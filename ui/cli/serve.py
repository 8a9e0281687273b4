"""``ragqa serve``: the API for other programs."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.options import Assignments, Index, Language, Model, Passages, open_session

Host = Annotated[str | None, typer.Option("--host", metavar="ADDRESS")]
Port = Annotated[int | None, typer.Option("--port", metavar="N")]


def serve(
    host: Host = None,
    port: Port = None,
    index: Index = None,
    model: Model = None,
    language: Language = None,
    passages: Passages = None,
    assignments: Assignments = None,
) -> int:
    """Serve the API until Ctrl-C."""
    session = open_session(
        assignments,
        host=host,
        port=port,
        index=index,
        model=model,
        language=language,
        passages=passages,
    )
    from ui.api.app import serve as serve_api

    ready = session.texts.api_ready
    serve_api(session.settings, announce=lambda url: typer.echo(ready.format(url=url)))
    return 0

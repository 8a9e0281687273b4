"""``ragqa serve``: the API for other programs."""

from __future__ import annotations

import typer

from ui.cli.options import (
    Assignments,
    Cert,
    Host,
    Index,
    KeyFile,
    Language,
    Model,
    Passages,
    Port,
    open_session,
    tell_destination,
    tell_plain,
)


def serve(
    host: Host = None,
    port: Port = None,
    cert: Cert = None,
    key_file: KeyFile = None,
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
        cert=cert,
        key=key_file,
        index=index,
        model=model,
        language=language,
        passages=passages,
    )
    from ui.api.app import serve as serve_api

    tell_destination(session)
    tell_plain(session)
    ready = session.texts.api_ready
    serve_api(session.settings, announce=lambda url: typer.echo(ready.format(url=url)))
    return 0

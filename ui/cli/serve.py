"""``ragqa web`` and ``serve``: the page for people, and the API for other programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

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
    Session,
    open_session,
    tell_destination,
    tell_plain,
)


def web(
    host: Host = None,
    port: Port = None,
    cert: Cert = None,
    key_file: KeyFile = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser")] = True,
    index: Index = None,
    model: Model = None,
    language: Language = None,
    passages: Passages = None,
    assignments: Assignments = None,
) -> int:
    """Serve the page until Ctrl-C."""
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
    from ui.web.app import serve as serve_page

    return _served(session, partial(serve_page, open_browser=browser), session.texts.web_ready)


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

    return _served(session, serve_api, session.texts.api_ready)


def _served(session: Session, serving: Callable[..., None], ready: str) -> int:
    tell_destination(session)
    tell_plain(session)
    serving(session.settings, announce=lambda url: typer.echo(ready.format(url=url)))
    return 0

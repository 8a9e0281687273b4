"""What page and API have in common: checked, served until they are asked to end, then tidied up."""

from __future__ import annotations

import signal
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ragqa.errors import SettingsError, os_reason
from ragqa.generation.remote.address import is_loopback
from ui.access import Needs, check_address
from ui.quiet import quiet
from ui.services import Services, open_services
from ui.texts.serving import EN, ZH
from ui.web.server import Running, free_port, listen, proxies_of, run

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from ragqa.settings import Settings

Start = Callable[..., Running]
"""Serves services in a thread, on the port ``port``."""


def serve(
    settings: Settings, start: Start, *, needs: Needs, announce: Callable[[str], None]
) -> None:
    """Serve until interrupted, or asked to end by the system: that is how it ends, and no error.

    Args:
        settings: All of them.
        start: Of the page or the API.
        needs: What somebody must have to come in, where other machines can reach the address.
        announce: Called with the address once it answers.

    Raises:
        SettingsError: The port is taken, strangers could come in, or the certificate is none.
        StoreError: The index cannot be used.
        ModelError: A model cannot be loaded.
    """
    quiet()
    check_address(settings, needs)
    check_certificate(settings)
    proxies_of(settings)  # raises
    port = free_port(settings.host, settings.port)  # before models are loaded, which takes long
    # Asked to end by the system, it tidies up as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    running = start(open_services(settings), port=port)
    try:
        announce(running.url)
        threading.Event().wait()
    except KeyboardInterrupt:
        pass
    finally:
        running.close()


def started(services: Services, port: int, build: Callable[[ExitStack], ASGIApp]) -> Running:
    """Serve in a thread. Raises SettingsError when the port was taken meanwhile.

    Args:
        services: Of the application.
        port: To listen on; 0 for any.
        build: Makes the application; what it opens on the stack is closed after the server.
    """
    settings = services.settings
    with ExitStack() as opened:
        bound = listen(settings.host, port)
        opened.callback(bound.close)
        app = build(opened)
        running = run(app, bound, settings)
        opened.callback(running.close)
        return Running(running.url, opened.pop_all().close)


def check_certificate(settings: Settings) -> None:
    """Raises SettingsError when certificate and key are not both there, or do not fit."""
    if not (settings.cert or settings.key):
        return
    if not (settings.cert and settings.key):
        given, missing = ("cert", "key") if settings.cert else ("key", "cert")
        values = {"given": given, "missing": missing}
        raise SettingsError(EN.half_given.format(**values), ZH.half_given.format(**values))
    try:
        # An encrypted key would be asked for at the terminal, where nobody may sit.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            settings.cert, settings.key, password=""
        )
    except (OSError, ValueError) as error:
        # What OpenSSL says has no errno of the system, and no words in Chinese.
        of_system = isinstance(error, OSError) and not isinstance(error, ssl.SSLError)
        en, zh = os_reason(error) if of_system else (str(error), str(error))
        values = {"cert": settings.cert, "key": settings.key}
        raise SettingsError(
            EN.bad_certificate.format(**values, reason=en),
            ZH.bad_certificate.format(**values, reason=zh),
        ) from error


def is_plain(settings: Settings) -> bool:
    """Whether passwords and documents go over a network that others can listen to."""
    return not (is_loopback(settings.host) or settings.cert)

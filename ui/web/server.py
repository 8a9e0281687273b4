"""Serves an ASGI application on this machine, in a thread."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ragqa.errors import SettingsError
from ui.access import in_url
from ui.texts.serving import EN, ZH

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

    from ragqa.settings import Settings

_HERE = ("127.0.0.1", "::1")
_STARTING = 60.0  # seconds
_ENDING = 2  # seconds that open connections get


@dataclass(frozen=True, slots=True)
class Running:
    """A page that is being served.

    Attributes:
        url: Where.
        close: Stops it.
    """

    url: str
    close: Callable[[], None]


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to ``port``, or to any free one for 0.

    Raises:
        SettingsError: It is taken, or ``host`` is not an address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    # A port whose last connections linger is free.
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()
    except OSError as error:
        bound.close()
        raise SettingsError(
            f'Cannot listen on {host} port {port}: it is in use; set "port" to another, or to 0 '
            "for any.",
            f"无法在 {host} 的端口 {port} 上监听：端口被占用；请将设置 “port” 改为其他端口，"
            "或设为 0 自动选择。",
        ) from error
    return bound


def free_port(host: str, port: int) -> int:
    """``port`` when nobody listens there; any free one for 0. Raises as ``listen``."""
    with listen(host, port) as probe:
        return int(probe.getsockname()[1])


def proxies_of(settings: Settings) -> list[str]:
    """Who is believed in whose name, and by what, a request comes: this machine, and others named.

    Raises:
        SettingsError: One is neither an address nor a network.
    """
    for named in settings.proxies:
        try:
            ipaddress.ip_network(named)
        except ValueError as error:
            raise SettingsError(
                EN.bad_proxy.format(named=named), ZH.bad_proxy.format(named=named)
            ) from error
    return [*_HERE, *settings.proxies]


def run(app: ASGIApp, bound: socket.socket, settings: Settings) -> Running:
    """Serve until ``close``; returns once requests are answered.

    Args:
        app: Its lifespan begins and ends with the server.
        bound: From ``listen``; closed in the end.
        settings: Its name in the address, its certificate, and the proxies that are believed.
    """
    server = _server(app, settings)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [bound]}, name="ragqa-web", daemon=True
    )
    thread.start()

    def close() -> None:
        server.should_exit = True
        thread.join(timeout=_ENDING + 10)
        bound.close()

    deadline = time.monotonic() + _STARTING
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            close()
            raise RuntimeError("the web server did not start")
        time.sleep(0.01)
    scheme = "https" if settings.cert else "http"
    return Running(f"{scheme}://{in_url(settings.host)}:{bound.getsockname()[1]}/", close)


def _server(app: ASGIApp, settings: Settings) -> uvicorn.Server:
    import uvicorn

    config = uvicorn.Config(
        app,
        # The other parser takes headers and addresses without end, from anybody.
        http="h11",
        log_level="critical",  # what goes wrong is a message on the page
        ws="none",
        lifespan="on",
        server_header=False,
        forwarded_allow_ips=proxies_of(settings),
        timeout_graceful_shutdown=_ENDING,
        ssl_certfile=settings.cert or None,
        ssl_keyfile=settings.key or None,
    )
    return uvicorn.Server(config)

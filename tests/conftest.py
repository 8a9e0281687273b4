"""What every test gets: no network but loopback, no settings of the person who runs it."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from ui.quiet import quiet

quiet()
# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
# A shell's background job ignores Ctrl-C, and what some tests test is that it is heard.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Before any library looks: nothing may be fetched from a hub.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"

pytest_plugins = [
    "tests.plugins_gguf",
    "tests.plugins_site",
    "tests.plugins_api",
    "tests.plugins_guarded",
]


class OutboundConnectionError(AssertionError):
    """A test tried to reach another machine."""


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection and name look-up that would leave this machine."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex, getaddrinfo = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guarded(real: Any) -> Any:
        def call(sock: socket.socket, address: Any) -> Any:
            if not _is_local(address):
                raise OutboundConnectionError(f"outbound connection to {address}")
            return real(sock, address)

        return call

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_local((name,)):
            raise OutboundConnectionError(f"name look-up of {name}")
        return getaddrinfo(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded(connect))
    patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see the defaults, whatever the environment of the person who runs them says."""
    for name in [n for n in os.environ if n.startswith("RAGQA_")]:
        monkeypatch.delenv(name)

"""A real Chroma server on this machine, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HEARTBEAT = "/api/v2/heartbeat"


def run_command(folder: str, host: str, port: int) -> list[str]:
    """What starts it, as a container does too."""
    return ["chroma", "run", "--path", folder, "--host", host, "--port", str(port)]


@dataclass
class ChromaServer:
    """One that runs, or did.

    Attributes:
        address: As the setting ``chroma`` takes it.
    """

    address: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End it, as a crash would."""
        self.process.kill()
        self.process.wait(30)


@contextmanager
def chroma_server(folder: Path, port: int = 0) -> Iterator[ChromaServer]:
    """Runs with its files in ``folder``; on a free port for 0."""
    port = port or _free_port()
    program, *arguments = run_command(str(folder), "127.0.0.1", port)
    command = [str(Path(sys.executable).parent / program), *arguments]
    address = f"http://127.0.0.1:{port}"
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "ANONYMIZED_TELEMETRY": "False"}
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        server = ChromaServer(address, process)
        try:
            _wait(server)
            yield server
        finally:
            server.stop()


def _wait(server: ChromaServer) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{server.address}{HEARTBEAT}"):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError):
            assert server.process.poll() is None, "the Chroma server has ended"
            time.sleep(0.1)
    raise AssertionError("the Chroma server does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

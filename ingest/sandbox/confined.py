"""What a process of our own is given that reads files of strangers: little memory and time, no net.

Memory and processor time are limited by the operating system where it can (not on Windows), the
network by an audit hook, which cannot be taken off again, and for native code by a filter of system
calls where there is one (Linux). The parent limits the wall time.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ingest.sandbox.sockets import take_away

# Threads and arenas reserve address space on machines with many cores, of which a child has little.
# The telemetry of onnxruntime, by which pictures are read, is native code: no guard here sees it.
_THRIFTY = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "4",
    "ORT_DISABLE_TELEMETRY": "1",
}
# A file that took the process over would find keys of model servers and hubs there.
_SECRET = re.compile("KEY|TOKEN|SECRET|PASSW|CREDENTIAL|AUTH", re.IGNORECASE)

_NETWORK = frozenset(("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"))


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What such a process has of our own environment: all but what may be a secret."""
    known = {name: value for name, value in os.environ.items() if not _SECRET.search(name)}
    return {**known, **_THRIFTY, **(more or {})}


def command(module: str) -> list[str]:
    """The arguments of a fresh interpreter that runs ``serve`` of one of our modules."""
    boot = f"import sys; sys.path[:] = sys.argv[1:]; from {module} import serve; serve()"
    return [sys.executable, "-P", "-c", boot, *(folder or str(Path.cwd()) for folder in sys.path)]


def limit_memory(bytes_: int) -> None:
    """Let this process have that much address space, and leave no image of it when it crashes."""
    with suppress(ImportError, OSError, ValueError):  # Windows; a lower limit already set
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_processor(seconds: int) -> None:
    """From now on: ends this process even when no parent is left to kill it."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def refuse_network() -> None:
    """Let this process open no connection from now on."""
    sys.addaudithook(_refuse)
    take_away()


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError("no network while a file is parsed")

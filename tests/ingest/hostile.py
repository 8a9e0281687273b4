"""A loader for the parsing child that does, by the name of the file, what bad files make it do."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.parsed import Heading, PageStart, Parsed, Remark
from ragqa.errors import DocumentError

_TRY = "import socket\ntry: socket.socket()\nexcept OSError as error: print(type(error).__name__)"


def load(
    path: Path, *, passwords: Sequence[str] = (), ocr: bool, on_page: Callable[[], None]
) -> Parsed:
    """Misbehave as the stem of the file's name says."""
    if path.stem in ("scan", "endless"):
        return _scan(on_page, 6 if path.stem == "scan" else 1000)
    if path.stem == "paint" and ocr:
        return _crash(path, passwords)
    if path.stem in ("ocr", "paint"):
        return Parsed(f"ocr {ocr}")
    return _DEEDS[path.stem](path, passwords)


def _scan(on_page: Callable[[], None], pages: int) -> Parsed:
    for _ in range(pages):
        time.sleep(1.2)
        on_page()
    return Parsed("scanned", pages_by_ocr=tuple(range(1, pages + 1)))


def _crash(path: Path, passwords: Sequence[str]) -> Parsed:
    ctypes.string_at(0)
    raise AssertionError("still alive")


def _surroundings(path: Path, passwords: Sequence[str]) -> Parsed:
    return Parsed(json.dumps(dict(os.environ)))


def _hang(path: Path, passwords: Sequence[str]) -> Parsed:
    time.sleep(600)
    raise AssertionError("never killed")


def _eat(path: Path, passwords: Sequence[str]) -> Parsed:
    hoard = []
    while True:
        hoard.append(bytearray(64 << 20))


def _exit(path: Path, passwords: Sequence[str]) -> Parsed:
    os._exit(0)


def _refuse(path: Path, passwords: Sequence[str]) -> Parsed:
    raise DocumentError("no", "不")


def _print(path: Path, passwords: Sequence[str]) -> Parsed:
    os.write(1, b'{"error": ["forged", "forged"]}\n')
    sys.stdout.write("noise\n")
    sys.stdout.flush()
    return Parsed("fine")


def _connect(path: Path, passwords: Sequence[str]) -> Parsed:
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=5).close()
    except OSError as error:
        return Parsed(f"{type(error).__name__}: {error}")
    return Parsed("connected")


def _native(path: Path, passwords: Sequence[str]) -> Parsed:
    """As a library would that is not Python's; sockets of this machine alone it may have."""
    libc = ctypes.CDLL(None, use_errno=True)
    told = []
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        made = libc.socket(family, socket.SOCK_STREAM, 0)
        told.append("made" if made >= 0 else errno.errorcode[ctypes.get_errno()])
    started = subprocess.run([sys.executable, "-c", _TRY], capture_output=True, text=True)
    return Parsed(" ".join([*told, started.stdout.strip()]))


def _litter(path: Path, passwords: Sequence[str]) -> Parsed:
    folder = tempfile.mkdtemp()
    (path.parent / "where").write_text(folder)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def _modules(path: Path, passwords: Sequence[str]) -> Parsed:
    import ingest.loading.loaders  # noqa: F401 - what the real child imports

    return Parsed("\n".join(sorted(sys.modules)))


def _full(path: Path, passwords: Sequence[str]) -> Parsed:
    return Parsed(
        text=json.dumps([str(path), list(passwords)]) + " 中文 \U0001f600",
        pages=(PageStart(0, 1, "i"), PageStart(3, 2)),
        headings=(Heading(1, 2, "题"),),
        title="名",
        pages_without_text=(2,),
        remarks=(Remark("r", "注"),),
    )


_DEEDS: dict[str, Callable[[Path, Sequence[str]], Parsed]] = {
    "connect": _connect,
    "crash": _crash,
    "eat": _eat,
    "exit": _exit,
    "full": _full,
    "hang": _hang,
    "surroundings": _surroundings,
    "litter": _litter,
    "modules": _modules,
    "native": _native,
    "print": _print,
    "refuse": _refuse,
}

"""An index to be backed up, and backups killed in the middle, for tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from ragqa.index import Index
from tests.fakes import HashEmbeddings
from tests.ragqa.library import put

UPLOAD = "0123456789abcdef0123456789abcdef.txt"

_KILLED = """
import os, signal, sys
from pathlib import Path
from ragqa.store import archive
from ragqa.store.backup import backup
archive.write = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
backup(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def opened(folder: Path) -> Index:
    return Index.open(folder, HashEmbeddings(), splitter="s1")


def fill(folder: Path) -> Path:
    """Make an index with three documents, one of them uploaded."""
    with opened(folder) as index, index.writer() as writer:
        put(writer, index, "a", "red apples", "green pears")
        put(writer, index, "b", "red cherries")
        (folder / "uploads").mkdir()
        (folder / "uploads" / UPLOAD).write_text("blue plums")
        put(writer, index, "c", "blue plums", folder="uploads")
        writer.flush()
        place = str(folder / "uploads" / UPLOAD)
        writer.move("c", folder="uploads", source="plums.txt", path=place, mtime_ns=1)
    return folder


def kill_a_backup(folder: Path, file: Path) -> None:
    """Back up an index to ``file`` in a process that is killed in the middle of it."""
    command = [sys.executable, "-c", _KILLED, str(folder), str(file)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(command, env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert left_behind(file.parent)


def left_behind(folder: Path) -> list[str]:
    """The temporary folders beside a backup or an index."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".ragqa-")]

"""``ragqa watch`` as a process of its own: what it says, and how it ends."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.report import FileResult, Report
from tests.ui.conftest import CommandLine
from ui.cli.watch import Told

_PATIENCE = 60  # seconds
_CODE = """
from ragqa import factory
from tests.fakes import HashEmbeddings
factory.open_embeddings = lambda settings: HashEmbeddings()
from ui.cli import main
main()
"""


class Running:
    """The lines that a process writes, as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        self.seen: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def until(self, text: str) -> str:
        while True:
            try:
                line = self._lines.get(timeout=_PATIENCE)
            except queue.Empty:
                raise AssertionError(f"no {text!r} in {self.seen}") from None
            self.seen.append(line)
            if text in line:
                return line


@contextmanager
def watching(folder: Path, *options: str) -> Iterator[Running]:
    root = Path(__file__).parents[3]
    process = subprocess.Popen(
        [sys.executable, "-c", _CODE, "watch", "docs", "--index", "index", *options],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Running(process)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("Alpha is the first letter.")
    return tmp_path / "docs"


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_mirrors_changes_and_ends_cleanly(
    docs: Path, tmp_path: Path, ragqa: CommandLine, end: int
) -> None:
    with watching(tmp_path, "--collection", "work") as running:
        running.until("Watching ")
        running.until("new  a.txt")
        running.until("1 new;")
        (docs / "b.txt").write_text("Beta comes after it.")
        running.until("new  b.txt")
        (docs / "a.txt").unlink()
        running.until("deleted  a.txt")
        running.process.send_signal(end)
        running.until("Watching has ended")
        assert running.process.wait(_PATIENCE) == 0
    assert not any("Traceback" in line for line in running.seen)
    assert ragqa("sources", "--index", "index").out.splitlines()[1].split()[:2] == ["b.txt", "work"]


def test_a_missing_folder_is_an_error_at_once(ragqa: CommandLine) -> None:
    outcome = ragqa("watch", "nowhere", "--index", "index")
    assert outcome.code == 2
    assert "does not exist" in outcome.err


def test_only_news_is_told() -> None:
    def report(*files: tuple[str, str, str]) -> Report:
        results = (FileResult(name, status, reason) for name, status, reason in files)  # type: ignore[arg-type]
        return Report(tuple(results), 0, 0.0)

    told = Told()
    first = report(("a", "new", ""), ("b", "failed", "broken"), ("c", "skipped", "no"))
    assert told.news(first) == first
    assert told.news(report(("a", "unchanged", ""), ("b", "failed", "broken"))) is None
    assert told.news(report(("a", "changed", ""), ("b", "failed", "broken"))) == report(
        ("a", "changed", "")
    )
    again = report(("a", "changed", ""), ("b", "failed", "otherwise broken"))
    assert told.news(again) == again

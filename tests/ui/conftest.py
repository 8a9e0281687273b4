"""The command line in this process, with embeddings that are quick, over a small real index."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ragqa import factory
from tests.fakes import HashEmbeddings
from tests.stocked import open_stocked
from ui.cli import run


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command line came to."""

    code: int
    out: str
    err: str


CommandLine = Callable[..., Outcome]


@pytest.fixture
def embeddings(monkeypatch: pytest.MonkeyPatch) -> HashEmbeddings:
    """What every command embeds with."""
    fake = HashEmbeddings()
    monkeypatch.setattr(factory, "open_embeddings", lambda settings: fake)
    return fake


@pytest.fixture
def ragqa(
    embeddings: HashEmbeddings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> CommandLine:
    """``ragqa("ask", "…", stdin="…")`` in an empty folder and an English system."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*argv: object, stdin: str = "") -> Outcome:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = run([str(argument) for argument in argv])
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return call


@pytest.fixture
def stocked(tmp_path: Path) -> Path:
    """The folder of an index with two documents."""
    folder = tmp_path / "stocked"
    with open_stocked(folder):
        return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of two documents."""
    made = tmp_path / "documents"
    made.mkdir()
    (made / "a.txt").write_text("年假为十五天。请假须提前申请。", encoding="utf-8")
    (made / "b.md").write_text("# Templates\n\nThe dh_make command creates them.\n")
    return made

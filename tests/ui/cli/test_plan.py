"""``ragqa ingest --plan``, and a second run that finds nothing to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ragqa import factory
from ragqa.store import stamps
from tests.ui.conftest import CommandLine


def test_a_plan_says_what_would_be_done_and_makes_no_index(
    ragqa: CommandLine, folder: Path, tmp_path: Path
) -> None:
    outcome = ragqa("ingest", folder, "--index", "index", "--plan")
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        "new  a.txt",
        "new  b.md",
        "2 new. This is only the plan; nothing was changed.",
    ]
    assert not (tmp_path / "index").exists()


def test_a_plan_of_changes_loads_no_embedder_and_leaves_the_index_alone(
    ragqa: CommandLine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ragqa("ingest", folder, "--index", "index")
    (folder / "b.md").rename(folder / "c.md")
    (folder / "a.txt").unlink()
    before = (tmp_path / "index" / "catalog.db").read_bytes()
    monkeypatch.setattr(factory, "open_embeddings", None)
    outcome = ragqa("ingest", folder, "--index", "index", "--plan", "--json")
    found = json.loads(outcome.out)
    assert [(f["source"], f["status"]) for f in found["files"]] == [
        ("a.txt", "deleted"),
        ("c.md", "moved"),
    ]
    assert found["totals"]["moved"] == 1
    assert (tmp_path / "index" / "catalog.db").read_bytes() == before
    chinese = ragqa("ingest", folder, "--index", "index", "--plan", "--language", "zh").out
    assert "移动  c.md：原为 b.md。" in chinese


def test_a_plan_in_which_files_fail_has_the_exit_code_of_the_run(
    ragqa: CommandLine, folder: Path
) -> None:
    (folder / "empty.txt").touch()
    assert ragqa("ingest", folder, "--index", "index", "--plan").code == 1
    assert ragqa("ingest", folder, "--index", "index").code == 1


def test_a_plan_of_a_missing_folder_is_an_error(ragqa: CommandLine) -> None:
    outcome = ragqa("ingest", "nowhere", "--plan")
    assert outcome.code == 2
    assert "does not exist" in outcome.err


def settle(ragqa: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ingest, with an index stamped as the bundled embedder would."""
    ragqa("ingest", folder, "--index", "index")
    monkeypatch.setattr(
        stamps, "known_stamp", lambda settings: {"embedder": "hash", "normalised": "true"}
    )
    monkeypatch.setattr(factory, "open_embeddings", None)


def test_a_second_run_without_changes_loads_no_embedder(
    ragqa: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(ragqa, folder, monkeypatch)
    assert ragqa("ingest", folder, "--index", "index").out.startswith(
        "2 unchanged; 0 chunks embedded"
    )
    listed = json.loads(ragqa("ingest", folder, "--index", "index", "--json").out)
    assert [(f["source"], f["status"]) for f in listed["files"]] == [
        ("a.txt", "unchanged"),
        ("b.md", "unchanged"),
    ]


@pytest.mark.parametrize("lost", ["vectors", "keywords"])
def test_a_lost_store_is_left_to_a_run(
    ragqa: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lost: str
) -> None:
    settle(ragqa, folder, monkeypatch)
    (tmp_path / "index" / lost).rename(tmp_path / "away")
    outcome = ragqa("ingest", folder, "--index", "index")
    assert "TypeError" in outcome.err  # it asked for the embedder, which is None here


def test_a_second_run_imports_nothing_heavy(
    ragqa: CommandLine, folder: Path, tmp_path: Path
) -> None:
    ragqa("ingest", folder, "--index", "index")
    heavy = {"torch", "transformers", "sentence_transformers", "chromadb", "llama_cpp"}
    heavy |= {"langchain_core", "langsmith", "tokenizers", "onnxruntime"}
    code = (
        "import sys; from ragqa.store import stamps; "
        "stamps.known_stamp = lambda settings: {'embedder': 'hash'}; "
        "from ui.cli import run; code = run(['ingest', 'documents', '--index', 'index']); "
        f"print({heavy} & sys.modules.keys(), code)"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHONPATH": str(Path(__file__).parents[3]),
        },
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert outcome.stdout.decode().splitlines()[-1] == "set() 0"

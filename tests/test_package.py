"""What holds for the packages as a whole."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import ragqa
from tests.conftest import OutboundConnectionError

ROOT = Path(__file__).parent.parent
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "gradio",
    "llama_cpp",
    "tantivy",
    "unstructured",
    "pypdfium2",
    "langchain_core",
}


@pytest.mark.parametrize("package", ["ragqa", "ingest", "ui", "ui.cli"])
def test_importing_a_package_loads_nothing_heavy(package: str) -> None:
    code = f"import {package}, json, sys; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert HEAVY & set(json.loads(run.stdout)) == set()


def test_every_public_name_is_there() -> None:
    for name in ragqa.__all__:
        assert getattr(ragqa, name).__module__.startswith("ragqa.")
    with pytest.raises(AttributeError, match="no attribute 'open_chian'"):
        ragqa.open_chian  # noqa: B018


def test_tests_cannot_reach_another_machine() -> None:
    with pytest.raises(OutboundConnectionError), socket.socket() as sock:
        sock.connect(("192.0.2.1", 80))
    with pytest.raises(OutboundConnectionError):
        socket.getaddrinfo("example.org", 443)


def test_the_readme_sends_nobody_to_a_file_that_is_not_there() -> None:
    _, _, table = (ROOT / "README.md").read_text("utf-8").partition("\n## Where things are\n")
    rows = [row for row in table.splitlines() if row.startswith("|")]
    named = {(row, name) for row in rows for name in re.findall(r"`([\w/]+\.py|[\w/]+/)`", row)}
    assert len(named) > 200
    for row, name in named:
        rooms = [ROOT, *(ROOT / room for room in re.findall(r"`([\w/]+/)`", row))]
        assert any((room / name).exists() for room in rooms), name

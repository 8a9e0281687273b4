"""The setting ``chroma`` from the environment to the answer, with a real server on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragqa.store.engines.served import marked
from tests.chroma_server import chroma_server
from tests.ui.conftest import CommandLine


def found(ragqa: CommandLine) -> list[str]:
    outcome = ragqa("search", "dh_make command", "--index", "index", "--json")
    assert outcome.code == 0, outcome.err
    return [hit["source"] for hit in json.loads(outcome.out)["chunks"]]


def test_documents_are_ingested_searched_and_brought_back(
    ragqa: CommandLine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chroma_server(tmp_path / "chroma") as server:
        monkeypatch.setenv("RAGQA_CHROMA", server.address)
        assert ragqa("ingest", folder, "--index", "index").code == 0
        [kept] = (tmp_path / "index" / "vectors").iterdir()
        served = marked(kept)
        assert served is not None
        assert served.address == server.address
        there = found(ragqa)
        assert there[0] == "b.md"
        monkeypatch.setenv("RAGQA_CHROMA", "folder")
        assert found(ragqa) == there
    [kept] = (tmp_path / "index" / "vectors").iterdir()
    assert marked(kept) is None
    monkeypatch.setenv("RAGQA_CHROMA", "")
    assert found(ragqa) == there

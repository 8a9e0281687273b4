"""``ragqa mcp`` in a process of its own, asked by the SDK's client over its pipes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.ragqa.conftest import bundled_folder
from ui.texts.remote import EN

__all__ = ["bundled_folder"]  # unpacks the embedder once, which the child finds

ROOT = Path(__file__).parents[3]
TEXT = "The moon base opens in spring. Its oxygen comes from regolith."


@pytest.fixture
def environ(bundled_folder: Path, tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "RAGQA_CACHE": str(bundled_folder.parent),
        "RAGQA_INDEX": str(tmp_path / "index"),
    }


def test_an_assistant_asks_searches_and_reads(environ: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "log.txt"

    async def converse() -> list[Any]:
        with log.open("w", encoding="utf-8") as errors:
            server = StdioServerParameters(
                command=sys.executable,
                args=["-m", "ui.cli", "mcp", "--language", "en"],
                env=environ,
                cwd=tmp_path,
            )
            # The handshake of the clients that people have; the new one is tested in ui/mcp.
            async with Client(stdio_client(server, errlog=errors), mode="legacy") as client:
                before = await client.call_tool("list_sources", {})
                await asyncio.to_thread(ingest, environ, tmp_path)
                return [
                    before,
                    await client.call_tool("list_sources", {}),
                    await client.call_tool("search", {"query": "oxygen"}),
                    await client.call_tool("ask", {"question": "Where does the oxygen come from?"}),
                    await client.call_tool("read_source", {"source": "moon.txt"}),
                ]

    missing, listed, found, answer, read = asyncio.run(converse())
    # An index that is made later is found: what failed is tried again.
    assert missing.is_error
    assert EN.empty in missing.content[0].text
    assert listed.structured_content["sources"][0]["source"] == "moon.txt"
    assert found.structured_content["found"][0]["text"] == TEXT
    assert "regolith" in answer.structured_content["text"]
    assert answer.structured_content["citations"][0]["verified"]
    assert read.structured_content["text"] == TEXT
    # The log has no question and no text of a document.
    said = log.read_text(encoding="utf-8")
    assert "Opening the index" in said
    assert "oxygen" not in said
    assert "Traceback" not in said


def ingest(environ: dict[str, str], folder: Path) -> None:
    documents = folder / "documents"
    documents.mkdir()
    (documents / "moon.txt").write_text(TEXT)
    subprocess.run(
        [sys.executable, "-m", "ui.cli", "ingest", documents],
        env=environ,
        cwd=folder,
        check=True,
        capture_output=True,
    )


def test_a_setting_that_cannot_be_ends_it_with_a_line(
    environ: dict[str, str], tmp_path: Path
) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "ui.cli", "mcp", "--set", "top_k=many"],
        env=environ,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert outcome.returncode == 2
    assert outcome.stdout == b""
    [line] = outcome.stderr.decode().splitlines()
    assert "top_k" in line

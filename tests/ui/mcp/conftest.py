"""A small library behind the tools, and the SDK's own client, in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import Client
from mcp_types import CallToolResult, TextContent

from ragqa.chain import RagChain
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.search.evidence import Gate
from tests.plugins_site import PacedChat
from tests.stocked import open_stocked
from ui.mcp.server import server_over
from ui.texts.mcp import EN, McpTexts

T = TypeVar("T")
ANSWER = "员工每年有十五天年假 [1]。"


@dataclass
class Fixed:
    """A library that is open already, or that cannot be opened."""

    index: Index
    chat: PacedChat
    refusal: Exception | None = None
    wide: bool = False
    gate: Gate | None = None

    def retriever(self) -> HybridRetriever:
        if self.refusal:
            raise self.refusal
        return HybridRetriever(index=self.index)

    def chain(self) -> RagChain:
        return RagChain(
            self.retriever(),
            self.chat,
            context_size=4096,
            answer_tokens=256,
            evidence=self.gate,
            wide=self.wide,
        )


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Fixed]:
    """One of two documents, with a model that gives ANSWER."""
    with open_stocked(tmp_path / "index") as index:
        yield Fixed(index, PacedChat(answers=[ANSWER]))


def ask(
    library: Fixed, work: Callable[[Client], Awaitable[T]], texts: McpTexts = EN, mode: str = "auto"
) -> T:
    """What ``work`` does with a client of a server over ``library``."""

    async def run() -> T:
        async with Client(server_over(library, texts), mode=mode) as client:
            return await work(client)

    return asyncio.run(run())


def call(library: Fixed, tool: str, texts: McpTexts = EN, **arguments: Any) -> CallToolResult:
    """What the tool gives, well or not."""
    return ask(library, lambda client: client.call_tool(tool, arguments), texts)


def result(library: Fixed, tool: str, **arguments: Any) -> dict[str, Any]:
    """What the tool gives, which is no error."""
    given = call(library, tool, **arguments)
    assert not given.is_error, given
    assert isinstance(given.structured_content, dict)
    return given.structured_content


def refusal(library: Fixed, tool: str, texts: McpTexts = EN, **arguments: Any) -> str:
    """The text by which the tool refuses."""
    given = call(library, tool, texts, **arguments)
    assert given.is_error
    [content] = given.content
    assert isinstance(content, TextContent)
    return content.text

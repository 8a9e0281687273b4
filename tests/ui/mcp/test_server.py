"""The tools by the SDK's own client, in one process: what they give, and how they refuse."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import anyio
import pytest
from mcp import Client
from mcp_types import CallToolResult, TextContent

from ragqa.chain import RagChain
from ragqa.errors import EmptyIndexError
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.search.evidence import Gate
from ragqa.search.gates import RERANKED
from tests.plugins_site import PacedChat
from tests.ragqa.library import opened, put
from tests.stocked import DOCUMENTS, LEAVE, open_stocked
from ui.mcp.server import server_over
from ui.texts.mcp import EN, ZH, McpTexts
from ui.texts.remote import EN as REMOTE_EN
from ui.texts.remote import ZH as REMOTE_ZH

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
    return ask(library, lambda client: client.call_tool(tool, arguments), texts)


def result(library: Fixed, tool: str, **arguments: Any) -> dict[str, Any]:
    given = call(library, tool, **arguments)
    assert not given.is_error, given
    assert isinstance(given.structured_content, dict)
    return given.structured_content


def refusal(library: Fixed, tool: str, texts: McpTexts = EN, **arguments: Any) -> str:
    given = call(library, tool, texts, **arguments)
    assert given.is_error
    [content] = given.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_tools_are_listed_with_what_each_argument_means(library: Fixed, mode: str) -> None:
    listed = ask(library, lambda client: client.list_tools(), ZH, mode)
    assert {tool.name for tool in listed.tools} == {"search", "ask", "list_sources", "read_source"}
    for tool in listed.tools:
        assert tool.description == getattr(ZH, tool.name)
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        for name, schema in tool.input_schema["properties"].items():
            assert schema["description"] == getattr(ZH, name)


def test_the_best_chunk_comes_first(library: Fixed) -> None:
    [best] = result(library, "search", query="年假有几天？", limit=1)["found"]
    assert (best["source"], best["text"], best["page_first"]) == ("手册.pdf", LEAVE, 2)
    read = result(library, "read_source", source=best["document_id"], chunk=best["chunk"])
    assert read["text"].startswith(LEAVE)


def test_search_is_kept_to_what_was_named(library: Fixed) -> None:
    found = result(library, "search", query="templates 年假", sources=["notes.md"])["found"]
    assert {each["source"] for each in found} == {"notes.md"}
    assert "nowhere" in refusal(library, "search", query="x", collection="nowhere")


def test_several_collections_can_be_searched_asked_and_listed(tmp_path: Path) -> None:
    with opened(tmp_path / "index") as index:
        with index.writer() as writer:
            for name in ("home", "work", "old"):
                put(writer, index, name, f"Apples of {name} are red.", collection=name)
        library = Fixed(index, PacedChat(answers=["Red [1]."]))
        both = {"collections": ["home", "work"]}
        found = result(library, "search", query="red apples", **both)["found"]
        assert {each["source"] for each in found} == {"home", "work"}
        listed = result(library, "list_sources", **both)["sources"]
        assert {each["source"] for each in listed} == {"home", "work"}
        answer = result(library, "ask", question="Which apples are red?", collections=["old"])
        assert {quote["source"] for quote in answer["citations"]} == {"old"}
        assert "nowhere" in refusal(library, "list_sources", collections=["nowhere"])


def test_an_answer_comes_with_its_quotes(library: Fixed) -> None:
    answer = result(library, "ask", question="员工每年有几天年假？")
    assert (answer["text"], answer["refused"]) == (ANSWER, False)
    [quote] = answer["citations"]
    assert (quote["number"], quote["quote"], quote["verified"]) == (1, LEAVE, True)
    assert quote["page_first"] == 2


def test_who_insists_is_answered_from_too_little(library: Fixed) -> None:
    library.gate = replace(RERANKED, threshold=1.0)
    refused = result(library, "ask", question="员工每年有几天年假？")
    assert (refused["refused"], refused["weak"]) == (True, True)
    answer = result(library, "ask", question="员工每年有几天年假？", anyway=True)
    assert (answer["text"], answer["refused"], answer["weak"]) == (ANSWER, False, True)


def test_where_else_it_stands_is_told_with_hits_and_quotes(tmp_path: Path) -> None:
    documents = {"手册.pdf": DOCUMENTS["手册.pdf"], "手册.md": DOCUMENTS["手册.pdf"]}
    with open_stocked(tmp_path / "copies", documents) as index:
        own = Fixed(index, PacedChat(answers=[ANSWER]))
        found = result(own, "search", query="员工每年有多少天年假？")["found"]
        answered = result(own, "ask", question="员工每年有多少天年假？")
    for told in (found[0], answered["citations"][0]):
        assert [(also["source"], also["page_first"]) for also in told["also"]] == [
            ("手册.md", None)
        ]


def test_documents_are_listed_in_parts(library: Fixed) -> None:
    first = result(library, "list_sources", limit=1)
    assert (first["total"], first["next_offset"]) == (2, 1)
    rest = result(library, "list_sources", limit=1, offset=1)
    assert rest["next_offset"] is None
    names = {each["source"] for part in (first, rest) for each in part["sources"]}
    assert names == set(DOCUMENTS)
    [only] = result(library, "list_sources", name_contains="NOTES")["sources"]
    assert (only["source"], only["collection"], only["chunks"]) == ("notes.md", "default", 2)
    assert result(library, "list_sources", collection="default")["total"] == 2
    assert "nowhere" in refusal(library, "list_sources", collection="nowhere")


def test_a_document_is_read_in_parts_that_make_its_text(library: Fixed, tmp_path: Path) -> None:
    texts = tuple(f"Paragraph {number} of the long text. " * 4 for number in range(12))
    with open_stocked(tmp_path / "long", {"long.txt": texts}) as index:
        long = Fixed(index, library.chat)
        parts: list[str] = []
        chunk: int | None = 0
        while chunk is not None:
            part = result(long, "read_source", source="long.txt", chunk=chunk, longest=400)
            assert len(part["text"]) <= 400
            parts.append(part["text"])
            chunk = part["next_chunk"]
    assert len(parts) > 3
    assert "\n\n".join(parts) == "\n\n".join(texts)


def test_why_a_document_has_no_text_is_told_where_it_is_read(library: Fixed) -> None:
    broken = replace(library.index.find("notes.md"), document_id="x", source="x.pdf", path="/x.pdf")
    with library.index.writer() as writer:
        writer.fail(replace(broken, chunks=0, revision=0, reason="x.pdf is damaged."))
    read = result(library, "read_source", source="x.pdf")
    assert (read["text"], read["remark"]) == ("", "x.pdf is damaged.")
    assert result(library, "read_source", source="notes.md")["remark"] == ""


def test_what_is_not_there_is_told_as_text(library: Fixed) -> None:
    unknown = refusal(library, "read_source", source="nothing.pdf")
    assert '"nothing.pdf" in the index: see the list of documents (in a terminal' in unknown
    beyond = refusal(library, "read_source", source="notes.md", chunk=99)
    assert "notes.md has 2 chunks" in beyond
    assert "empty" in refusal(library, "ask", question=" ")
    assert "问题是空的" in refusal(library, "ask", ZH, question=" ")


def test_no_folder_of_the_machine_is_told(library: Fixed) -> None:
    folder = str(library.index.folder)
    assert folder not in refusal(library, "read_source", source="nothing.pdf")
    assert folder not in refusal(library, "list_sources", collection="nowhere")
    assert folder not in refusal(library, "search", query="x", sources=["nothing.pdf"])
    library.refusal = EmptyIndexError(f"{folder} is empty.", f"{folder} 是空的。")
    assert refusal(library, "search", ZH, query="x").endswith(REMOTE_ZH.empty)


def test_documents_of_one_name_are_told_apart_by_their_ids_not_by_their_folders(
    library: Fixed,
) -> None:
    with library.index.writer() as writer:
        put(writer, library.index, "other", "Templates of letters.", source="notes.md")
    told = refusal(library, "read_source", source="notes.md")
    assert told.endswith(REMOTE_EN.place)
    assert refusal(library, "search", query="x", sources=["notes.md"]) == told.replace(
        "read_source", "search"
    )
    found = result(library, "search", query="templates", sources=["other"])["found"]
    assert {each["document_id"] for each in found} == {"other"}
    assert "/documents" not in refusal(library, "search", query="x", sources=["/documents/x"])


def test_an_unforeseen_error_tells_its_kind_and_no_text_of_documents(
    library: Fixed, caplog: pytest.LogCaptureFixture
) -> None:
    library.refusal = LookupError("a sentence of a document")
    told = refusal(library, "search", query="x")
    assert "Unexpected LookupError" in told
    assert "sentence" not in told
    assert "a tool failed" in caplog.text


def test_arguments_out_of_bounds_are_refused(library: Fixed) -> None:
    for wrong in ({"limit": 51}, {"limit": 0}, {"query": "x" * 20_001}, {"sources": ["x"] * 101}):
        assert refusal(library, "search", **({"query": "x"} | wrong))
    assert refusal(library, "read_source", source="notes.md", longest=10**6)


@pytest.mark.parametrize(
    ("wrong", "english", "chinese"),
    [
        ({"query": "x", "limit": -1}, "limit: Input should be greater", "limit：不能小于 1。"),
        ({}, "query: Field required.", "query：缺少此项。"),
        ({"query": "x", "sources": "a"}, "sources: Input should be a valid list.", "应为列表。"),
    ],
)
def test_what_is_wrong_with_an_argument_is_told_in_a_sentence(
    library: Fixed, wrong: dict[str, Any], english: str, chinese: str
) -> None:
    told = refusal(library, "search", **wrong)
    assert told.startswith(f"Error executing tool search: {english}")
    assert "\n" not in told
    assert "http" not in told
    assert refusal(library, "search", ZH, **wrong).endswith(chinese)


def test_who_waits_is_told_how_far_the_answer_is(library: Fixed) -> None:
    told: list[tuple[float, str | None]] = []

    async def heard(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, message))

    ask(
        library,
        lambda client: client.call_tool(
            "ask", {"question": "员工每年有几天年假？"}, progress_callback=heard
        ),
    )
    assert told == [(1, EN.writing)]


def test_who_waits_is_told_how_far_a_summary_is(library: Fixed) -> None:
    library.wide = True
    told: list[str | None] = []

    async def heard(progress: float, total: float | None, message: str | None) -> None:
        told.append(message)

    def summarised(client: Any) -> Any:
        return client.call_tool("ask", {"question": "请总结所有文档。"}, progress_callback=heard)

    ask(library, summarised)
    assert told[0] == EN.reading_parts.format(done=0, total=1)


def test_a_client_that_cancels_stops_the_model(library: Fixed) -> None:
    library.chat.answers = ["word " * 4000]
    library.chat.pause = 0.01
    writing = threading.Event()

    async def heard(progress: float, total: float | None, message: str | None) -> None:
        writing.set()

    async def give_up(client: Client) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(
                lambda: client.call_tool(
                    "ask", {"question": "员工每年有几天年假？"}, progress_callback=heard
                )
            )
            with anyio.fail_after(30):
                while not writing.is_set():
                    await anyio.sleep(0.01)
            tasks.cancel_scope.cancel()
        with anyio.fail_after(30):
            while not library.chat.closed_early:
                await anyio.sleep(0.01)

    ask(library, give_up, mode="legacy")
    assert library.chat.closed_early == 1

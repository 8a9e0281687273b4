"""How the tools refuse: in a sentence, without a folder of the machine or a text of a document."""

from __future__ import annotations

from typing import Any

import pytest

from ragqa.errors import EmptyIndexError
from tests.ragqa.library import put
from tests.ui.mcp.conftest import Fixed, refusal, result
from ui.texts.mcp import ZH
from ui.texts.remote import EN as REMOTE_EN
from ui.texts.remote import ZH as REMOTE_ZH


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

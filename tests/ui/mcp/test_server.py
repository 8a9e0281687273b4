"""The tools by the SDK's own client: what they give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.search.gates import RERANKED
from tests.plugins_site import PacedChat
from tests.ragqa.library import opened, put
from tests.stocked import DOCUMENTS, LEAVE, open_stocked
from tests.ui.mcp.conftest import ANSWER, Fixed, ask, refusal, result
from ui.texts.mcp import ZH


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

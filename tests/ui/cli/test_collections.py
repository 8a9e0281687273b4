"""``--collection`` on the command line: given to ingest, it keeps everything else to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragqa import factory
from ragqa.scope import Scope
from tests.ui.conftest import CommandLine


@pytest.fixture
def ingested(ragqa: CommandLine, tmp_path: Path) -> CommandLine:
    for name, text in (("home", "At home tea is taken at five."), ("work", "At work tea is cold.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(text)
        assert ragqa("ingest", name, "--index", "i", "--collection", name).code == 0
    return ragqa


def test_search_and_ask_are_kept_to_it(ingested: CommandLine) -> None:
    found = json.loads(
        ingested("search", "tea", "--index", "i", "--collection", "home", "--json").out
    )
    assert [chunk["source"] for chunk in found["chunks"]] == ["home.txt"]
    asked = ("ask", "When is tea taken?", "--index", "i", "--json", "--collection")
    answer = json.loads(ingested(*asked, "home").out)
    assert {citation["source"] for citation in answer["citations"]} == {"home.txt"}
    answer = json.loads(ingested(*asked, "work").out)
    assert {citation["source"] for citation in answer["citations"]} <= {"work.txt"}


def test_chat_is_kept_to_it(ingested: CommandLine) -> None:
    outcome = ingested("chat", "--index", "i", "--collection", "home", stdin="When is tea taken?\n")
    assert "home.txt" in outcome.out
    assert "work.txt" not in outcome.out


def test_sources_shows_the_collections_and_can_be_kept_to_one(ingested: CommandLine) -> None:
    header, *rows = ingested("sources", "--index", "i").out.splitlines()
    assert header.split()[:2] == ["source", "collection"]
    assert [row.split()[:2] for row in rows] == [["home.txt", "home"], ["work.txt", "work"]]
    only = json.loads(ingested("sources", "--index", "i", "--collection", "work", "--json").out)
    assert [(s["source"], s["collection"]) for s in only] == [("work.txt", "work")]


def test_several_may_be_named(ingested: CommandLine) -> None:
    both = ["--index", "i", "--collection", "work", "--collection", "home", "--json"]
    found = json.loads(ingested("search", "tea", *both).out)["chunks"]
    assert {chunk["source"] for chunk in found} == {"home.txt", "work.txt"}
    assert len(json.loads(ingested("sources", *both).out)) == 2
    outcome = ingested("search", "tea", *both[:-1], "--collection", "hmoe")
    assert outcome.code == 2
    assert 'There is no collection "hmoe"' in outcome.err


def test_an_unknown_one_is_named_with_those_there_are(ingested: CommandLine) -> None:
    for command in (["ask", "tea?"], ["search", "tea"], ["sources"]):
        outcome = ingested(*command, "--index", "i", "--collection", "hmoe")
        assert outcome.code == 2
        assert 'There is no collection "hmoe"' in outcome.err
        assert "there are: home, work." in outcome.err


def test_the_python_api_takes_it_too(ingested: CommandLine, tmp_path: Path) -> None:
    chain = factory.open_chain(index=tmp_path / "i", scope=Scope(collection="home"))
    with chain.retriever.index:
        answer = chain.invoke("When is tea taken?")
        assert {p.source for p in answer.passages} == {"home.txt"}
        answer = chain.invoke({"question": "When is tea taken?", "collection": "work"})
        assert {p.source for p in answer.passages} == {"work.txt"}
        answer = chain.invoke({"question": "When is tea taken?", "collections": ["work", "home"]})
        assert {p.source for p in answer.passages} == {"work.txt", "home.txt"}


def test_what_is_put_into_another_collection_is_told(ragqa: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"The {name} of the house.")
    into = ("ingest", folder, "--index", "i")
    assert "collection" not in ragqa(*into, "--collection", "work").out
    home = (*into, "--collection", "home")
    assert "Put into the collection: 2." in ragqa(*home, "--plan").out
    assert json.loads(ragqa("sources", "--index", "i", "--json").out)[0]["collection"] == "work"
    assert "Put into the collection: 2." in ragqa(*home).out
    assert "collection" not in ragqa(*home).out
    told = ragqa(*into, "--collection", "work", "--json")
    assert json.loads(told.out)["collected"] == 2
    assert "归入集合：2 个文档。" in ragqa(*home, "--language", "zh").out

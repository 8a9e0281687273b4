"""Where else an answer stands: told of what is there and may be seen, and only where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ragqa.answer.elsewhere import of_hits, still, told
from ragqa.chain import RagChain
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.types import Answer, Copy, Ledger, Passage
from tests.fakes import HashEmbeddings, ScriptedChat
from tests.ragqa.library import put
from tests.stocked import open_stocked

TEXTS = (
    "The moon base opens in the spring of next year.",
    "Its oxygen comes from regolith that is heated.",
    "The rover is painted red and has six wheels.",
)
SAID = "Its oxygen comes from regolith that is heated. [1]"
ASKED = "Where does the oxygen come from?"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """One text in three documents, in two of them under pages."""
    documents = {"manual.md": TEXTS, "a.pdf": TEXTS, "b.pdf": ("Title page.", *TEXTS)}
    with open_stocked(tmp_path / "index", documents) as opened:
        yield opened


def chain_over(index: Index, said: str = SAID, k: int = 2) -> RagChain:
    return RagChain(
        HybridRetriever(index=index, k=k),
        ScriptedChat(answers=[said]),
        context_size=4096,
        answer_tokens=64,
        evidence=None,
    )


def places(also: tuple[Copy, ...]) -> set[tuple[str, int | None]]:
    return {(copy.source, copy.page_first) for copy in also}


def test_a_citation_names_the_other_documents_that_hold_its_quote_and_the_page(
    index: Index,
) -> None:
    [cited] = chain_over(index).invoke(ASKED).citations
    pages = {"a.pdf": 2, "b.pdf": 3}
    own = {(cited.source, pages[cited.source])}
    assert places(cited.also) == {("manual.md", None), *pages.items()} - own


def test_what_is_found_names_them_too(index: Index) -> None:
    answer = chain_over(index, "").invoke(ASKED)
    assert answer.refused
    assert "manual.md" in {copy.source for copy in answer.passages[0].also}
    hits = HybridRetriever(index=index, k=2).search(ASKED)
    assert of_hits(hits, index)[0] == answer.passages[0].also


def test_what_stands_nowhere_else_names_nothing(tmp_path: Path) -> None:
    twice = (TEXTS[1], TEXTS[2], "Nothing.", TEXTS[1])  # in one document: no other one
    with open_stocked(tmp_path / "index", {"a.pdf": twice}) as index:
        answer = chain_over(index).invoke(ASKED)
    assert [cited.also for cited in answer.citations] == [()]
    assert [passage.also for passage in answer.passages] == [()] * len(answer.passages)


def test_a_copy_that_lacks_the_quote_is_not_named(tmp_path: Path) -> None:
    whole = f"{TEXTS[0]} {TEXTS[2]} {TEXTS[1]}"
    documents = {"a.pdf": (whole,), "less.md": (f"{TEXTS[0]} {TEXTS[2]}",)}
    with open_stocked(tmp_path / "index", documents) as index:
        answer = chain_over(index).invoke(ASKED)
    assert [copy.source for copy in answer.passages[0].also] == ["less.md"]
    assert [cited.also for cited in answer.citations] == [()]


def test_a_quote_that_a_copy_cuts_in_two_is_found(tmp_path: Path) -> None:
    cut = (f"{TEXTS[0]} {TEXTS[2]} Its oxygen comes", "from regolith that is heated. The end.")
    documents = {"a.pdf": (f"{TEXTS[0]} {TEXTS[2]} {TEXTS[1]}",), "cut.md": cut}
    with open_stocked(tmp_path / "index", documents) as index:
        answer = chain_over(index, k=1).invoke("Which rover is red and has wheels?")
    assert [passage.source for passage in answer.passages] == ["a.pdf"]
    assert places(answer.citations[0].also) == {("cut.md", None)}


def test_what_may_not_be_seen_is_not_named(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index", HashEmbeddings(), splitter="s1") as index:
        with index.writer() as writer:
            put(writer, index, "mine", *TEXTS, folder="/home")
            put(writer, index, "ours", *TEXTS, folder="/home")
            put(writer, index, "theirs", *TEXTS, folder="/work")
            writer.flush()
            writer.collect("/work", "work")
        full = chain_over(index).invoke(ASKED)
        seen = index.seen_by(frozenset({"default"}))
        for answer in (chain_over(index).over(seen).invoke(ASKED), told(full, seen)):
            named = {c.document_id for cited in answer.citations for c in cited.also}
            named |= {c.document_id for passage in answer.passages for c in passage.also}
            assert named
            assert "theirs" not in named
        assert "theirs" in {c.document_id for cited in full.citations for c in cited.also}
        for cited in still(full, seen).citations:
            assert {c.document_id for c in cited.also} <= {"mine", "ours"}


@pytest.mark.parametrize("how", ["removed", "deleted", "changed"])
def test_what_is_gone_or_changed_is_named_no_more(index: Index, how: str) -> None:
    answer = chain_over(index).invoke(ASKED)
    before = places(answer.citations[0].also)
    assert ("manual.md", None) in before
    with index.writer() as writer:
        match how:
            case "removed":
                writer.remove("id-manual.md")
            case "deleted":
                writer.discard(["id-manual.md"], seconds=60)
            case _:
                where = "/documents"
                put(
                    writer,
                    index,
                    "id-manual.md",
                    "It.",
                    source="manual.md",
                    folder=where,
                    revision=2,
                )
    for now in (still(answer, index), told(answer, index)):
        assert places(now.citations[0].also) == before - {("manual.md", None)}
        assert all(c.source != "manual.md" for p in now.passages for c in p.also)


QUOTE = "The fee is 30 a month, for all of them."


@pytest.mark.parametrize(
    ("quote", "text", "stands"),
    [
        (QUOTE, "Before.\nThe fee is\n30 a **month**, for all of them. After.", True),
        (QUOTE, "THE FEE IS ３０ A MONTH，FOR ALL OF THEM.", True),
        (QUOTE, "The fee is 300 a month, for all of them.", False),
        (QUOTE, "The fee is 3.0 a month, for all of them.", False),
        (QUOTE, "The fee is -30 a month, for all of them.", False),
        (QUOTE, "The fee is 30 a month, for all of themes.", False),
        (QUOTE, "The fee is 30 a month.", False),
        ("It costs at most 30", "It costs at most 30.5 each.", False),
        ("It costs at most 30", "It costs at most 30% more.", False),
        ("员工每年有十五天年假。", "一、员工每年有\n十五天年假。", True),
        ("员工每年有十五天年假。", "员工每年有十五天年假期。", False),
        ("员工每年有十五天年假。", "本员工每年有十五天年假。", False),
        ("See there.", "For more see there. And see there.", True),
        ("As is.", "It is sold as is.", False),  # too short to say anything
    ],
)
def test_a_quote_stands_where_all_of_it_does_and_nothing_that_changes_it(
    tmp_path: Path, quote: str, text: str, stands: bool
) -> None:
    given = tuple(
        Passage(said, name, 1, name, 1, 1, "", (), 0, len(said), 1.0)
        for name, said in (("a.pdf", quote), ("b.pdf", text))
    )
    cited = given[0].cite(1, (0, len(quote)), score=1.0, verified=True)
    ledger = Ledger(0, 0, 0, 0, 0, 4096, 2, 0)
    answer = Answer("", (cited,), False, "", "", ledger, {}, "m", None, "stop", given)
    with open_stocked(tmp_path / "index", {}) as index:
        [found] = told(answer, index).citations
    assert places(found.also) == ({("b.pdf", 1)} if stands else set())

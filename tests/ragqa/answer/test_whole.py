from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ragqa.answer.whole import all_passages, the_document
from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.types import Chunk
from tests.builders import chunk
from tests.fakes import HashEmbeddings
from tests.stocked import open_stocked


def test_overlap_is_shown_once_and_sections_are_passages_of_their_own(tmp_path: Path) -> None:
    text = "Red apples. Green pears. Blue plums. Black figs."
    at = text.index
    parts = [
        chunk(text[: at("Blue")], n=0, source="f.pdf", pages=(1, 1), headings=("A",)),
        chunk(
            text[at("Green") : at("Black")],
            n=1,
            start=at("Green"),
            source="f.pdf",
            pages=(1, 2),
            breaks=(at("Blue"),),
            headings=("A",),
        ),
        chunk(text[at("Black") :], n=2, start=at("Black"), source="f.pdf", pages=(2, 2),
              headings=("B",)),
    ]  # fmt: skip
    parts[1] = replace(parts[1], page_label="one")
    with open_stocked(tmp_path, {"f.pdf": ("x", "y", "z")}) as index:
        _put(index, parts)
        document = the_document(index, Scope(sources=("f.pdf",)))
        first, second = all_passages(index, [document], Scope(sources=("f.pdf",)))
    assert (first.text + second.text).replace("  ", " ") == text
    assert (first.headings, second.headings) == (("A",), ("B",))
    assert (first.page_first, first.page_last, first.page_at(at("Blue"))) == (1, 2, 2)
    assert first.label_of(2) == ""  # what is left of the second part is on that page alone
    assert second.start == at("Black")


def _put(index: Index, chunks: Sequence[Chunk]) -> None:
    """Put a second revision of f.pdf."""
    known = index.find("f.pdf")
    made = [replace(c, document_id=known.document_id, revision=2) for c in chunks]
    vectors = HashEmbeddings().embed_documents([c.text for c in made])
    with index.writer() as writer:
        writer.put(replace(known, revision=2, chunks=len(made)), made, vectors)

from __future__ import annotations

import pytest

from ragqa.types import Hit
from tests.builders import chunk, hit


def test_a_hit_survives_the_way_through_a_langchain_document() -> None:
    before = hit(chunk("文本", pages=(3, 4), breaks=(1,), headings=("甲", "乙")), 0.7)
    document = before.to_document()
    assert document.id == "d.1.0"
    assert document.page_content == "文本"
    assert document.metadata["score"] == 0.7
    assert Hit.from_document(document) == before


def test_foreign_metadata_is_ignored_and_missing_scores_are_an_error() -> None:
    document = hit(chunk("x")).to_document()
    document.metadata["extra"] = 1
    assert Hit.from_document(document).chunk.text == "x"
    del document.metadata["dense"]
    with pytest.raises(KeyError, match="dense"):
        Hit.from_document(document)

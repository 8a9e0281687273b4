"""What the Documents tab shows of an index."""

from __future__ import annotations

from pathlib import Path

from ragqa.index import Index
from tests.fakes import HashEmbeddings
from tests.ragqa.library import put
from ui.texts.web import EN, ZH
from ui.web.library import documents_html


def test_an_index_cut_by_another_version_is_listed_with_the_advice(tmp_path: Path) -> None:
    with Index.open(tmp_path, HashEmbeddings(), splitter="old") as index, index.writer() as writer:
        put(writer, index, "a.txt", "red apples")
    with Index.open(tmp_path, HashEmbeddings(), splitter="old") as index:
        assert "--rebuild" not in documents_html(index, EN)
    with Index.open(tmp_path, HashEmbeddings(), splitter="new") as index:
        shown = documents_html(index, EN)
        assert "made by another version" in shown
        assert "a.txt" in shown
        assert "其他版本" in documents_html(index, ZH)

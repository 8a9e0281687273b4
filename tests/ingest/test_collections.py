"""A folder's documents belong to one collection, from the first run on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest.sync import sync
from ragqa.errors import SettingsError
from ragqa.index import Index
from tests.ingest.indexing import OPTIONS, known, statuses, write


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write(tmp_path / "docs" / "a.txt", "Alpha is the first letter.")
    write(tmp_path / "docs" / "b.txt", "Beta comes after it.")
    return tmp_path / "docs"


def collections(index: Index) -> dict[str, str]:
    return {name: source.collection for name, source in known(index).items()}


def run(docs: Path, index: Index, collection: str | None = None) -> Any:
    return statuses(sync(docs, index, OPTIONS, collection=collection))


def test_documents_belong_to_the_collection_that_is_named(docs: Path, index: Index) -> None:
    run(docs, index, "work")
    assert collections(index) == {"a.txt": "work", "b.txt": "work"}


def test_without_a_name_documents_stay_where_they_are_and_new_ones_join(
    docs: Path, index: Index
) -> None:
    run(docs, index, "work")
    write(docs / "a.txt", "Alpha has changed by now.")
    (docs / "b.txt").rename(docs / "moved.txt")
    write(docs / "c.txt", "Gamma is new.")
    write(docs / "d.txt", "")
    run(docs, index)
    assert collections(index) == dict.fromkeys(("a.txt", "moved.txt", "c.txt", "d.txt"), "work")


def test_another_name_moves_all_documents_without_embedding(docs: Path, index: Index) -> None:
    run(docs, index)
    assert set(collections(index).values()) == {"default"}
    assert set(run(docs, index, "work").values()) == {"unchanged"}
    assert set(collections(index).values()) == {"work"}


def test_another_folder_has_its_own_collection(docs: Path, index: Index, tmp_path: Path) -> None:
    run(docs, index, "work")
    write(tmp_path / "home" / "h.txt", "At home.")
    run(tmp_path / "home", index)
    assert collections(index)["h.txt"] == "default"
    assert collections(index)["a.txt"] == "work"


def test_a_name_that_cannot_be_is_refused_before_anything_is_done(docs: Path, index: Index) -> None:
    with pytest.raises(SettingsError, match="collection"):
        run(docs, index, " ")
    assert index.sources() == []

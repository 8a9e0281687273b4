"""The stamp that is known before anything is loaded."""

from __future__ import annotations

from pathlib import Path

from ragqa.configuration import load_settings
from ragqa.factory import open_embeddings
from ragqa.store.stamps import known_stamp


def test_the_stamp_that_is_known_unloaded_is_that_of_the_embedder(bundled_folder: Path) -> None:
    settings = load_settings({"cache": bundled_folder.parent}).settings
    stamp = open_embeddings(settings).stamp()
    assert stamp.items() >= known_stamp(settings).items()


def test_a_named_embedder_is_known_by_name_and_prefixes() -> None:
    settings = load_settings({"embedder": "some/model", "query_prefix": "q: "}).settings
    assert known_stamp(settings) == {
        "embedder": "some/model",
        "query_prefix": "q: ",
        "passage_prefix": "",
    }

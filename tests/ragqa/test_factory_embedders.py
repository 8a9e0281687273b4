"""Which embedder is opened, and what is said of one that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragqa import open_index
from ragqa.configuration import load_settings
from ragqa.embedding.onnx_embeddings import OnnxEmbeddings
from ragqa.errors import (
    ModelError,
)
from ragqa.factory import open_embeddings


def test_an_embedder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no-such-folder"):
        open_index(index=tmp_path, embedder=str(tmp_path / "no-such-folder"), splitter="x")


@pytest.mark.parametrize("backend", ["onnx-int8", "onnx-fp32"])
def test_the_back_end_that_is_set_is_opened(bundled_folder: Path, backend: str) -> None:
    settings = load_settings({"cache": bundled_folder.parent, "embedder_backend": backend})
    opened = open_embeddings(settings.settings)
    assert isinstance(opened, OnnxEmbeddings)
    assert opened.choice.backend == backend
    assert len(opened.embed_query("treaty")) == opened.dimension == 384


@pytest.mark.parametrize("backend", ["onnx-int8", "onnx-fp32"])
def test_onnxruntime_is_for_the_bundled_embedder_only(backend: str) -> None:
    settings = load_settings({"embedder": "some/model", "embedder_backend": backend}).settings
    with pytest.raises(ModelError, match=f"{backend} is made for the bundled embedder") as caught:
        open_embeddings(settings)
    assert "embedder_backend" in caught.value.zh

"""Models that are split into several files."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.errors import ModelError
from ragqa.generation.gguf.models import check_gguf
from tests.ragqa.generation.gguf.files import split


def test_the_parts_of_a_split_model_are_read_together(tmp_path: Path) -> None:
    first = split(tmp_path)
    header = check_gguf(first)

    assert [part.name for part in header.parts] == [
        "m-00001-of-00002.gguf",
        "m-00002-of-00002.gguf",
    ]
    assert header.size_bytes == sum(part.stat().st_size for part in tmp_path.iterdir())
    assert header.tensor_count == 4


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"m-00002-of-00002\.gguf does not exist"):
        check_gguf(split(tmp_path, numbers=(0,)))


def test_a_later_part_leads_to_the_first(tmp_path: Path) -> None:
    split(tmp_path)
    with pytest.raises(ModelError, match=r"name the first one, .*m-00001-of-00002\.gguf"):
        check_gguf(tmp_path / "m-00002-of-00002.gguf")


def test_parts_that_were_renamed_are_refused(tmp_path: Path) -> None:
    renamed = split(tmp_path).rename(tmp_path / "model.gguf")
    with pytest.raises(ModelError, match=r"does not end in -00001-of-00002\.gguf"):
        check_gguf(renamed)

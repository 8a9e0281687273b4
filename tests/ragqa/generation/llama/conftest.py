"""A real llama.cpp with a tiny model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ragqa.generation.llama.llm import LlamaCppChat


def load(path: Path, **options: Any) -> LlamaCppChat:
    return LlamaCppChat(
        model_path=str(path), **({"context_size": 512, "answer_tokens": 12, "threads": 1} | options)
    )


@pytest.fixture(scope="module")
def chat(tiny_gguf: Path) -> Iterator[LlamaCppChat]:
    loaded = load(tiny_gguf)
    yield loaded
    loaded.close()

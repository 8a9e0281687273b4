"""Fixtures with a real GGUF file, written once for the test session."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import tiny_mixtral


@pytest.fixture(scope="session")
def tiny_gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Mixtral with random weights: its answers mean nothing."""
    return tiny_mixtral.write(tmp_path_factory.mktemp("gguf") / "tiny-mixtral.gguf")


def pytest_unconfigure() -> None:
    """Close what llama-cpp-python leaves open, or its ResourceWarnings end every run."""
    if native := sys.modules.get("llama_cpp._utils"):
        native.outnull_file.close()
        native.errnull_file.close()

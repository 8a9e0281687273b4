"""Conversations that are kept in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.store.kept.conversations import Conversations


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path)

"""A scripted model server, and a chat with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ragqa.generation.remote.server import ServerChat
from tests.model_servers import ScriptedServer, scripted_server


def opened(url: str, **options: Any) -> ServerChat:
    return ServerChat(url=url, **options)


@contextmanager
def chatting(url: str, **options: Any) -> Iterator[ServerChat]:
    chat = opened(url, **({"answer_tokens": 16} | options))
    try:
        yield chat
    finally:
        chat.close()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as running:
        yield running


@pytest.fixture
def chat(server: ScriptedServer) -> Iterator[ServerChat]:
    with chatting(server.url) as made:
        yield made

"""Fixtures for the API on a real socket: real index, real ingestion, scripted answers."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from ingest.splitting.split import SPLITTER
from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from tests.fakes import HashEmbeddings
from tests.plugins_site import ANSWER, MOON, PacedChat
from ui.api.app import start
from ui.services import Services, services_over
from ui.web.server import free_port


@dataclass
class Api:
    """The API that is served, and what stands behind it."""

    url: str
    services: Services
    chat: PacedChat
    index: Index

    def ask(
        self, path: str, body: object = None, method: str = "", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON of the answer to one request; GET without ``body``."""
        data = None if body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        request = urllib.request.Request(  # noqa: S310 # our own server
            self.url + path, data, sent, method=method or None
        )
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)


@contextmanager
def services_in(
    folder: Path, model: str = "tiny", *, wide: bool = False, **settings: Any
) -> Iterator[Services]:
    """What an API works with, over a new index in ``folder``; its chat is a ``PacedChat``.

    It writes summaries where it is ``wide``.
    """
    loaded = load_settings(
        {"index": folder / "index", "chunk_tokens": 32} | settings, environ={}
    ).settings
    with Index.open(loaded.index, HashEmbeddings(), splitter=SPLITTER) as index:
        chain = RagChain(
            HybridRetriever(index=index),
            PacedChat(answers=[ANSWER]),
            context_size=4096,
            answer_tokens=256,
            evidence=None,
            wide=wide,
        )
        yield services_over(index, chain, model, loaded)


@contextmanager
def serving(
    folder: Path, model: str = "tiny", *, wide: bool = False, **settings: Any
) -> Iterator[Api]:
    """The API over a new index in ``folder``; arguments as of ``services_in``."""
    with services_in(folder, model, wide=wide, **settings) as services:
        chat = cast(PacedChat, services.chain.model)
        running = start(services, port=free_port(services.settings.host, 0))
        try:
            yield Api(running.url, services, chat, services.index)
        finally:
            running.close()


@pytest.fixture(scope="module")
def serve_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One server for the tests of a module; take ``api``."""
    with serving(tmp_path_factory.mktemp("api")) as running:
        yield running


@pytest.fixture
def api(serve_api: Api, tmp_path: Path) -> Api:
    """The API over an index with one document, "moon.txt"; the model says ``ANSWER``."""
    file = tmp_path / "moon.txt"
    file.write_text(MOON)
    serve_api.services.add_files([(file, "moon.txt")], lambda progress: None)
    serve_api.chat.answers = [ANSWER]
    serve_api.chat.history.clear()
    serve_api.chat.pause = 0.0
    serve_api.chat.closed_early = 0
    return serve_api

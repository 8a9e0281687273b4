"""Fixtures for the page in a real browser: real index, real ingestion, scripted answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    expect,
    sync_playwright,
)
from pydantic import Field

from ingest.splitting.split import SPLITTER
from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.generation.progress import Progress
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.sources import DEFAULT_COLLECTION
from tests.fakes import HashEmbeddings, ScriptedChat
from tests.ui.web.browser import browser
from ui.services import Services, services_over
from ui.texts.web import EN
from ui.web.app import start
from ui.web.server import free_port

_PATIENCE = 20_000  # milliseconds that the page may take for anything, on a busy machine
MOON = "The moon base opens in spring. Its oxygen comes from regolith.\n\nThe rover is red."
ANSWER = "Its oxygen comes from regolith [1]."


class PacedChat(ScriptedChat):
    """Waits before each piece, as a slow model does, and may tell how far it is before the first.

    ``progress`` is told once.
    """

    pause: float = 0.0
    progress: list[Progress] = Field(default_factory=list)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        while self.progress:
            yield ChatGenerationChunk(message=self.progress.pop(0))
        for chunk in super()._stream(messages, stop, run_manager, **kwargs):
            time.sleep(self.pause)
            yield chunk


@dataclass
class Site:
    """The page that is served, and what stands behind it."""

    url: str
    services: Services
    chat: PacedChat
    index: Index

    def add(self, file: Path, collection: str = DEFAULT_COLLECTION) -> None:
        """Add a document when nobody else does, as the page would."""
        with self.services.turn:
            self.services.add_files([(file, file.name)], lambda progress: None, collection)

    def script(self, *answers: str, pause: float = 0.0) -> None:
        """What the model says from now on."""
        self.chat.answers = list(answers)
        self.chat.history.clear()
        self.chat.pause = pause
        self.chat.closed_early = 0


@dataclass
class Visitor:
    """One person with a browser of their own."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Note which hosts are asked, what the page's policy stops, and unguarded answers."""
        context.on("request", lambda r: self.hosts.add(urlsplit(r.url).hostname or ""))
        context.on("console", self._heard)
        context.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.violations.append(message.text)

    def _answered(self, response: Response) -> None:
        if "frame-ancestors 'none'" not in response.headers.get("content-security-policy", ""):
            self.bare.append(response.url)

    def ask(self, question: str) -> None:
        """Type a question and send it with Enter."""
        box = self.page.get_by_role("textbox", name="Question")
        box.fill(question)
        box.press("Enter")

    def tab(self, name: str) -> None:
        """Go to a tab."""
        self.page.get_by_role("tab", name=name).click()

    def upload(self, *files: Path) -> None:
        """Upload files on the Documents tab."""
        self.tab(EN.tab_documents)
        self.page.locator("#upload input[multiple]").set_input_files(files)

    def upload_folder(self, folder: Path) -> None:
        """Upload a folder on the Documents tab."""
        self.tab(EN.tab_documents)
        self.page.locator("#upload input[webkitdirectory]").set_input_files(folder)


@contextmanager
def serving_site(folder: Path, **settings: Any) -> Iterator[Site]:
    """The page over a new index in ``folder``."""
    loaded = load_settings(
        {"index": folder / "index", "chunk_tokens": 32} | settings, environ={}
    ).settings
    chat = PacedChat(answers=[ANSWER])
    with Index.open(loaded.index, HashEmbeddings(), splitter=SPLITTER) as index:
        chain = RagChain(
            HybridRetriever(index=index),
            chat,
            context_size=4096,
            answer_tokens=256,
            evidence=None,
        )
        services = services_over(index, chain, "", loaded)
        running = start(services, port=free_port(loaded.host, 0))
        try:
            yield Site(running.url, services, chat, index)
        finally:
            running.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    # Not for the session: while it runs, asyncio.run fails in this thread.
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as running:
        yield running


@pytest.fixture
def visit(site: Site, playwright: Playwright) -> Iterator[Callable[..., Visitor]]:
    """``visit(locale="en-GB")``: a new visitor with the page open.

    None may leave this machine, want what the page's policy forbids, or get an unguarded answer.
    """
    visitors: list[Visitor] = []
    with ExitStack() as stack:

        def come(locale: str = "en-GB") -> Visitor:
            context: BrowserContext = stack.enter_context(browser(playwright, locale=locale))
            page = context.pages[0]
            visitor = Visitor(page)
            visitors.append(visitor)
            visitor.watch(context)
            page.goto(site.url)
            page.wait_for_selector("#conversation .welcome")
            return visitor

        yield come
    assert {host for visitor in visitors for host in visitor.hosts} == {"127.0.0.1"}
    assert [text for visitor in visitors for text in visitor.violations] == []
    assert [url for visitor in visitors for url in visitor.bare] == []


@pytest.fixture
def stocked_site(site: Site, tmp_path: Path) -> Site:
    """The site with one document, "moon.txt"."""
    file = tmp_path / "moon.txt"
    file.write_text(MOON)
    site.add(file)
    site.script(ANSWER)
    return site

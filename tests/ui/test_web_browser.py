"""The page in a real browser: real index, real ingestion, scripted answers."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from ingest.split import SPLITTER
from ragqa.chain import RagChain
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.settings import load_settings
from tests.fakes import HashEmbeddings, ScriptedChat
from tests.ui.browser import browser
from ui.services import Services, services_over
from ui.texts_web import EN, ZH
from ui.web import free_port, start

MOON = "The moon base opens in spring. Its oxygen comes from regolith.\n\nThe rover is red."
ANSWER = "Its oxygen comes from regolith [1]."


class PacedChat(ScriptedChat):
    """Waits before each piece, as a slow model does."""

    pause: float = 0.0

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
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
        self.page.locator("#upload input[type=file]").set_input_files(files)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    settings = load_settings({"index": folder / "index", "chunk_tokens": 32}, environ={}).settings
    chat = PacedChat(answers=[ANSWER])
    with Index.open(settings.index, HashEmbeddings(), splitter=SPLITTER) as index:
        chain = RagChain(
            HybridRetriever(index=index),
            chat,
            context_size=4096,
            answer_tokens=256,
            evidence_threshold=0.0,
        )
        services = services_over(index, chain, "", settings)
        running = start(services, port=free_port(settings.host, 0))
        yield Site(running.url, services, chat, index)
        running.close()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture
def visit(site: Site, playwright: Playwright) -> Iterator[Callable[..., Visitor]]:
    """``visit(locale="en-GB")``: a new visitor with the page open; none may leave this machine."""
    visitors: list[Visitor] = []
    with ExitStack() as stack:

        def come(locale: str = "en-GB") -> Visitor:
            context: BrowserContext = stack.enter_context(browser(playwright, locale=locale))
            page = context.pages[0]
            visitor = Visitor(page)
            visitors.append(visitor)
            context.on("request", lambda r: visitor.hosts.add(urlsplit(r.url).hostname or ""))
            page.goto(site.url)
            page.wait_for_selector("#conversation .welcome")
            return visitor

        yield come
    assert {host for visitor in visitors for host in visitor.hosts} == {"127.0.0.1"}


@pytest.fixture
def stocked(site: Site, tmp_path: Path) -> Site:
    """The site with one document, "moon.txt"."""
    file = tmp_path / "moon.txt"
    file.write_text(MOON)
    site.services.add_files([(file, "moon.txt")], lambda progress: None)
    site.script(ANSWER)
    return site


def test_an_uploaded_file_is_listed_and_answers_with_a_citation_that_opens_its_passage(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    site.script("She is called Ada [1].")
    file = tmp_path / "灯塔（修订）.txt"
    file.write_text("The lighthouse stands on a cliff. Its keeper is called Ada.")
    visitor = visit()
    page = visitor.page
    visitor.upload(file)
    row = page.locator("#documents tbody tr", has_text="灯塔（修订）.txt")
    expect(row.locator(".state")).to_have_text(EN.ready)

    visitor.tab(EN.tab_chat)
    visitor.ask("What is the lighthouse keeper called?")
    expect(page.locator(".answer")).to_have_text("She is called Ada 1.")
    expect(page.locator("#citations .card")).to_contain_text("灯塔（修订）.txt")
    page.get_by_role("button", name="Open citation 1").click()
    expect(page.locator("#passage mark")).to_have_text("Its keeper is called Ada.")
    expect(page.locator("#passage .text")).to_contain_text("The lighthouse stands on a cliff.")

    visitor.tab(EN.tab_documents)
    copy = Path(site.index.find("灯塔（修订）.txt").path)
    assert copy.parent == site.services.uploads
    page.on("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    assert not copy.exists()


def test_stop_ends_the_generation_and_the_next_question_is_answered(
    stocked: Site, visit: Callable[..., Visitor]
) -> None:
    stocked.script("endless " * 5_000, ANSWER, pause=0.02)
    visitor = visit()
    page = visitor.page
    visitor.ask("What is on the moon?")
    expect(page.locator(".answer")).to_contain_text("endless")
    expect(page.locator("#send")).to_be_hidden()
    page.get_by_role("button", name=EN.stop).click()
    expect(page.locator(".exchange")).to_contain_text(EN.stopped)

    visitor.ask("Where does the oxygen come from?")
    expect(page.locator(".exchange").nth(1)).to_contain_text("Its oxygen comes from regolith")
    assert stocked.chat.closed_early == 1


def test_a_follow_up_is_searched_for_with_the_question_before_it(
    stocked: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    visitor.ask("Where does the oxygen come from?")
    expect(visitor.page.locator("#citations .card")).to_be_visible()
    visitor.ask("And why is that?")
    expect(visitor.page.locator(".rewritten")).to_have_text(
        EN.rewritten.format(question="Where does the oxygen come from? And why is that?")
    )


def test_two_visitors_never_see_each_other(stocked: Site, visit: Callable[..., Visitor]) -> None:
    first, second = visit(), visit()
    first.ask("My secret: where does the oxygen come from?")
    expect(first.page.locator("#citations .card")).to_be_visible()
    second.ask("And why is that?")
    expect(second.page.locator("#citations .card")).to_be_visible()
    expect(second.page.locator(".exchange")).to_have_count(1)
    expect(second.page.locator(".rewritten")).to_have_count(0)
    assert "secret" not in second.page.content()
    assert "secret" not in str(stocked.chat.history[-1])


def test_hostile_names_documents_and_answers_are_shown_as_text(
    stocked: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    hostile = "<img src=x onerror=window.hacked=1>"
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / f"{hostile}.txt").write_text(f"Comets are cold {hostile}. " + "${window.hacked=2}")
    stocked.script(f"{hostile} ![x](http://192.0.2.1/x.png) [y](javascript:window.hacked=3) [1]")
    visitor = visit()
    page = visitor.page
    visitor.tab(EN.tab_documents)
    page.get_by_label(EN.folder_label).fill(str(folder))
    page.get_by_role("button", name=EN.ingest_folder).click()
    expect(page.locator("#documents")).to_contain_text(f"{hostile}.txt")

    visitor.tab(EN.tab_chat)
    visitor.ask(f"Comets are cold? {hostile}")
    expect(page.locator(".answer")).to_contain_text(hostile)
    page.locator("#citations .card").first.click()
    expect(page.locator("#passage .text")).to_contain_text("${window.hacked=2}")
    assert page.evaluate("window.hacked") is None
    assert page.locator("#conversation img, #conversation a, #passage img").count() == 0


def test_the_page_speaks_the_browsers_language_and_switches(
    stocked: Site, visit: Callable[..., Visitor]
) -> None:
    page = visit("zh-CN").page
    expect(page.get_by_role("button", name=ZH.send)).to_be_visible()
    expect(page.locator("#conversation")).to_contain_text(ZH.welcome_ready)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_label("English").check()
    expect(page.get_by_role("button", name=EN.send)).to_be_visible()
    expect(page.locator("#conversation")).to_contain_text(EN.welcome_ready)
    expect(page.get_by_role("tab", name=EN.tab_documents)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_an_error_is_a_message_in_the_users_language(
    stocked: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    file = tmp_path / "late.txt"
    file.write_text("Too late.")
    visitor = visit()
    with stocked.index.writer():
        visitor.upload(file)
        expect(visitor.page.locator("#activity .error")).to_contain_text("is being written by")
    copies = [copy.read_text() for copy in stocked.services.uploads.iterdir()]
    assert "Too late." not in copies


def test_enter_that_ends_a_chinese_composition_does_not_send(
    stocked: Site, visit: Callable[..., Visitor]
) -> None:
    page = visit().page
    page.locator("#question textarea").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "yangqi", "selectionStart": 6, "selectionEnd": 6}
    )
    # What a platform sends while an input method is composing.
    keyboard.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    keyboard.send("Input.insertText", {"text": "氧气"})
    expect(page.locator("#question textarea")).to_have_value("氧气")
    expect(page.locator(".exchange")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".exchange")).to_contain_text("氧气")


def test_a_page_that_points_its_own_name_here_is_refused(site: Site) -> None:
    request = urllib.request.Request(site.url, headers={"Host": "rebound.example"})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        urllib.request.urlopen(request)  # noqa: S310
    refused.value.close()

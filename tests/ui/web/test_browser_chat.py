"""The chat in a real browser: modes, scope, asking again, editing, the queue."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from playwright.sync_api import Page, expect
from pydantic import Field

from ragqa.generation.progress import Progress
from ragqa.search.gates import RERANKED
from ragqa.text.counted import counted
from tests.plugins_site import ANSWER, PacedChat, Site, Visitor
from ui.texts.chat import EN as CHAT
from ui.texts.web import EN as WEB

OXYGEN = "Where does the oxygen come from?"


def wish(page: Page, mode: str) -> None:
    page.locator("#mode label", has_text=mode).click()


@pytest.fixture
def sea(stocked_site: Site, tmp_path: Path) -> Site:
    """The site with "moon.txt" and "sea.txt"."""
    path = tmp_path / "sea.txt"
    path.write_text("The sea is deep. Its salt comes from rivers.")
    stocked_site.add(path)
    return stocked_site


def test_a_search_lists_passages_that_open(sea: Site, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    wish(page, CHAT.mode_search)
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", CHAT.hint_search)
    visitor.ask("oxygen from regolith")
    first = page.locator("#conversation .card").first
    expect(first).to_contain_text("moon.txt")
    expect(first).to_contain_text("score")
    first.click()
    expect(page.locator("#passage .text")).to_contain_text("The moon base opens in spring.")
    assert sea.chat.history == []


def test_the_nearest_of_what_a_search_found_is_in_sight(
    sea: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    page.set_viewport_size({"width": 1000, "height": 560})
    wish(page, CHAT.mode_search)
    for number, asked in enumerate(("oxygen from regolith", "salt from rivers")):
        visitor.ask(asked)
        exchange = page.locator(".exchange").nth(number)
        expect(exchange).to_contain_text("Answer again")  # it is done, and takes the next
        cards = exchange.locator(".card")
        expect(cards).to_have_count(2)
        expect(cards.first.locator(".quote")).to_be_in_viewport()
    sea.script("Salt comes from rivers [1].")
    wish(page, CHAT.mode_answer)
    visitor.ask("Where does the salt come from?")
    expect(page.locator(".answer")).to_be_in_viewport()


def test_what_is_refused_can_be_answered_anyway(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = stocked_site.services.chain
    monkeypatch.setattr(chain, "_evidence", replace(RERANKED, threshold=1.0))
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".answer")).to_contain_text("Your documents do not")
    page.get_by_role("button", name=CHAT.anyway).click()
    expect(page.locator(".answer")).to_contain_text("Its oxygen comes from regolith")
    expect(page.locator(".exchange")).to_contain_text(WEB.weak)
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.get_by_role("button", name=CHAT.anyway)).to_have_count(0)


def test_only_the_chosen_documents_are_searched(sea: Site, visit: Callable[..., Visitor]) -> None:
    sea.script("Salt comes from rivers [1].")
    visitor = visit()
    page = visitor.page
    page.locator("#choice button").click()
    part = page.locator("#name-part input, #name-part textarea")
    part.click()
    names = page.locator("#choices .choices li")
    expect(names).to_have_count(2)
    page.keyboard.insert_text("SEA")  # as an input method does, and who pastes
    expect(names).to_have_count(1)
    for _ in "SEA":
        page.keyboard.press("Backspace")
    expect(names).to_have_count(2)
    part.press_sequentially("SEA", delay=60)
    expect(names).to_have_count(1)
    page.get_by_role("button", name="sea.txt").click()
    expect(page.locator("#choice .what")).to_have_text("sea.txt")
    page.locator("#choice button").click()
    expect(page.locator("#choosing")).to_be_hidden()
    visitor.ask(OXYGEN)
    expect(page.locator("#citations .card")).to_contain_text("sea.txt")
    assert "regolith" not in str(sea.chat.history)

    page.locator("#choice button").click()
    page.get_by_role("button", name=CHAT.everything, exact=True).click()
    expect(page.locator("#choice .what")).to_have_text(CHAT.everything)


def test_a_whole_document_asks_for_one_and_then_reads_it(
    sea: Site, visit: Callable[..., Visitor]
) -> None:
    sea.script("It is about the sea [1].")
    visitor = visit()
    page = visitor.page
    wish(page, CHAT.mode_whole)
    visitor.ask("What is this sea like?")
    expect(page.locator(".exchange .error")).to_contain_text(CHAT.choose_one)
    page.get_by_role("button", name="sea.txt").click()
    expect(page.locator("#choice .what")).to_have_text("sea.txt")
    visitor.ask("What is this sea like?")
    expect(page.locator(".answer")).to_contain_text("It is about the sea")
    expect(page.locator(".exchange")).to_have_count(1)
    assert "The sea is deep." in str(sea.chat.history[-1])


def test_a_summary_needs_no_question(sea: Site, visit: Callable[..., Visitor]) -> None:
    page = visit().page
    wish(page, CHAT.mode_summary)
    page.locator("#send").click()
    expect(page.locator(".exchange .question")).to_contain_text(
        CHAT.summary_of.format(what=CHAT.everything)
    )
    expect(page.locator(".answer")).not_to_be_empty()


def test_a_refusal_is_seen_below_a_long_conversation(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script("Oxygen comes from regolith. " * 80 + "[1]")
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator("#conversation [role=log]")).to_have_attribute("aria-busy", "false")
    wish(page, CHAT.mode_whole)
    visitor.ask(OXYGEN)
    # The choice of documents opens below it, and takes its place.
    expect(page.locator("#choices .toggle").first).to_be_visible()
    expect(page.locator(".exchange .error")).to_be_in_viewport()


def test_an_answer_is_given_again_and_a_question_edited(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(ANSWER, "Second try [1].", "Third answer [1].", "Edited [1].")
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".answer")).to_contain_text("regolith")
    page.get_by_role("button", name=CHAT.again).click()
    expect(page.locator(".answer")).to_contain_text("Second try")
    visitor.ask("Is the rover red?")
    expect(page.locator(".answer").nth(1)).to_contain_text("Third answer")
    expect(page.get_by_role("button", name=CHAT.again)).to_have_count(1)

    page.locator(".asked").first.hover()
    page.get_by_role("button", name=CHAT.edit_question.format(question=OXYGEN)).click()
    box = page.locator("#question textarea")
    expect(box).to_have_value(OXYGEN)
    expect(page.locator("#editing")).to_contain_text(CHAT.editing)
    page.get_by_role("button", name=CHAT.cancel).click()
    expect(box).to_have_value("")
    expect(page.locator("#editing .editing")).to_have_count(0)

    box.focus()
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("Is the rover red?")
    visitor.ask("Is the rover blue?")
    expect(page.locator(".answer").nth(1)).to_contain_text("Edited")
    expect(page.locator(".exchange")).to_have_count(2)
    expect(page.locator(".question").nth(1)).to_contain_text("blue")


class SlowReader(PacedChat):
    """Waits in a queue and reads its prompt, and says so, as a real model does.

    It goes on once what it says was ``seen``.
    """

    seen: Any = Field(default_factory=lambda: threading.Semaphore(0))

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Iterator[Any]:
        for waiting, read in ((2, 0), (0, 300)):
            progress = Progress(content="", waiting=waiting, read=read, total=read and 1_200)
            yield ChatGenerationChunk(message=progress)
            self.seen.acquire(timeout=60)
        yield from super()._stream(messages, *args, **kwargs)


def test_the_position_in_the_queue_and_the_reading_of_the_prompt_are_shown(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = SlowReader(answers=[ANSWER])
    monkeypatch.setattr(stocked_site.services.chain, "model", model)
    visitor = visit()
    visitor.ask(OXYGEN)
    doing = visitor.page.locator(".exchange .doing")
    expect(doing).to_contain_text(counted(CHAT.waiting, 2))
    model.seen.release()
    expect(doing).to_contain_text(CHAT.prompt_read.format(done=300, total=1_200))
    expect(doing.locator("progress")).to_have_attribute("value", "300")
    model.seen.release()
    expect(visitor.page.locator(".answer")).to_contain_text("regolith")
    expect(doing).to_have_count(0)


def test_what_the_window_was_spent_on_is_shown_on_demand(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    ledger = page.locator(".ledger")
    expect(ledger.locator("table")).to_be_hidden()
    ledger.locator("summary").click()
    expect(ledger.locator("tr", has_text=CHAT.ledger_context)).to_contain_text("4096")
    stocked_site.script("endless " * 5_000, pause=0.02)
    visitor.ask("Is the rover red?")
    expect(page.locator(".answer").nth(1)).to_contain_text("endless endless")
    expect(ledger.first.locator("table")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=WEB.new_conversation).click()
    expect(ledger).to_have_count(0)
    stocked_site.script("The Moon [1].")
    visitor.ask("Is the rover blue?")
    expect(ledger).to_have_count(1)
    expect(ledger.locator("table")).to_be_hidden()


def test_mode_and_choice_of_one_visitor_are_not_the_others(
    sea: Site, visit: Callable[..., Visitor]
) -> None:
    first, second = visit(), visit()
    wish(first.page, CHAT.mode_search)
    first.page.locator("#choice button").click()
    first.page.get_by_role("button", name="sea.txt").click()
    expect(first.page.locator("#choice .what")).to_have_text("sea.txt")
    second.ask(OXYGEN)
    expect(second.page.locator(".answer")).to_contain_text("regolith")
    expect(second.page.locator("#choice .what")).to_have_text(CHAT.everything)
    expect(second.page.locator("#choosing")).to_be_hidden()


def test_a_growing_answer_leaves_the_browser_time_for_clicks(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    """What gradio copies of all that is on the page, with each step of an answer."""
    stocked_site.script("word " * 60, pause=0.02)
    visitor = visit()
    page = visitor.page
    page.evaluate("""() => {
      const copy = window.structuredClone, parse = JSON.parse;
      window.copied = window.steps = 0;
      window.structuredClone = (...given) => { window.copied++; return copy(...given); };
      JSON.parse = (...given) => {
        const read = parse(...given);
        if (read?.msg === 'process_generating') window.steps++;
        return read;
      };
    }""")
    visitor.ask(OXYGEN)
    expect(page.locator(".answer")).to_contain_text("word")
    expect(page.locator("#conversation [aria-busy=false]")).to_be_visible()
    copied, steps = page.evaluate("[window.copied, window.steps]")
    # 270 for each; 2,000 where each part of the page is told how far the answer is.
    assert 0 < copied < 700 * steps, steps

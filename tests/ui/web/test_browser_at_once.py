"""Several things at once in a real browser: other tabs, files, exports while an answer is given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Request, Route, expect

from tests.plugins_site import ANSWER, Site, Visitor
from ui.texts.chat import EN as CHAT
from ui.texts.library import EN as LIBRARY
from ui.texts.talks import EN as TALKS
from ui.texts.web import EN
from ui.web.chat import conversation

OXYGEN = "Where does the oxygen come from?"
ENDLESS = "endless " * 5_000


def test_a_conversation_that_is_deleted_while_it_is_answered_leaves_nothing_to_wait_for(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(ANSWER, ENDLESS, "The rover is red [1].", pause=0.02)
    visitor = visit()
    page = visitor.page
    page.on("dialog", lambda dialog: dialog.accept())
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title")).to_have_text(OXYGEN)
    visitor.ask("Why is that?")
    expect(page.locator(".answer").nth(1)).to_contain_text("endless")
    page.get_by_role("button", name=TALKS.delete.format(title=OXYGEN)).click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#stop")).to_be_hidden()
    visitor.ask("Which colour has the rover?")
    expect(page.locator(".answer")).to_contain_text("The rover is red")
    assert stocked_site.chat.closed_early == 1


def test_who_asks_while_an_answer_that_nobody_waits_for_ends_is_answered(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "TICK", 10.0)  # that it is stopped is noticed no sooner
    stocked_site.script("endless", pause=10.0)
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator("#stop")).to_be_visible()
    page.get_by_role("button", name=EN.new_conversation).click()
    expect(page.locator(".welcome")).to_be_visible()
    stocked_site.script("The rover is red [1].")
    visitor.ask("Which colour has the rover?")
    expect(page.locator(".answer")).to_contain_text("The rover is red")
    expect(page.locator(".question")).to_have_count(1)


def test_a_page_that_is_slow_to_read_what_it_is_told_can_send_again(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    for asked in range(6):
        visitor.ask(OXYGEN)
        expect(page.locator(".exchange")).to_have_count(asked + 1)
        expect(page.locator("#send")).to_be_visible()
        expect(page.locator("#stop")).to_be_hidden()


def test_citations_open_while_another_question_is_answered_again(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(ANSWER, "Because it is there [1].", ENDLESS, pause=0.02)
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title")).to_have_text(OXYGEN)
    visitor.ask("Why is that?")
    expect(page.locator(".answer").nth(1)).to_contain_text("Because it is there")
    expect(page.locator("#stop")).to_be_hidden()
    page.locator('[data-action="again"]').click()
    expect(page.locator(".answer").nth(1)).to_contain_text("endless")
    page.get_by_role("button", name="Open citation 1").first.click()
    expect(page.locator("#passage mark")).to_have_text("Its oxygen comes from regolith.")
    page.keyboard.press("Escape")
    expect(page.locator(".exchange").nth(1)).to_contain_text(EN.stopped)


def test_what_comes_late_of_loading_the_page_takes_no_question_away(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    named = "name => window.gradio_config.dependencies.find((each) => each.api_name === name).id"
    late = page.evaluate(named, "show_chat")
    held: list[Route] = []

    def is_late(request: Request) -> bool:
        return "/gradio_api/run/" in request.url and f'"fn_index":{late},' in (
            request.post_data or ""
        )

    page.route(
        "**/gradio_api/run/**",
        lambda route: held.append(route) if is_late(route.request) else route.continue_(),
    )
    with page.expect_request(is_late):
        page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    [route] = held
    drawn = route.fetch()
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title").first).to_have_text(OXYGEN)
    with page.expect_response(lambda response: response.request == route.request):
        route.fulfill(response=drawn)
    page.wait_for_timeout(300)
    expect(page.locator(".answer")).to_contain_text("regolith")


def test_what_is_there_of_an_answer_is_exported_while_it_grows(
    stocked_site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    stocked_site.script(ENDLESS, pause=0.02)
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".answer")).to_contain_text("endless endless")
    with page.expect_download() as download:
        page.get_by_role("button", name=TALKS.export_markdown, exact=True).click()
    download.value.save_as(tmp_path / "talk.md")
    text = (tmp_path / "talk.md").read_text("utf-8")
    assert f"## {OXYGEN}\n\nendless endless" in text
    assert text.rstrip().endswith(f"*{TALKS.unfinished}*")
    page.keyboard.press("Escape")
    expect(page.locator(".exchange")).to_contain_text(EN.stopped)


def test_a_file_that_is_added_while_an_answer_is_given_is_there_for_the_next_question(
    stocked_site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    stocked_site.script(ENDLESS, "Hydrogen is fused there [1].", pause=0.02)
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".answer")).to_contain_text("endless")
    file = tmp_path / "sun.txt"
    file.write_text("The sun is hot. Hydrogen is fused in its core.")
    visitor.upload(file)
    expect(page.locator("#documents tbody tr", has_text="sun.txt")).to_have_count(1)
    visitor.tab(EN.tab_chat)
    expect(page.locator("#conversation [role=log]")).to_have_attribute("aria-busy", "true")
    page.locator("#stop").click()
    expect(page.locator(".exchange")).to_contain_text(EN.stopped)
    visitor.ask("What is fused in the core of the sun?")
    expect(page.locator("#citations .card")).to_contain_text("sun.txt")


def test_who_asks_in_a_collection_that_is_gone_chooses_another_one(
    stocked_site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    file = tmp_path / "star.txt"
    file.write_text("The star is far away.")
    stocked_site.add(file, "Stars")
    visitor = visit()
    page = visitor.page
    page.locator("#choice button").click()
    page.get_by_role("button", name="Stars (1)").click()
    expect(page.locator("#choice .what")).to_contain_text("Stars")
    other = Visitor(page.context.new_page())
    other.page.goto(stocked_site.url)
    other.tab(EN.tab_documents)
    row = other.page.locator("#documents tbody tr", has_text="star.txt")
    row.get_by_role("button", name=LIBRARY.delete).click()
    expect(row).to_have_count(0)

    visitor.ask(OXYGEN)
    expect(page.locator(".exchange .error")).to_contain_text(CHAT.chosen_gone)
    page.get_by_role("button", name=CHAT.everything, exact=True).click()
    expect(page.locator("#choice .what")).to_have_text(CHAT.everything)
    visitor.ask(OXYGEN)
    expect(page.locator(".answer")).to_contain_text("regolith")
    expect(page.locator(".exchange")).to_have_count(1)

"""What comes late to the page never stays over what was drawn since, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.plugins_site import ANSWER, Site, Visitor
from tests.ui.web.late import Held
from ui.texts.chat import EN as CHAT
from ui.texts.chat import ZH as CHAT_ZH
from ui.texts.health import EN as HEALTH
from ui.texts.library import EN as LIBRARY
from ui.texts.talks import EN as TALKS
from ui.texts.web import EN, ZH
from ui.web import health
from ui.web.chat import talks
from ui.web.chat.chat import _Chat
from ui.web.library.library import _Library

OXYGEN = "Where does the oxygen come from?"


def test_questions_that_are_suggested_late_take_no_answer_away(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title").first).to_have_text(OXYGEN)
    expect(page.locator("#stop")).to_be_hidden()
    drawn = iter([False, True])  # the empty chat, and then the questions in it
    held = Held(monkeypatch, _Chat, "draw_talk", lambda _: next(drawn, False))
    page.get_by_role("button", name=EN.new_conversation).click()
    with held.late(page):
        visitor.ask(OXYGEN)
        expect(page.locator(".answer")).to_contain_text("regolith")
        expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator(".answer")).to_contain_text("regolith")


def test_the_end_of_an_answer_closes_no_citation_that_was_opened_since(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title").first).to_have_text(OXYGEN)
    expect(page.locator("#stop")).to_be_hidden()
    drawn = iter([False, True])  # when an answer begins, when it ends
    held = Held(monkeypatch, _Chat, "draw_state", lambda _: next(drawn, False))
    visitor.ask(OXYGEN)
    with held.late(page):
        page.get_by_role("button", name="Open citation 1").first.click()
        expect(page.locator("#passage mark")).to_have_text("Its oxygen comes from regolith.")
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("#passage mark")).to_have_text("Its oxygen comes from regolith.")


def test_a_conversation_that_is_renamed_while_it_is_answered_is_shown_to_the_end(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title").first).to_have_text(OXYGEN)
    expect(page.locator("#stop")).to_be_hidden()
    stocked_site.script("It waits " * 10 + "no more [1].", pause=0.2)
    visitor.ask(OXYGEN)
    expect(page.locator(".answer").nth(1)).to_contain_text("It waits")
    held = Held(monkeypatch, _Chat, "draw_state")
    page.on("dialog", lambda dialog: dialog.accept("Air"))
    page.get_by_role("button", name=TALKS.rename.format(title=OXYGEN)).first.click()
    with held.late(page):
        expect(page.locator(".answer").nth(1)).to_contain_text("no more")
        expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator(".answer").nth(1)).to_contain_text("no more")


def test_what_is_searched_in_the_library_brings_no_deleted_document_back(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / f"searched-{number}.txt" for number in (1, 2)]
    for file in files:
        file.write_text(f"The name is {file.name}.")
    visitor = visit()
    page = visitor.page
    visitor.upload(*files)
    rows = page.locator("#documents tbody tr", has_text="searched")
    expect(rows).to_have_count(2)
    expect(page.locator(".activity.running")).to_have_count(0)
    held = Held(monkeypatch, _Library, "_draw_documents")
    page.locator("#bar [type=search]").fill("searched")
    with held.late(page):
        rows.nth(0).get_by_role("button", name=LIBRARY.delete).click()
        expect(rows).to_have_count(1)
    expect(rows).to_have_count(1)


def test_settings_that_are_drawn_late_take_no_findings_away(
    site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.tab(HEALTH.tab)
    expect(page.locator("#overview")).not_to_be_empty()
    visitor.tab(EN.tab_chat)
    held = Held(monkeypatch, health, "details_html")
    visitor.tab(HEALTH.tab)
    with held.late(page):
        page.get_by_role("button", name=HEALTH.check).click()
        expect(page.locator("#checks li").first).to_be_visible()
        expect(page.locator("#check")).to_be_enabled()
    expect(page.locator("#checks li").first).to_be_visible()


def test_the_end_of_an_answer_speaks_the_language_that_was_chosen_since(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit()
    page = visitor.page
    drawn = iter([False, True])
    held = Held(monkeypatch, _Chat, "draw_state", lambda _: next(drawn, False))
    visitor.ask(OXYGEN)
    with held.late(page):
        page.locator("#language label", has_text="中文").click()
        expect(page.locator("#clear")).to_have_text(ZH.new_conversation)
    expect(page.locator("#clear")).to_have_text(ZH.new_conversation)
    expect(page.locator("#conversation")).to_contain_text(CHAT_ZH.again)


def test_a_mode_that_was_chosen_stays_when_the_tab_is_drawn_late(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.tab(EN.tab_documents)
    expect(page.locator("#documents table")).to_be_visible()
    held = Held(monkeypatch, talks, "list_html")
    visitor.tab(EN.tab_chat)
    with held.late(page):
        page.locator("#mode label", has_text=CHAT.mode_search).click()
    expect(page.locator("#mode [value=search]")).to_be_checked()
    stocked_site.script(ANSWER)

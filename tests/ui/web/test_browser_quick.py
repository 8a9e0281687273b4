"""What somebody does before the page has answered what they did before, in a real browser.

Gradio drops such events by itself, without a word.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.plugins_site import Site, Visitor
from tests.ui.web.late import Held
from ui.texts.chat import EN as CHAT
from ui.texts.library import EN as LIBRARY
from ui.texts.web import EN
from ui.web import layout
from ui.web.chat import composer, preview, talks
from ui.web.library.library import _Library

OXYGEN = "Where does the oxygen come from?"


def test_documents_that_are_deleted_one_after_the_other_are_both_deleted(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / f"quick-{number}.txt" for number in (1, 2)]
    for file in files:
        file.write_text(f"The name is {file.name}.")
    visitor = visit()
    page = visitor.page
    visitor.upload(*files)
    rows = page.locator("#documents tbody tr", has_text="quick")
    expect(rows).to_have_count(2)
    expect(page.locator(".activity.running")).to_have_count(0)
    held = Held(monkeypatch, _Library, "_draw_lists")
    rows.nth(0).get_by_role("button", name=LIBRARY.delete).click()
    with held.late(page):
        rows.nth(1).get_by_role("button", name=LIBRARY.delete).click()
        page.wait_for_timeout(300)
    expect(rows).to_have_count(0)


def test_files_that_are_added_while_others_are_added_are_added_too(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    files = [tmp_path / f"added-{number}.txt" for number in (1, 2)]
    for file in files:
        file.write_text(f"The name is {file.name}.")
    visitor = visit()
    page = visitor.page
    with site.services.turn:
        visitor.upload(files[0])
        expect(page.locator(".activity.running")).to_have_count(1)
        visitor.upload(files[1])
        expect(page.locator(".activity.running")).to_have_count(2)
    expect(page.locator("#documents tbody tr", has_text="added")).to_have_count(2)


def test_a_citation_opens_while_the_page_of_another_one_is_painted(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked_site.script("Its oxygen comes from regolith [1]. The rover is red [2].")
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    cards = page.locator("#citations .card")
    expect(cards.nth(1)).to_be_visible()
    expect(page.locator("#stop")).to_be_hidden()
    held = Held(monkeypatch, preview, "passage_html")
    cards.nth(0).click()
    with held.late(page):
        cards.nth(1).click()
        expect(cards.nth(1)).to_have_class("card current")
    expect(cards.nth(1)).to_have_class("card current")
    expect(cards.nth(0)).to_have_class("card")


def test_of_modes_that_are_chosen_one_after_the_other_the_last_one_holds(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit().page
    held = Held(monkeypatch, composer, "_hint")
    page.locator("#mode label", has_text=CHAT.mode_quotes).click()
    with held.late(page):
        page.locator("#mode label", has_text=CHAT.mode_search).click()
        page.wait_for_timeout(300)
    box = page.locator("#question textarea")
    expect(box).to_have_attribute("placeholder", CHAT.hint_search)
    expect(page.locator("#mode [value=search]")).to_be_checked()


def test_of_languages_that_are_chosen_one_after_the_other_the_last_one_holds(
    visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit().page
    held = Held(monkeypatch, layout, "_title")
    page.locator("#language label", has_text="中文").click()
    with held.late(page):
        page.locator("#language label", has_text="English").click()
        page.wait_for_timeout(300)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#clear")).to_have_text(EN.new_conversation)
    expect(page.locator("#language [value=en]")).to_be_checked()


def test_what_is_typed_while_conversations_are_looked_for_is_looked_for_too(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title")).to_have_text(OXYGEN)
    expect(page.locator("#stop")).to_be_hidden()
    held = Held(monkeypatch, talks, "list_html")
    box = page.locator("#find-talk input, #find-talk textarea")
    box.press_sequentially("o")
    with held.late(page):
        box.press_sequentially("cean")
        page.wait_for_timeout(300)
    expect(page.locator(".talk-title")).to_have_count(0)

"""The page in a browser as narrow as a phone, and what is in sight there and on a low desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from ragqa.store.lock import only_writer
from tests.plugins_site import Site, Visitor
from ui.texts.chat import chat_texts
from ui.texts.health import health_texts
from ui.texts.library import EN as LIBRARY
from ui.texts.web import EN as WEB

PHONE: ViewportSize = {"width": 390, "height": 780}
DESK: ViewportSize = {"width": 1280, "height": 500}
_SMALLEST = 24  # CSS pixels, as WCAG 2.5.8 wants
_USED = ":is(button, summary, input[type=checkbox])"
# Markers stand within lines of text, whose height is theirs.
_TOO_SMALL = """(found, smallest) => found
  .filter((each) => each.offsetParent && each.dataset.action !== 'number')
  .filter((each) => {
    const {width, height} = each.getBoundingClientRect();
    return Math.min(width, height) < smallest;
  }).map((each) => each.outerHTML)"""


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_every_mode_is_in_sight(visit: Callable[..., Visitor], locale: str) -> None:
    page = visit(locale).page
    page.set_viewport_size(PHONE)
    texts = chat_texts("zh" if locale == "zh-CN" else "en")
    last = page.locator("#mode label", has_text=texts.mode_summary)
    expect(last).to_be_in_viewport(ratio=1)
    box = last.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE["width"]


@pytest.fixture
def answered(stocked_site: Site, visit: Callable[..., Visitor]) -> Page:
    """The page on a phone, with an answer."""
    visitor = visit()
    page = visitor.page
    page.set_viewport_size(PHONE)
    visitor.ask("Where does the oxygen come from?")
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("[data-action=again]")).to_be_visible()
    return page


def test_what_is_done_to_an_answer_is_large_enough_for_a_finger(answered: Page) -> None:
    assert answered.locator(f"#talk-column {_USED}").evaluate_all(_TOO_SMALL, _SMALLEST) == []


def test_conversations_can_be_opened(stocked_site: Site, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    page.set_viewport_size(PHONE)
    questions = [f"Where does the oxygen come from, {number}?" for number in range(9)]
    visitor.ask(questions[0])
    expect(page.locator(".talk-title")).to_have_count(1)
    page.locator("[data-talks]").click()
    expect(page.locator(".talk-title")).to_be_in_viewport(ratio=1)
    for question in questions[1:]:
        page.get_by_role("button", name=WEB.new_conversation).click()
        expect(page.locator("#conversation .welcome")).to_be_visible()
        visitor.ask(question)
        expect(page.locator(".talk-title").first).to_have_text(question)
    # A long list leaves room for the conversation.
    expect(page.locator("#talk-bar")).to_be_in_viewport(ratio=1)
    page.locator(".talk-title").last.click()
    expect(page.locator("#conversation .question")).to_contain_text(questions[0])


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_was_deleted_far_down_can_be_brought_back_without_scrolling(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path, size: ViewportSize
) -> None:
    for number in range(12):
        file = tmp_path / f"phone-{number:02}.txt"
        file.write_text(f"The name is {file.name}.")
        site.add(file)
    visitor = visit()
    page = visitor.page
    page.set_viewport_size(size)
    visitor.tab("Library")
    row = page.locator("#documents tbody tr", has_text="phone-11.txt")
    row.get_by_role("button", name=LIBRARY.delete).click()
    expect(row).to_have_count(0)
    back = page.get_by_role("button", name=LIBRARY.undo, exact=True)
    expect(back).to_be_in_viewport(ratio=1)
    back.click()
    expect(row).to_have_count(1)
    with only_writer(site.index.folder):
        row.get_by_role("button", name=LIBRARY.delete).click()
        waiting = page.locator("#activity .running")
        expect(waiting).to_be_in_viewport(ratio=1)
        waiting.get_by_role("button", name=LIBRARY.cancel, exact=True).click()
        expect(waiting).to_have_count(0)
    expect(row).to_have_count(1)


_CUT = """(found) => found.filter((each) => {
  const whole = each.cloneNode(true);
  whole.style.cssText = 'position: absolute; flex: none; max-width: none';
  each.parentNode.append(whole);
  const cut = each.offsetWidth < whole.offsetWidth - 1;
  whole.remove();
  return cut;
}).map((each) => each.name)"""


def test_what_narrows_the_list_of_documents_is_not_cut(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    page.set_viewport_size({"width": 390, "height": 844})
    visitor.tab(WEB.tab_documents)
    expect(page.locator("#bar select").first).to_be_visible()
    assert page.locator("#bar select").evaluate_all(_CUT) == []


def test_the_library_and_the_settings_are_large_enough_for_a_finger(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    page = visit().page
    page.set_viewport_size(PHONE)
    for tab, shown in ((WEB.tab_documents, "#documents table"), (health_texts("en").tab, "dl")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(shown).first).to_be_visible()
        part = page.get_by_role("tabpanel").filter(visible=True)
        assert part.locator(_USED).evaluate_all(_TOO_SMALL, _SMALLEST) == []


def test_a_document_tells_its_collection_and_its_pages(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    file = tmp_path / "collected.pdf"
    shutil.copy(Path("data/samples/debian-packaging-basics.pdf"), file)
    site.add(file, "Voyages")
    visitor = visit()
    page = visitor.page
    page.set_viewport_size(PHONE)
    visitor.tab(WEB.tab_documents)
    card = page.locator("#documents tbody tr", has_text=file.name)
    for told in ("Voyages", "Pages: 24"):
        expect(card.get_by_text(told)).to_be_in_viewport(ratio=1)
    expect(page.get_by_text(LIBRARY.select_all)).to_be_visible()


def test_where_to_search_is_chosen_without_hiding_the_conversation(answered: Page) -> None:
    answered.locator("button.choice").click()
    expect(answered.locator("#choosing .choices")).to_be_visible()
    box = answered.locator("#conversation").bounding_box()
    assert box is not None
    assert box["height"] >= PHONE["height"] / 3

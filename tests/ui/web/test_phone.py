"""The page in a browser as narrow as a phone, and what is in sight there and on a low desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from ragqa.store.lock import only_writer
from tests.plugins_site import Site, Visitor
from ui.texts.chat import chat_texts
from ui.texts.library import EN as LIBRARY
from ui.texts.web import EN as WEB

PHONE: ViewportSize = {"width": 390, "height": 780}
DESK: ViewportSize = {"width": 1280, "height": 500}
_SMALLEST = 24  # CSS pixels, as WCAG 2.5.8 wants


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


def test_what_is_done_to_an_answer_is_large_enough_for_a_finger(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    page.set_viewport_size(PHONE)
    visitor.ask("Where does the oxygen come from?")
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("[data-action=again]")).to_be_visible()
    small = page.evaluate(
        """(smallest) => [...document.querySelectorAll('#talk-column button, #talk-column summary')]
          .filter((each) => each.offsetParent && each.dataset.action !== 'number')
          .filter((each) => {
            const {width, height} = each.getBoundingClientRect();
            return Math.min(width, height) < smallest;
          }).map((each) => each.outerHTML)""",
        _SMALLEST,
    )
    assert small == []


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

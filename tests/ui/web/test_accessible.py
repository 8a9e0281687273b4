"""For everybody: screen readers (axe-core), keyboards, phones, dark rooms, still pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.plugins_site import Site
from tests.ui.web.browser import browser
from ui.texts.library import EN as LIBRARY
from ui.texts.talks import EN as TALKS
from ui.texts.web import EN

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.fixture
def look(stocked_site: Site, playwright: Playwright) -> Iterator[Callable[..., Page]]:
    """``look(viewport=…, color_scheme=…)``: the page, as somebody with such a screen sees it."""
    with ExitStack() as stack:

        def come(**options: Any) -> Page:
            context = stack.enter_context(browser(playwright, locale="en-GB", **options))
            page = context.pages[0]
            page.goto(stocked_site.url)
            page.locator("#conversation .welcome").wait_for()
            return page

        yield come


def assert_readable(page: Page, where: str) -> None:
    """No finding of axe-core, and nothing to be scrolled sideways."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then((found) => found.violations)")
    told = [(v["id"], node["html"][:200]) for v in found for node in v["nodes"]]
    assert told == [], where
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room, where


def tab(page: Page, number: int) -> None:
    page.get_by_role("tab").nth(number).click()


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_every_view_is_for_everybody(
    stocked_site: Site, look: Callable[..., Page], viewport: dict[str, int], scheme: str
) -> None:
    page = look(viewport=viewport, color_scheme=scheme)
    assert_readable(page, "welcome")
    page.get_by_role("textbox", name=EN.question_label).fill("Where does the oxygen come from?")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation [role=log]")).to_have_attribute("aria-busy", "false")
    page.locator("#citations .card").first.click()
    expect(page.locator("#passage mark")).to_be_visible()
    assert_readable(page, "answer")

    tab(page, 1)
    page.locator("#documents table").wait_for()
    page.locator("#documents tbody .pick input").first.check()
    page.get_by_role("button", name=LIBRARY.folder_title).click()
    assert_readable(page, "library")
    page.locator("#documents tbody .danger").first.click()
    expect(page.locator(".done")).to_be_visible()
    page.locator("#trash summary").click()
    assert_readable(page, "trash")
    page.get_by_role("button", name=LIBRARY.undo).click()
    expect(page.locator("#trash details")).to_have_count(0)

    tab(page, 2)
    page.locator("#overview dl").wait_for()
    for folded in page.locator("#health details").all():
        folded.locator("summary").click()
    assert_readable(page, "settings")


def test_whoever_uses_a_keyboard_sees_where_they_are(look: Callable[..., Page]) -> None:
    page = look(viewport=DESK)
    tab(page, 1)
    page.locator("#documents table").wait_for()
    page.locator("#upload .ways input").first.focus()
    seen: list[str] = []
    for _ in range(14):
        page.keyboard.press("Tab")
        element, shown = page.evaluate(
            """() => {
              const it = document.activeElement;
              const box = it.closest('label') ?? it;
              const shown = [it, box].some((e) => {
                const style = getComputedStyle(e);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
                  || style.boxShadow !== 'none';
              });
              return [it.outerHTML.slice(0, 120), shown];
            }"""
        )
        if element.startswith("<body"):
            break
        assert shown, element
        seen.append(element)
    assert any('type="checkbox"' in element for element in seen)
    assert any('data-action="delete"' in element for element in seen)


def test_after_a_deletion_the_keyboard_goes_on_from_there(
    stocked_site: Site, look: Callable[..., Page]
) -> None:
    page = look(viewport=DESK)
    tab(page, 1)
    page.locator("#documents tbody .danger").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_be_visible()
    page.get_by_role("button", name=LIBRARY.undo).press("Enter")
    expect(page.locator(".done")).to_contain_text("is back")


def test_nothing_moves_for_those_who_want_it_still(look: Callable[..., Page]) -> None:
    page = look(viewport=DESK, reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((element) =>
          ['', '::before', '::after'].some((part) => {
            const style = getComputedStyle(element, part || null);
            return style.animationName !== 'none' || style.transitionProperty !== 'none'
              && parseFloat(style.transitionDuration) > 0;
          })).map((element) => element.outerHTML.slice(0, 100))"""
    )
    assert moving == []


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_conversations_are_shown_and_hidden_on_every_screen(
    look: Callable[..., Page], viewport: dict[str, int]
) -> None:
    page = look(viewport=viewport)
    begin = page.get_by_role("button", name=EN.new_conversation)
    switch = page.get_by_role("button", name=TALKS.show)
    wide = viewport is DESK
    expect(begin).to_be_visible(visible=wide)
    expect(switch).to_have_attribute("aria-expanded", str(wide).lower())
    switch.click()
    expect(begin).to_be_visible(visible=not wide)
    expect(switch).to_have_attribute("aria-expanded", str(not wide).lower())
    tab(page, 1)
    tab(page, 0)
    expect(begin).to_be_visible(visible=not wide)
    expect(switch).to_have_attribute("aria-expanded", str(not wide).lower())
    switch.click()
    expect(begin).to_be_visible(visible=wide)
    expect(switch).to_have_attribute("aria-expanded", str(wide).lower())


@pytest.mark.parametrize(("viewport", "most"), [(DESK, 24), (PHONE, 12)])
def test_a_phone_has_narrow_margins(
    look: Callable[..., Page], viewport: dict[str, int], most: int
) -> None:
    box = look(viewport=viewport).locator("#chat").bounding_box()
    assert box is not None
    assert box["x"] <= most

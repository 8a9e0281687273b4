"""Which documents are chosen in a real browser, when the list is drawn again under the choice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.plugins_site import Site
from tests.ragqa.library import put
from tests.ui.web.library.conftest import press
from ui.texts.library import EN

FRUIT = ("apple", "banana", "cherry", "date")


@pytest.fixture
def page(clean: Site, library: Callable[[], Page]) -> Page:
    """The library with four documents."""
    with clean.index.writer() as writer:
        for name in FRUIT:
            put(writer, clean.index, name, f"a ripe {name}", source=f"{name}.txt")
    shown = library()
    expect(shown.locator("#documents tbody tr")).to_have_count(4)
    return shown


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=EN.select_one.format(source=f"{name}.txt"))


def chosen(page: Page) -> list[str]:
    return page.locator("#documents tbody tr:has(.pick input:checked) th bdi").all_inner_texts()


def test_another_document_does_not_take_the_place_of_a_chosen_one(page: Page) -> None:
    box(page, "cherry").check()
    press(page, EN.delete_one, "apple.txt")
    expect(page.locator("#documents tbody tr")).to_have_count(3)
    expect(box(page, "cherry")).to_be_checked()
    assert chosen(page) == ["cherry.txt"]
    expect(page.locator(".bulk .count")).to_have_text(EN.chosen.format(count=1))
    page.locator(".bulk").get_by_role("button", name=EN.delete).click()
    expect(page.locator("#documents tbody th bdi")).to_have_text(["banana.txt", "date.txt"])
    assert chosen(page) == []
    expect(page.locator(".bulk")).to_be_hidden()


def test_what_is_no_longer_listed_is_chosen_no_more(page: Page) -> None:
    box(page, "apple").check()
    find = page.get_by_label(EN.find_label, exact=True)
    find.fill("an")
    expect(page.locator("#documents tbody th bdi")).to_have_text(["banana.txt"])
    assert chosen(page) == []
    expect(page.locator(".bulk")).to_be_hidden()
    find.fill("")
    expect(page.locator("#documents tbody tr")).to_have_count(4)
    assert chosen(page) == []

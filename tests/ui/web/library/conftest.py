"""The library in a real browser: empty, or with three documents; its tab; its buttons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.plugins_site import Site, Visitor
from tests.ragqa.library import put
from ui.texts.web import EN as WEB


@pytest.fixture
def clean(site: Site) -> Site:
    """The site with an empty library."""
    with site.index.writer() as writer:
        writer.remove_all([source.document_id for source in site.index.sources()])
        writer.empty_trash()
    return site


@pytest.fixture
def three(clean: Site) -> Site:
    """The site with "a.txt", "b.txt" and "c.txt", which are about apples, plums and pears."""
    with clean.index.writer() as writer:
        for name, text in (("a", "red apples"), ("b", "blue plums"), ("c", "green pears")):
            put(writer, clean.index, name, text, source=f"{name}.txt")
    return clean


@pytest.fixture
def library(visit: Callable[..., Visitor]) -> Callable[[], Page]:
    def come() -> Page:
        visitor = visit()
        visitor.tab(WEB.tab_documents)
        visitor.page.locator("#documents table, #documents .nothing").wait_for()
        return visitor.page

    return come


def press(page: Page, text: str, name: str) -> None:
    """The button that ``text`` labels with the name of a document."""
    page.get_by_role("button", name=text.format(source=name), exact=True).click()

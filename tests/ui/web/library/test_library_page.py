"""The library in a real browser: find, move, delete, bring back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from ragqa.sources import Source
from ragqa.text.counted import counted
from tests.plugins_site import ANSWER, Site, Visitor
from tests.ragqa.library import put
from tests.ui.web.library.conftest import press
from ui.texts.library import EN
from ui.texts.web import EN as WEB

MANY = 5_000


def rows(page: Page) -> list[str]:
    return page.locator("#documents tbody th bdi").all_inner_texts()


def test_a_deleted_document_answers_no_more_until_it_is_brought_back(
    three: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.tab(WEB.tab_documents)
    press(page, EN.delete_one, "a.txt")
    expect(page.locator(".done")).to_contain_text(EN.deleted.format(source="a.txt"))
    assert rows(page) == ["b.txt", "c.txt"]
    three.script(ANSWER)
    visitor.tab(WEB.tab_chat)
    visitor.ask("red apples")
    expect(page.locator("#conversation [role=log]")).to_have_attribute("aria-busy", "false")
    assert "a.txt" not in page.locator("#citations").inner_text()
    visitor.tab(WEB.tab_documents)
    page.get_by_role("button", name=EN.undo).click()
    expect(page.locator(".done")).to_contain_text(EN.restored.format(source="a.txt"))
    assert rows(page) == ["a.txt", "b.txt", "c.txt"]
    assert "red apples" in three.index.chunks(["a.1.0"])["a.1.0"].text


def test_another_tab_can_bring_back_or_delete_for_good(
    three: Site, visit: Callable[..., Visitor]
) -> None:
    first = visit()
    first.tab(WEB.tab_documents)
    press(first.page, EN.delete_one, "a.txt")
    expect(first.page.locator(".done")).to_be_visible()
    press(first.page, EN.delete_one, "b.txt")
    expect(first.page.locator(".done")).to_contain_text("b.txt")
    first.page.close()  # what was deleted outlives its tab

    second = visit()
    second.tab(WEB.tab_documents)
    page = second.page
    page.locator("#trash summary").click()
    press(page, EN.restore_one, "b.txt")
    expect(page.locator("#documents tbody th")).to_have_count(2)
    asked: list[str] = []

    def accept(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", accept)
    # It stays open: the next one may be wanted too.
    press(page, EN.purge_one, "a.txt")
    expect(page.locator(".done")).to_contain_text(EN.purged)
    assert asked == [EN.confirm_purge.format(source="a.txt")]
    expect(page.locator("#trash details")).to_have_count(0)
    assert three.index.trashed() == []


def test_chosen_documents_are_moved_and_deleted_together(
    three: Site, library: Callable[[], Page]
) -> None:
    page = library()
    page.get_by_role("checkbox", name=EN.select_one.format(source="a.txt")).check()
    page.get_by_role("checkbox", name=EN.select_one.format(source="c.txt")).check()
    expect(page.locator(".bulk .count")).to_have_text(EN.chosen.format(count=2))
    page.get_by_label(EN.move_to).fill("水果")
    page.get_by_label(EN.move_to).press("Enter")
    expect(page.locator(".done")).to_have_text(counted(EN.moved, 2, collection="水果"))
    assert three.index.collections() == {"default": 1, "水果": 2}

    page.get_by_label(EN.collection_label, exact=True).select_option("水果")
    expect(page.locator("#documents tbody th")).to_have_count(2)
    page.get_by_role("checkbox", name=EN.select_all).check()
    page.locator(".bulk").get_by_role("button", name=EN.delete).click()
    expect(page.locator(".done")).to_contain_text(EN.deleted_many.format(count=2))
    expect(page.locator("#documents")).to_contain_text(EN.list_none_fit)
    page.get_by_role("button", name=EN.clear_search).click()
    expect(page.locator("#documents tbody th")).to_have_text(["b.txt"])


def test_an_empty_library_invites(clean: Site, library: Callable[[], Page]) -> None:
    expect(library().locator("#documents")).to_contain_text(EN.list_empty)


@pytest.fixture
def crowded(clean: Site) -> Iterator[Site]:
    """The site with 5,000 documents."""
    known = Source("", "/f", "", "", 1, 1, 1, "", 3, 0, 1)
    with clean.index.writer() as writer:
        put(writer, clean.index, "needle", "red apples", source="合同 needle 2024.pdf")
        writer.flush()
        failed = [
            replace(known, document_id=f"d{n}", source=f"report {n:04}.pdf", path=f"/f/{n}")
            for n in range(MANY - 1)
        ]
        for document in failed:  # without chunks, which the list does not look at
            writer.fail(document)
    yield clean
    with clean.index.writer() as writer:
        writer.remove_all([source.document_id for source in clean.index.sources()])


def test_five_thousand_documents_come_page_by_page_and_are_searched_at_once(
    crowded: Site, library: Callable[[], Page]
) -> None:
    page = library()
    documents = page.locator("#documents")
    expect(documents).to_contain_text(EN.shown.format(first=1, last=50, total="5,000"))
    assert page.locator("#documents tbody tr").count() == 50
    page.get_by_role("button", name=EN.next).click()
    expect(documents).to_contain_text(EN.shown.format(first=51, last=100, total="5,000"))
    assert len(page.content()) < 320_000
    page.get_by_label(EN.find_label).fill("NEEDLE 合同")
    expect(page.locator("#documents tbody th")).to_have_text(["合同 needle 2024.pdf"])
    assert page.locator("#bar [type=search]").evaluate("e => e === document.activeElement")
    page.get_by_label(EN.find_label).fill("")
    page.get_by_label(EN.order_label).select_option("newest")
    page.get_by_label(EN.state_label).select_option("failed")
    expect(documents).to_contain_text("4,999")

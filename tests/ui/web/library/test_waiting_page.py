"""Who adds or deletes while another writes waits in a real browser, and is told so in every tab."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from ragqa.store.lock import only_writer
from tests.plugins_site import Site, Visitor
from tests.ui.web.library.conftest import press
from ui.texts.library import EN
from ui.texts.web import EN as WEB


def test_a_second_ingestion_waits_for_the_first(
    clean: Site, library: Callable[[], Page], tmp_path: Path
) -> None:
    file = tmp_path / "patient.txt"
    file.write_text("It waits.")
    page = library()
    with clean.services.turn:
        page.locator("#upload input[multiple]").set_input_files(file)
        expect(page.locator(".activity.running")).to_contain_text(EN.queued)
        time.sleep(0.3)
        assert clean.index.documents == 0
    expect(page.locator("#documents tbody th")).to_have_text(["patient.txt"])


def test_what_is_added_waits_for_another_program_that_writes_and_can_be_cancelled(
    clean: Site, library: Callable[[], Page], tmp_path: Path
) -> None:
    file = tmp_path / "patient.txt"
    file.write_text("It waits.")
    page = library()
    running = page.locator(".activity.running")
    with only_writer(clean.index.folder):  # as `ragqa ingest` does
        page.locator("#upload input[multiple]").set_input_files(file)
        expect(running).to_contain_text(EN.other_writes)
        page.get_by_role("button", name=EN.cancel, exact=True).click()
        expect(page.locator(".activity.ended")).to_contain_text("Stopped")
        assert not list(clean.services.uploads.iterdir())
        page.locator("#upload input[multiple]").set_input_files(file)
        expect(running).to_contain_text(EN.other_writes)
        assert clean.index.documents == 0
    expect(page.locator("#documents tbody th")).to_have_text(["patient.txt"])


def test_a_deletion_waits_for_who_writes_is_told_and_can_be_undone(
    three: Site, library: Callable[[], Page]
) -> None:
    page = library()
    running = page.locator(".activity.running")
    with three.services.turn:
        press(page, EN.delete_one, "a.txt")
        expect(running).to_contain_text(EN.then_deleted.format(names="a.txt"))
        expect(running).to_contain_text(EN.queued)
        assert three.index.documents == 3
    expect(page.locator("#documents tbody th")).to_have_text(["b.txt", "c.txt"])
    expect(page.locator(".done")).to_contain_text(EN.deleted.format(source="a.txt"))
    with only_writer(three.index.folder):  # as `ragqa ingest` does
        page.locator(".done").get_by_role("button", name=EN.undo).click()
        expect(running).to_contain_text(EN.then_restored.format(names="a.txt"))
        expect(running).to_contain_text(EN.other_writes)
    expect(page.locator("#documents tbody th")).to_have_text(["a.txt", "b.txt", "c.txt"])


def test_a_deletion_that_waits_can_be_given_up(three: Site, library: Callable[[], Page]) -> None:
    page = library()
    with only_writer(three.index.folder):
        press(page, EN.delete_one, "a.txt")
        page.get_by_role("button", name=EN.cancel, exact=True).click()
        expect(page.locator(".activity")).to_have_count(0)
    time.sleep(0.3)
    assert three.index.documents == 3


def test_an_ingestion_is_seen_and_cancelled_in_another_tab_and_after_a_reload(
    clean: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    file = tmp_path / "patient.txt"
    file.write_text("It waits.")
    visitor = visit()
    page = visitor.page
    with clean.services.turn:
        visitor.upload(file)
        expect(page.locator(".activity.running")).to_contain_text(EN.queued)
        page.reload()
        visitor.tab(WEB.tab_documents)
        expect(page.locator(".activity.running")).to_contain_text(EN.queued)
        other = page.context.new_page()
        other.goto(clean.url)
        other.get_by_role("tab", name=WEB.tab_documents).click()
        expect(other.locator(".activity.running")).to_contain_text(EN.queued)
        stranger = visit()
        stranger.tab(WEB.tab_documents)
        expect(stranger.page.locator("#documents")).to_contain_text(EN.list_empty)
        assert stranger.page.locator(".activity").count() == 0
    # It ends where it was begun in no tab that is open, and all of them are told.
    for tab in (page, other):
        expect(tab.locator(".activity.ended")).to_contain_text("1 new")
        expect(tab.locator("#documents tbody th")).to_have_text(["patient.txt"])
    with clean.services.turn:
        other.locator("#upload input[multiple]").set_input_files(file)
        expect(other.locator(".activity.running")).to_be_visible()
        page.reload()
        visitor.tab(WEB.tab_documents)
        page.get_by_role("button", name=EN.cancel, exact=True).click()
        expect(other.locator(".activity.ended").first).to_contain_text("Stopped")

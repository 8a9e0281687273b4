"""The library in a real browser: find, move, delete, bring back, read again, cancel."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from ragqa.sources import Source
from ragqa.store.lock import only_writer
from ragqa.text.counted import counted
from tests.plugins_site import ANSWER, Site, Visitor
from tests.ragqa.library import put
from ui.texts.library import EN
from ui.texts.web import EN as WEB

MANY = 5_000


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


def rows(page: Page) -> list[str]:
    return page.locator("#documents tbody th bdi").all_inner_texts()


def button(page: Page, text: str, name: str) -> None:
    page.get_by_role("button", name=text.format(source=name), exact=True).click()


def test_a_deleted_document_answers_no_more_until_it_is_brought_back(
    three: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.tab(WEB.tab_documents)
    button(page, EN.delete_one, "a.txt")
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
    button(first.page, EN.delete_one, "a.txt")
    expect(first.page.locator(".done")).to_be_visible()
    button(first.page, EN.delete_one, "b.txt")
    expect(first.page.locator(".done")).to_contain_text("b.txt")
    first.page.close()  # what was deleted outlives its tab

    second = visit()
    second.tab(WEB.tab_documents)
    page = second.page
    page.locator("#trash summary").click()
    button(page, EN.restore_one, "b.txt")
    expect(page.locator("#documents tbody th")).to_have_count(2)
    asked: list[str] = []

    def accept(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", accept)
    # It stays open: the next one may be wanted too.
    button(page, EN.purge_one, "a.txt")
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


def test_uploads_go_to_the_collection_that_was_named(
    clean: Site, library: Callable[[], Page], tmp_path: Path
) -> None:
    page = library()
    file = tmp_path / "contract.txt"
    file.write_text("The contract ends in May.")
    page.get_by_label(EN.into, exact=True).first.fill("Law")
    page.locator("#upload input[multiple]").set_input_files(file)
    expect(page.locator("#documents tbody th")).to_have_text(["contract.txt"])
    assert clean.index.collections() == {"Law": 1}


def test_a_document_is_read_again_on_request(
    clean: Site, library: Callable[[], Page], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text("Old text.")
    clean.services.ingest_folder(folder, lambda progress: None)
    (folder / "a.txt").write_text("New text.")
    page = library()
    button(page, EN.reread_one, "a.txt")
    # While it runs, a file is told as changed before its text is in the index.
    expect(page.locator(".activity.ended")).to_contain_text(EN.status("changed", 1))
    [source] = clean.index.sources()
    assert source.revision == 2
    assert (
        "New text."
        in clean.index.chunks([f"{source.document_id}.2.0"])[f"{source.document_id}.2.0"].text
    )


def test_an_ingestion_that_is_cancelled_keeps_what_was_finished(
    clean: Site, library: Callable[[], Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / f"{n}.txt" for n in range(4)]
    for n, file in enumerate(files):
        file.write_text(f"Sentence number {n} is short. " * 600 * (n + 1))
    slow, embed = threading.Event(), clean.index.embeddings.embed_documents

    def embed_slowly(texts: list[str]) -> list[list[float]]:
        slow.wait(60 if any("number 3" in text for text in texts) else 0.5)
        return embed(texts)

    monkeypatch.setattr(clean.index.embeddings, "embed_documents", embed_slowly)
    page = library()
    page.locator("#upload input[multiple]").set_input_files(files)
    running = page.locator(".activity.running")
    expect(running.locator(".files")).to_contain_text("1.txt", timeout=30_000)
    expect(running.locator(".told")).to_contain_text("of 4 files")
    expect(running.locator(".mark.ready")).not_to_have_count(0, timeout=30_000)
    page.get_by_role("button", name=EN.cancel).click()
    expect(running).to_contain_text(EN.cancelling)
    slow.set()
    expect(page.locator(".activity.ended")).to_contain_text("Stopped after", timeout=30_000)
    known = {source.source for source in clean.index.sources()}
    assert "0.txt" in known
    assert "3.txt" not in known
    copies = [copy.read_text()[:17] for copy in clean.services.uploads.iterdir()]
    assert "Sentence number 3" not in copies
    assert not clean.services.turn.locked()
    page.get_by_role("button", name=EN.dismiss).click()
    expect(page.locator(".activity")).to_have_count(0)


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
        button(page, EN.delete_one, "a.txt")
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
        button(page, EN.delete_one, "a.txt")
        page.get_by_role("button", name=EN.cancel, exact=True).click()
        expect(page.locator(".activity")).to_have_count(0)
    time.sleep(0.3)
    assert three.index.documents == 3


def test_files_may_be_dropped_anywhere_and_a_sending_abandoned(
    clean: Site, library: Callable[[], Page]
) -> None:
    page = library()
    stopped = page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(['It was dropped.'], 'dropped.txt'));
          const drop = new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true});
          document.querySelector('#trash').dispatchEvent(drop);
          return drop.defaultPrevented;
        }"""
    )
    assert stopped
    expect(page.locator("#documents tbody th")).to_have_text(["dropped.txt"])
    held: list[Route] = []
    page.route("**/received", lambda route: held.append(route))  # none of them arrives
    files = [FilePayload(name=f"{n}.txt", mimeType="text/plain", buffer=b"x") for n in range(5)]
    page.locator("#upload input[multiple]").set_input_files(files)
    page.locator("#upload .abort").click()
    expect(page.locator("#upload .sent")).to_be_empty()
    assert clean.index.documents == 1


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

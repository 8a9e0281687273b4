"""What is added in a real browser: sent, dropped, read again, cancelled, given up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.plugins_site import Site
from tests.ui.web.library.conftest import press
from ui.texts.library import EN


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
    press(page, EN.reread_one, "a.txt")
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

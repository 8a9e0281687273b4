"""Files and folders from the visitor's device, in a real browser."""

from __future__ import annotations

import json
import os
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.plugins_site import Site, Visitor
from ui.texts.library import EN as LIBRARY
from ui.texts.web import EN
from ui.web.library.library import _Library
from ui.web.page import Updates
from ui.web.session import Session

# As a person drops files: playwright has no drag of files from outside.
_DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  document.querySelector('#upload .drop').dispatchEvent(
    new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def holders(word: str, *folders: Path) -> list[Path]:
    """The files below ``folders`` that hold ``word``."""
    found = []
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        with suppress(FileNotFoundError):  # deleted meanwhile
            if word.encode() in path.read_bytes():
                found.append(path)
    return found


def rows(page: Page) -> list[str]:
    return page.locator("#documents tbody th bdi").all_inner_texts()


def test_a_folder_is_uploaded_with_the_paths_of_its_files_as_names(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    folder = tmp_path / "论文"
    for name in ("notes.txt", "2024/notes.txt", "2024/film.mkv", ".git/config.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"Text of {name}.")
    visitor = visit()
    visitor.upload_folder(folder)
    page = visitor.page
    expect(page.locator("#activity")).to_contain_text("film.mkv — The format .mkv")
    names = {"论文/notes.txt", "论文/2024/notes.txt"}
    assert names <= set(rows(page))
    assert not any("config" in name or "mkv" in name for name in rows(page))
    for name in names:
        copy = Path(site.index.find(name).path)
        assert copy.parent == site.services.uploads
        assert len(bytes.fromhex(copy.stem)) == 16


def test_dropped_files_are_added(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.tab(EN.tab_documents)
    visitor.page.locator("#upload .drop").wait_for()
    visitor.page.evaluate(_DROP, ["dropped.txt", "It was dropped."])
    expect(visitor.page.locator("#documents")).to_contain_text("dropped.txt")


def test_a_file_that_is_too_large_is_not_sent_but_named(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visit()
    visitor.tab(EN.tab_documents)
    visitor.page.locator("#upload .drop").evaluate("drop => { drop.dataset.most = '10'; }")
    file = tmp_path / "large.txt"
    file.write_text("More than ten bytes.")
    visitor.upload(file)
    expect(visitor.page.locator("#activity")).to_contain_text(f"large.txt — {LIBRARY.not_received}")


def test_an_upload_that_is_deleted_leaves_no_copy_anywhere(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    word = "Zanzibar-7731"
    received, home = Path(os.environ["GRADIO_TEMP_DIR"]), site.services.uploads
    file = tmp_path / "secret.txt"
    file.write_text(f"The word is {word}.")
    visitor = visit()
    page = visitor.page
    visitor.upload(file)
    row = page.locator("#documents tbody tr", has_text="secret.txt")
    expect(row.locator(".state")).to_have_text(LIBRARY.ready)
    assert holders(word, received) == []
    assert len(holders(word, home)) == 1
    row.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#trash summary").click()
    page.get_by_role("button", name=LIBRARY.purge_one.format(source="secret.txt")).click()
    expect(page.locator("#activity")).to_contain_text(LIBRARY.purged)
    assert holders(word, received, home) == []


def arrived(word: str, folder: Path, files: int) -> bool:
    """Whether so many files in a folder hold a word soon."""
    for _ in range(1200):
        if len(holders(word, folder)) == files:
            return True
        time.sleep(0.05)
    return False


def test_what_a_closed_tab_has_sent_of_a_folder_is_not_kept(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    received = Path(os.environ["GRADIO_TEMP_DIR"])
    files = [tmp_path / f"{name}.txt" for name in "ab"]
    for file in files:
        file.write_text(f"Private {file.name}.")
    page = (visitor := visit()).page
    sent: list[Route] = []

    def second_one_hangs(route: Route) -> None:
        sent.append(route)
        if len(sent) == 1:
            route.continue_()

    page.route("**/received", second_one_hangs)
    visitor.upload(*files)
    expect(page.locator("#upload .sent")).to_contain_text("b.txt")
    assert arrived("Private a.txt", received, 1)
    page.close()
    assert arrived("Private a.txt", received, 0)
    assert "a.txt" not in {source.source for source in site.index.sources()}


def test_what_waits_for_its_turn_and_is_cancelled_is_not_kept(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    received = Path(os.environ["GRADIO_TEMP_DIR"])
    file = tmp_path / "patient.txt"
    file.write_text("It waits.")
    visitor = visit()
    page = visitor.page
    with site.services.turn:
        visitor.upload(file)
        expect(page.locator(".activity.running")).to_contain_text(LIBRARY.queued)
        assert arrived("It waits.", received, 1)
        page.get_by_role("button", name=LIBRARY.cancel, exact=True).click()
        expect(page.locator(".activity.ended")).to_contain_text("Stopped")
    assert arrived("It waits.", received, 0)


def test_what_a_click_draws_late_does_not_stay_when_all_has_ended(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = _Library._draw_lists
    late = threading.Event()

    def slowly(library: _Library, current: Session) -> Updates:
        drawn = draw(library, current)
        if LIBRARY.cancelling in str(drawn[library.activity]):
            time.sleep(1.5)  # the end of the ingestion overtakes it
            late.set()
        return drawn

    monkeypatch.setattr(_Library, "_draw_lists", slowly)
    file = tmp_path / "overtaking.txt"
    file.write_text("It is overtaken.")
    visitor = visit()
    page = visitor.page
    with site.services.turn:
        visitor.upload(file)
        expect(page.locator(".activity.running")).to_contain_text(LIBRARY.queued)
        page.get_by_role("button", name=LIBRARY.cancel, exact=True).click()
        assert late.wait(60)
        expect(page.locator(".activity.ended")).to_contain_text("Stopped")


def test_of_two_documents_with_one_name_the_one_meant_is_deleted(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "same.txt").write_text(f"This is in {folder.name}.")
        site.services.ingest_folder(folder, lambda progress: None)
    uploaded = tmp_path / "same.txt"
    uploaded.write_text("This came from elsewhere.")
    visitor = visit()
    page = visitor.page
    visitor.upload(uploaded)
    same = page.locator("#documents tbody tr", has_text="same.txt")
    expect(same).to_have_count(3)
    folders = set(same.locator(".folder").all_inner_texts())
    assert folders == {str(first), str(second), LIBRARY.uploaded}
    same.filter(has_text=str(second)).get_by_role("button", name="Delete").click()
    expect(same).to_have_count(2)
    left = {s.folder for s in site.index.sources() if s.source == "same.txt"}
    assert left == {str(first), "uploads"}


def test_what_a_program_claims_to_have_uploaded_is_not_read_from_this_machine(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs.txt"
    theirs.write_text("Not yours.")
    with urllib.request.urlopen(f"{site.url}config") as answer:  # noqa: S310 # our own page
        config = json.load(answer)
    [piece] = [c["id"] for c in config["components"] if c["props"].get("elem_id") == "upload"]
    [event] = [d["id"] for d in config["dependencies"] if [piece, "upload"] in d["targets"]]
    files = [{"name": "claimed.txt", "file": str(theirs), "size": 10}]
    body = {
        "data": [None],
        "event_data": {"files": files},
        "fn_index": event,
        "trigger_id": piece,
        "session_hash": "claiming",
    }
    page = visit().page
    join = page.evaluate(
        "async (body) => (await fetch('/gradio_api/queue/join', {method: 'POST', "
        "headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})).status",
        body,
    )
    assert join == 200
    stream = page.evaluate(
        "async () => { const answer = await fetch('/gradio_api/queue/data?session_hash=claiming');"
        "const reader = answer.body.getReader(); let text = '';"
        "while (!text.includes('process_completed')) "
        "text += new TextDecoder().decode((await reader.read()).value);"
        "await reader.cancel(); return text; }"
    )
    assert LIBRARY.not_received in stream
    assert "Not yours." not in stream
    assert "claimed.txt" not in {source.source for source in site.index.sources()}
    assert theirs.exists()

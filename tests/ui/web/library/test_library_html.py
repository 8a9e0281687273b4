"""The library's list and what goes on in it, as HTML."""

from __future__ import annotations

import re
import time

import pytest

from ingest.report import FileProgress, FileResult, Progress, Report
from ingest.results import told_of_pages
from ragqa.errors import FolderError
from ragqa.sources import Source
from ragqa.store.catalog.listing import Page
from ragqa.store.catalog.trash import Trashed
from ragqa.text.counted import counted
from tests.ui.web.chat.test_answer_html import HOSTILE, Tags, assert_harmless
from ui.texts.library import EN, ZH, LibraryTexts
from ui.web.library.activity_html import activity_html, duration, progress_html, report_html, share
from ui.web.library.library_html import bar_html, drop_html, list_html, trash_html
from ui.web.library.shelf import Shelf
from ui.web.library.works import Done


def document(name: str = "a.pdf", key: str = "1", **values: object) -> Source:
    known: dict[str, object] = {
        "document_id": key,
        "folder": "",
        "source": name,
        "path": "/a",
        "revision": 1,
        "size": 1,
        "mtime_ns": 1,
        "sha256": "",
        "pages": 9,
        "pages_without_text": 0,
        "chunks": 5,
    }
    return Source(**(known | values))  # type: ignore[arg-type]


def listed(*sources: Source, texts: LibraryTexts = EN, total: int | None = None) -> str:
    page = Page(sources, len(sources) if total is None else total)
    return list_html(page, Shelf(), ["default"], texts)


@pytest.mark.parametrize("texts", [EN, ZH])
def test_hostile_names_and_reasons_are_only_text(texts: LibraryTexts) -> None:
    source = document(HOSTILE, HOSTILE, folder=HOSTILE, path=HOSTILE, reason=HOSTILE)
    source = Source(**{f: getattr(source, f) for f in source.__slots__} | {"collection": HOSTILE})
    shelf = Shelf(words=HOSTILE, collection=HOSTILE)
    shelf.tell(Done("deleted", [HOSTILE], (HOSTILE,)), FolderError(HOSTILE))
    running, ended = shelf.works.begin(), shelf.works.begin()
    running.progress = Progress(
        1,
        2,
        3,
        4.0,
        HOSTILE,
        5.0,
        (FileProgress(HOSTILE, None, 2, 1), FileProgress(HOSTILE, "failed", 0, 0)),
    )
    ended.report = Report((FileResult(HOSTILE, "failed", HOSTILE),), 0, 1)
    shelf.tell(Done("moved", [HOSTILE], collection=HOSTILE), FolderError(HOSTILE))
    pages = [
        listed(source, source, texts=texts),
        bar_html(shelf, {HOSTILE: 1}, texts),
        drop_html([".txt"], 1, [HOSTILE], texts),
        trash_html([Trashed(source, time.time())], texts),
        activity_html(shelf, texts),
    ]
    for page in pages:
        assert_harmless(page)
        assert HOSTILE in Tags(page).text or HOSTILE in page.replace("&lt;", "<").replace(
            "&gt;", ">"
        ).replace("&quot;", '"').replace("&#x27;", "'")


def test_documents_of_one_name_are_told_apart_by_as_much_of_their_folders_as_may_be_told() -> None:
    same = (document(folder="/home/ann/drafts"), document(folder="/home/ann/final", key="2"))
    page = Page(same, 2)
    theirs = list_html(page, Shelf(), [], EN, whole_paths=True)
    assert all(f"<bdi>{each.folder}</bdi>" in theirs for each in same)
    others = list_html(page, Shelf(), [], EN)
    assert "/home" not in others
    assert "<bdi>drafts</bdi>" in others
    assert "<bdi>final</bdi>" in others
    assert "ann" not in list_html(Page(same[:1], 1), Shelf(), [], EN, whole_paths=True)


def test_characters_that_reorder_a_file_name_are_shown_as_what_they_are() -> None:
    page = listed(document("a\u202efdp.exe"))
    assert "\u202e" not in page
    assert "a\\u202efdp.exe" in page


def test_documents_are_listed_with_their_state() -> None:
    partly = document(pages_without_text=2, pages_by_ocr=3)
    partly = document(
        "partly.pdf", "2", pages_without_text=2, pages_by_ocr=3, reason=told_of_pages(partly)[0]
    )
    page = listed(
        document("good.pdf"),
        partly,
        document(
            "broken.pdf", "3", chunks=0, revision=0, reason="broken.pdf is encrypted.", failed=True
        ),
        document("old.pdf", "4", reason="It vanished.", failed=True),
        document("odd.docx", "5", pages=0, reason="A picture is missing."),
    )
    states = re.findall(r'class="state (\w+)"', page)
    assert states == ["ready", "warned", "failed", "warned", "warned"]
    shown = Tags(page).text
    for words in (EN.no_text.format(missing=2, pages=9), EN.ocr.format(count=3), EN.outdated):
        assert words in shown
    assert "is encrypted." in shown
    assert "broken.pdf is encrypted." not in shown
    assert "A picture is missing." in shown
    assert partly.reason not in shown  # the two tags say it


def test_what_an_older_version_said_of_pages_is_no_remark() -> None:
    kept = document(
        pages_by_ocr=1,
        reason="1 of 9 pages were read by text recognition (OCR).",
        reason_zh="9 页中有 1 页由文字识别（OCR）读出。",
    )
    assert told_of_pages(kept)[0] == "1 of 9 pages was read by text recognition (OCR)."
    page = listed(kept)
    assert re.findall(r'class="state (\w+)"', page) == ["ready"]
    assert "text recognition" not in page


@pytest.mark.parametrize(
    ("pages", "recognised", "told"),
    [
        (1, 1, "Its page was read by text recognition (OCR)."),
        (3, 1, "1 of 3 pages was read by text recognition (OCR)."),
        (3, 2, "2 of 3 pages were read by text recognition (OCR)."),
    ],
)
def test_pages_are_told_in_their_number(pages: int, recognised: int, told: str) -> None:
    assert told_of_pages(document(pages=pages, pages_by_ocr=recognised))[0] == told


def test_a_document_is_listed_with_its_size_and_the_day_it_was_read() -> None:
    noon = time.mktime((2026, 3, 5, 12, 0, 0, 0, 0, -1))
    page = listed(document(size=1_212_191, ingested_at=noon), document("b", "2", size=7))
    cells = re.findall(r'<td class="[a-z ]*optional wide">([^<]*)</td>', page)
    assert cells == ["1.2 MB", "2026-03-05", "7 B", ""]


def test_a_document_without_a_file_cannot_be_read_again() -> None:
    assert 'data-action="reread" data-document' in listed(document())
    assert 'data-action="reread" data-document' not in listed(document(path=""))


@pytest.mark.parametrize("texts", [EN, ZH])
def test_what_is_read_better_now_is_marked_where_it_can_be_read_again(texts: LibraryTexts) -> None:
    def marked(**values: object) -> bool:
        page = Page((document("a.pdf", "1", **values),), 1)
        made = list_html(page, Shelf(), [], texts, outdates=lambda read_by: read_by == "pdf=1")
        return f'<span class="tag">{texts.better}</span>' in made

    assert marked(read_by="pdf=1")
    assert not marked(read_by="pdf=2")
    assert not marked(read_by="pdf=1", path="")
    assert not marked(read_by="pdf=1", failed=True)


def test_an_empty_library_is_another_thing_than_a_search_without_result() -> None:
    assert EN.list_empty in list_html(Page((), 0), Shelf(), [], EN)
    narrowed = list_html(Page((), 0), Shelf(words="x"), [], EN)
    assert EN.list_none_fit in narrowed
    assert 'data-action="everything"' in narrowed


def test_a_long_list_has_pages() -> None:
    page = list_html(Page((document(),) * 50, 5000), Shelf(page=1), [], EN)
    assert EN.shown.format(first=51, last=100, total="5,000") in page
    assert 'data-page="0"' in page
    assert 'data-page="2"' in page
    first = list_html(Page((document(),) * 50, 51), Shelf(), [], EN)
    assert re.search(rf"<button disabled[^>]*>{EN.previous}", first)
    last = list_html(Page((document(),), 51), Shelf(page=1), [], EN)
    assert re.search(rf"<button disabled[^>]*>{EN.next}", last)


def test_a_report_counts_by_status_and_names_what_failed_in_the_readers_language() -> None:
    files = (
        FileResult("a.txt", "new", chunks=3),
        FileResult("b.pdf", "failed", "It is encrypted.", "文件已加密。"),
    )
    page = Tags(report_html(Report(files, 3, 0.5), ZH)).text
    assert ZH.status("new", 1) in page
    assert ZH.status("failed", 1) in page
    assert "b.pdf — 文件已加密。" in page
    assert "更新" not in page


def test_a_report_that_was_stopped_says_so() -> None:
    assert EN.none_yet in report_html(Report((), 0, 1.0, stopped=True), EN)


def test_of_many_remarks_the_first_are_told() -> None:
    files = tuple(FileResult(f"{n}.pdf", "failed", "Broken.") for n in range(60))
    page = report_html(Report(files, 0, 1.0), EN)
    assert page.count("<li>") == 51
    assert EN.more_remarks.format(count=10) in page


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 s"),
        (7.4, "7 s"),
        (38, "35 s"),
        (90, "2 min"),
        (3500, "58 min"),
        (7500, "2 h 5 min"),
    ],
)
def test_a_time_is_told_no_more_exactly_than_it_is_known(seconds: float, said: str) -> None:
    assert duration(seconds, EN) == said


def test_progress_tells_files_chunks_and_the_time_left() -> None:
    files = (FileProgress("big.pdf", None, 10, 5), FileProgress("c.pdf", None, 0, 0))
    progress = Progress(1, 4, 30, 30.0, "", 90.0, files)
    assert share(progress) == 0.25
    page = progress_html(progress, EN)
    told = Tags(page).text
    assert counted(EN.progress, 30, done=1, total=4) in told
    assert EN.left.format(time="2 min") in told
    assert counted(EN.embedding, 10, done=5) in told
    assert EN.reading in told
    assert 'value="250"' in page


def test_work_under_way_can_be_cancelled_and_finished_work_closed() -> None:
    shelf = Shelf()
    work = shelf.works.begin()
    assert 'data-action="cancel" data-work="1"' in activity_html(shelf, EN)
    work.waits = "ingestion"
    assert EN.queued in activity_html(shelf, EN)
    work.waits = "program"
    assert EN.other_writes in activity_html(shelf, EN)
    work.stopper.stop()
    assert EN.cancelling in activity_html(shelf, EN)
    work.failure = FolderError("Wait.")
    page = activity_html(shelf, EN)
    assert "Wait." in page
    assert 'data-action="dismiss" data-work="1"' in page


def test_what_was_done_is_told_and_a_deletion_can_be_undone() -> None:
    shelf = Shelf()
    shelf.tell(Done("deleted", ["a.txt"], ("1",)))
    page = activity_html(shelf, EN)
    assert EN.deleted.format(source="a.txt") in Tags(page).text
    assert 'data-action="undo"' in page
    shelf.tell(Done("restored", ["a.txt", "b.txt"]))
    page = activity_html(shelf, EN)
    assert EN.restored_many.format(count=2) in page
    assert "undo" not in page

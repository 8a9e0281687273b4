"""Citations that open the page of a PDF, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from ragqa.sources import Source
from tests.ingest.pdfs import write_pdf
from tests.plugins_site import Site, Visitor
from ui.texts.web import EN

FIRST = ["Comet book", "", "Preface: comets are old."]
SECOND = ["Chapter one", "", "Filler words stand here.", "The comet Halley returns in 2061."]


@pytest.fixture
def book(site: Site, tmp_path: Path) -> Source:
    """The site's only PDF, with two pages."""
    path = write_pdf(tmp_path / "彗星 book.pdf", [FIRST, SECOND])
    site.add(path)
    site.script("It returns in 2061 [1].")
    return site.index.find(path.name)


def open_first(visitor: Visitor) -> Page:
    visitor.ask("When does the comet Halley return?")
    visitor.page.locator("#citations .card").first.click()
    return visitor.page


def test_a_citation_opens_its_page_with_the_sentence_marked(
    book: Source, visit: Callable[..., Visitor]
) -> None:
    page = open_first(visit())
    image = page.get_by_role("img", name=EN.page_picture.format(page=2, name="彗星 book.pdf"))
    expect(image).to_be_visible()
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("image => image.naturalWidth") == pytest.approx(1653, abs=2)
    paper, mark = (page.locator(f".sheet {part}").bounding_box() for part in ("img", "rect"))
    assert paper is not None
    assert mark is not None
    # The fourth line: 3 times 12 points below 800 of 842.
    middle = (mark["y"] + mark["height"] / 2 - paper["y"]) / paper["height"]
    assert middle == pytest.approx((842 - 800 + 3 * 12) / 842, abs=0.01)

    page.get_by_role("button", name=EN.previous_page).click()
    expect(page.locator("#passage .leaf")).to_have_text("1 / 2")
    expect(page.locator(".sheet rect")).to_have_count(0)
    expect(page.locator("#passage .warned")).to_have_count(0)
    page.get_by_role("button", name=EN.show_text).click()
    expect(page.locator("#passage mark")).to_have_text("The comet Halley returns in 2061.")
    page.get_by_role("button", name=EN.show_page).click()
    expect(page.locator(".sheet rect")).to_have_count(1)
    width = image.bounding_box()
    page.get_by_role("button", name=EN.zoom).click()
    larger = image.bounding_box()
    assert width is not None
    assert larger is not None
    assert larger["width"] == pytest.approx(2 * width["width"], rel=0.02)


def test_a_marker_in_the_answer_opens_the_page_too(
    book: Source, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    visitor.ask("When does the comet Halley return?")
    visitor.page.get_by_role("button", name="Open citation 1").click()
    expect(visitor.page.locator(".sheet rect")).to_have_count(1)


def test_of_a_file_that_was_changed_the_stored_text_is_shown_and_it_is_said(
    book: Source, visit: Callable[..., Visitor]
) -> None:
    path = Path(book.path)
    kept = path.read_bytes()
    try:
        write_pdf(path, [["Another book"]])
        page = open_first(visit())
        expect(page.locator("#passage .warned")).to_contain_text("was changed since it was read")
        expect(page.locator("#passage mark")).to_have_text("The comet Halley returns in 2061.")
        expect(page.locator("#passage img")).to_have_count(0)
        path.unlink()
        page.locator("#citations .card").first.click()
        expect(page.locator("#passage .warned")).to_contain_text("cannot be read any more")
    finally:
        path.write_bytes(kept)


def test_a_quote_is_copied_with_its_source(book: Source, visit: Callable[..., Visitor]) -> None:
    page = open_first(visit())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.locator(".sheet rect")).to_have_count(1)
    page.get_by_role("button", name=EN.copy_quote).click()
    expect(page.locator("#passage [data-copy]")).to_have_text(EN.copied)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "“The comet Halley returns in 2061.” — 彗星 book.pdf, p. 2"
    expect(page.locator("#passage [data-copy]")).to_have_text(EN.copy_quote)


def test_pages_are_given_by_id_alone_and_behind_the_guard(book: Source, site: Site) -> None:
    url = f"{site.url.rstrip('/')}/pages"
    good = f"{url}/{book.document_id}/{book.revision}/2.png"
    answer = httpx2.get(good)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert httpx2.get(good, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert httpx2.get(good, headers={"Host": "evil.example"}).status_code == 400
    for wrong in (
        f"{book.document_id}/{book.revision}/3.png",
        f"{book.document_id}/{book.revision}/0.png",
        f"{book.document_id}/{'9' * 5000}/1.png",
        f"{book.document_id}/{book.revision}/-1.png",
        f"nobody/{book.revision}/1.png",
        f"..%2f..%2fetc%2fpasswd/{book.revision}/1.png",
        f"{book.path.replace('/', '%2f')}/{book.revision}/1.png",
    ):
        refused = httpx2.get(f"{url}/{wrong}")
        assert refused.status_code == 404, wrong
        assert str(Path(book.path).parent) not in refused.text


def test_the_sample_in_chinese_opens_at_its_sentence(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    path = tmp_path / "debmake-指南.pdf"
    shutil.copy(Path("data/samples/debmake-指南.pdf"), path)
    site.add(path)
    document = site.index.find(path.name)
    ids = [f"{document.document_id}.{document.revision}.{n}" for n in range(40, 44)]
    chunk = site.index.chunks(ids)[ids[0]]
    sentence = max(chunk.text.splitlines(), key=len)
    site.script(f"{sentence} [1]")
    page = open_named(visit(), sentence)
    expect(page.locator(".sheet rect").first).to_be_visible(timeout=30_000)
    with site.index.writer() as writer:
        writer.remove(document.document_id)


def open_named(visitor: Visitor, question: str) -> Page:
    visitor.ask(question)
    visitor.page.locator("#citations .card").first.click()
    return visitor.page

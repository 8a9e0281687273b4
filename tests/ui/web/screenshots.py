"""Pictures of the real page, in both languages, for the README.

    python -m tests.ui.web.screenshots OUT_DIR

An index of ``data/samples`` is made for them and thrown away; the model is that of the settings.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, Playwright, sync_playwright

from ragqa.configuration import load_settings
from ragqa.store.scratch import Scratch
from ragqa.text.language import Language
from tests.ui.web.browser import browser
from ui.quiet import quiet
from ui.services import Services, open_services
from ui.texts.health import health_texts
from ui.texts.web import web_texts
from ui.web.app import start
from ui.web.library.keeping import assign
from ui.web.server import free_port

DESK = {"width": 1360, "height": 850}
PHONE = {"width": 390, "height": 780}
SAMPLES = Path("data/samples")
LOCALES: dict[Language, str] = {"zh": "zh-CN", "en": "en-GB"}
QUESTIONS: dict[Language, tuple[str, ...]] = {
    "zh": (
        "今年没休完的年假最晚能用到什么时候？",
        "上传之前，怎样比较新旧两个软件包有什么差别？",
    ),
    "en": ("When do we move to the new office?", "Which command compares two version strings?"),
}
COLLECTIONS = {
    "Debian": ("debian-packaging-basics.pdf", "debian-prerequisites.txt", "debmake-指南.pdf"),
    "公司 Office": ("meeting-notes.docx", "员工手册.md"),
}
_PATIENCE = 600_000.0  # milliseconds: a large model on a CPU takes its time
_COLOURS = 192  # of a picture: nobody sees the difference, and it is a third of the size


@contextmanager
def stocked() -> Iterator[Services]:
    """The page's objects over an index of the samples, in collections."""
    with Scratch() as scratch:
        services = open_services(load_settings({"index": scratch / "index"}).settings)
        services.ingest_folder(SAMPLES, lambda progress: None)
        for collection, names in COLLECTIONS.items():
            assign(services, [services.index.find(n).document_id for n in names], collection)
        yield services
        services.index.close()


def take(playwright: Playwright, url: str, language: Language, folder: Path) -> Iterator[Path]:
    """Chat, library and settings on a desk, and the chat on a phone in the dark, as PNG files."""
    texts = web_texts(language)
    desk = {"viewport": DESK, "device_scale_factor": 1.5}
    with browser(playwright, locale=LOCALES[language], **desk) as context:
        page = context.pages[0]
        _open(page, url)
        for number, question in enumerate(QUESTIONS[language]):
            _ask(page, question, number)
        _cite(page)
        yield _shot(page, folder / f"chat-{language}.png")
        page.get_by_role("tab", name=texts.tab_documents).click()
        page.wait_for_selector("#documents table")
        yield _shot(page, folder / f"library-{language}.png")
        page.get_by_role("tab", name=health_texts(language).tab).click()
        page.wait_for_selector("#overview dl")
        yield _shot(page, folder / f"settings-{language}.png")
    phone = {"viewport": PHONE, "device_scale_factor": 1.5, "color_scheme": "dark"}
    with browser(playwright, locale=LOCALES[language], **phone) as context:
        page = context.pages[0]
        _open(page, url)
        _ask(page, QUESTIONS[language][0], 0)
        yield _shot(page, folder / f"phone-{language}.png")


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("#conversation .welcome")


def _ask(page: Page, question: str, number: int) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator(".exchange").nth(number).wait_for(timeout=_PATIENCE)
    page.locator("#conversation [role=log][aria-busy=false]").wait_for(timeout=_PATIENCE)
    if page.locator("#conversation .error").count():
        sys.exit(page.locator("#conversation .error").first.inner_text())


def _cite(page: Page) -> None:
    """Open the first citation; of a PDF, wait for the picture of its page."""
    page.locator("#citations .card").first.click()
    page.wait_for_selector("#passage .over")
    page.wait_for_function(
        "[...document.querySelectorAll('#passage img')].every((image) => image.naturalWidth > 0)"
    )
    page.wait_for_timeout(500)  # it scrolls to the quote


def _shot(page: Page, path: Path) -> Path:
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur()")
    page.screenshot(path=path)
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    return path


def main(folder: Path) -> None:
    """Start the page, take all pictures, say where they are."""
    quiet()
    folder.mkdir(parents=True, exist_ok=True)
    with stocked() as services:
        running = start(services, port=free_port(services.settings.host, 0))
        try:
            with sync_playwright() as playwright:
                for language in QUESTIONS:
                    for picture in take(playwright, running.url, language, folder):
                        sys.stdout.write(f"{picture}\n")
        finally:
            running.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

"""Pictures of the real page, in both languages, for the README.

    python -m tests.ui.web.screenshots OUT_DIR

Uses the settings of the current folder; its index must hold ``data/samples`` (``make demo``).
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from ragqa.configuration import load_settings
from ragqa.text.language import Language
from tests.ui.web.browser import browser
from ui.quiet import quiet
from ui.services import open_services
from ui.texts.web import web_texts
from ui.web.app import start
from ui.web.server import free_port

SIZE = {"width": 1360, "height": 850}
QUESTIONS: dict[Language, tuple[str, ...]] = {
    "zh": (
        "今年没休完的年假最晚能用到什么时候？",
        "打包一个会影响其他软件包的新版库，要等谁批准？",
    ),
    "en": ("When do we move to the new office?", "How long may the name of a Debian package be?"),
}


def take(playwright: Playwright, url: str, language: Language, folder: Path) -> list[Path]:
    """The chat with an opened citation, and the documents, as PNG files."""
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]
    texts = web_texts(language)
    chat, documents = folder / f"chat-{language}.png", folder / f"documents-{language}.png"
    with browser(playwright, locale=locale, viewport=SIZE, device_scale_factor=1.5) as context:
        page = context.pages[0]
        page.goto(url)
        page.wait_for_selector("#conversation .welcome")
        for number, question in enumerate(QUESTIONS[language]):
            _ask(page, question, number)
        page.locator("#citations .card").first.click()
        page.wait_for_selector("#passage .text")
        page.mouse.move(0, 0)
        page.screenshot(path=chat)
        page.get_by_role("tab", name=texts.tab_documents).click()
        page.wait_for_selector("#documents table")
        page.screenshot(path=documents)
    return [chat, documents]


def _ask(page: Page, question: str, number: int) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    finished = page.locator(".exchange").nth(number).locator(".meta button, .error p")
    finished.wait_for(timeout=600_000)  # a large model on a CPU takes its time
    if page.locator(".error").count():
        sys.exit(finished.inner_text())


def main(folder: Path) -> None:
    """Start the page, take all pictures, say where they are."""
    quiet()
    settings = load_settings().settings
    folder.mkdir(parents=True, exist_ok=True)
    running = start(open_services(settings), port=free_port(settings.host, 0))
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

"""The server goes away under an open page, and comes back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.plugins_site import Site, Visitor
from ui.texts.web import EN, ZH
from ui.web.alive import PATH, banner_html
from ui.web.app import start
from ui.web.server import free_port


def test_a_page_whose_server_was_started_anew_says_so_and_goes_on_with_what_was_typed(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    port = free_port("127.0.0.1", 0)
    first = start(stocked_site.services, port=port)
    try:
        page = visit().page
        with page.expect_response(f"**{PATH}"):
            page.goto(first.url)
        page.locator("#conversation .welcome").wait_for()
        expect(page.locator(".offline")).to_be_hidden()
        page.get_by_role("textbox", name=EN.question_label).fill("What was I asking?")
    finally:
        first.close()
    expect(page.locator(".offline")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text(EN.offline_hint)
    page.locator("#question textarea").press("Enter")
    expect(page.locator(".toast-wrap .toast-body")).not_to_have_count(0)  # gradio's own
    expect(page.locator(".toast-wrap")).to_be_hidden()
    second = start(stocked_site.services, port=port)
    try:
        expect(page.locator("#conversation .welcome")).to_be_visible()
        expect(page.locator(".offline")).to_be_hidden()
        box = page.get_by_role("textbox", name=EN.question_label)
        expect(box).to_have_value("What was I asking?")
        box.press("Enter")
        expect(page.locator(".exchange .question")).to_contain_text("What was I asking?")
    finally:
        page.goto("about:blank")
        second.close()


def test_a_short_break_of_the_network_only_shows_the_banner(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    page = visit().page
    with page.expect_response(f"**{PATH}"):
        page.reload()
    page.locator("#conversation .welcome").wait_for()
    page.evaluate("window.same = true")
    page.route(f"**{PATH}", lambda route: route.abort())
    expect(page.locator(".offline")).to_be_visible()
    page.unroute(f"**{PATH}")
    expect(page.locator(".offline")).to_be_hidden()
    assert page.evaluate("window.same")


def test_the_banner_is_hidden_at_first_and_in_the_readers_language() -> None:
    assert ZH.offline in banner_html(ZH)
    assert " hidden>" in banner_html(EN)

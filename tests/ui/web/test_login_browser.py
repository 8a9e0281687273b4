"""Logging in and out in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.users import Users
from tests.plugins_site import Site, Visitor, serving_site
from tests.ui.web.browser import browser
from ui.texts.login import EN, ZH
from ui.texts.web import EN as WEB

WORDS = "correct horse battery"
Come = Callable[..., Visitor]


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Users:
    found = Users(AccessFile(access_path(tmp_path_factory.mktemp("login") / "index")))
    found.add("ed", WORDS, "editor")
    found.add("rita", WORDS)
    return found


@pytest.fixture(scope="module")
def asking_site(users: Users) -> Iterator[Site]:
    """The page with users, and a document."""
    folder = users._file.path.parent
    with serving_site(folder) as site:
        (folder / "moon.txt").write_text("The moon base opens in spring.")
        site.add(folder / "moon.txt")
        yield site


@pytest.fixture
def come(asking_site: Site, playwright: Playwright) -> Iterator[Come]:
    """``come("ed")``: a browser at the page; logged in by typing, unless ``who`` is ""."""
    visitors: list[Visitor] = []
    with ExitStack() as stack:

        def opened(who: str = "", **options: Any) -> Visitor:
            context = stack.enter_context(browser(playwright, **{"locale": "en-GB"} | options))
            visitor = Visitor(context.pages[0])
            visitors.append(visitor)
            visitor.watch(context)
            visitor.page.goto(asking_site.url)
            if who:
                log_in(visitor.page, who)
                visitor.page.wait_for_selector("#conversation .welcome")
            return visitor

        yield opened
    assert [text for visitor in visitors for text in visitor.violations] == []
    assert [url for visitor in visitors for url in visitor.bare] == []


def log_in(page: Page, name: str, password: str = WORDS) -> None:
    page.get_by_label(EN.name).fill(name)
    page.get_by_label(EN.password).fill(password)
    page.get_by_label(EN.password).press("Enter")


def test_the_form_takes_the_keyboard_and_says_what_is_wrong(come: Come) -> None:
    page = come().page
    assert page.url.endswith("/login")
    expect(page.get_by_label(EN.name)).to_be_focused()
    log_in(page, "ed", "wrong words")
    expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    expect(page.get_by_label(EN.name)).to_have_value("ed")
    expect(page.get_by_label(EN.password)).to_be_focused()
    log_in(page, "ed")
    page.wait_for_selector("#conversation .welcome")
    assert page.evaluate("document.cookie") == ""


def test_the_form_is_in_both_languages_and_both_shades(come: Come) -> None:
    page = come(locale="zh-CN", color_scheme="dark").page
    expect(page.get_by_role("button")).to_have_text(ZH.log_in)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    page.get_by_role("link").click()
    expect(page.get_by_role("button")).to_have_text(EN.log_in)


def test_a_reader_sees_no_control_that_changes_anything(come: Come) -> None:
    for who, shown in (("rita", False), ("ed", True)):
        visitor = come(who)
        expect(visitor.page.locator("#account")).to_contain_text(who)
        visitor.tab(WEB.tab_documents)
        expect(visitor.page.get_by_text("moon.txt").first).to_be_visible()
        for control in ("#upload", '[data-action="delete"]'):
            found = visitor.page.locator(control).locator("visible=true")
            expect(found).to_have_count(1 if shown else 0)
        # Folders of the server are for admins.
        expect(visitor.page.locator("#folder-box")).not_to_be_visible()


def test_who_logs_out_is_asked_again(come: Come) -> None:
    page = come("ed").page
    page.get_by_role("button", name=EN.log_out).click()
    expect(page.get_by_label(EN.password)).to_be_visible()
    page.go_back()
    expect(page.get_by_label(EN.password)).to_be_visible()


def test_a_login_that_ends_leads_to_the_form_at_the_next_step(come: Come, users: Users) -> None:
    visitor = come("ed")
    visitor.ask("When does the moon base open?")
    expect(visitor.page.locator("#conversation")).to_contain_text("oxygen")
    users.set_password("ed", WORDS)
    visitor.ask("And then?")
    expect(visitor.page.get_by_label(EN.password)).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("how", ["of age", "with its cookie"])
def test_a_login_that_is_over_by_its_age_leads_to_the_form_and_back(
    come: Come, users: Users, how: str
) -> None:
    page = come("ed").page
    if how == "of age":
        with users._file.open() as db:
            db.execute("UPDATE session SET expires = 1 WHERE user = 'ed'")
    else:
        page.context.clear_cookies()  # a browser drops it at the same time
    box = page.get_by_role("textbox", name="Question")
    box.fill("When does the moon base open?")
    box.press("Enter")
    expect(page.get_by_label(EN.password)).to_be_visible(timeout=60_000)
    log_in(page, "ed")
    page.wait_for_selector("#conversation .welcome")
    expect(box).to_have_value("When does the moon base open?")


def test_two_users_in_two_browsers_do_not_meet(come: Come) -> None:
    first, second = come("ed"), come("rita")
    first.ask("When does the moon base open?")
    expect(first.page.locator("#conversation")).to_contain_text("oxygen")
    second.page.reload()
    second.page.wait_for_selector("#conversation .welcome")
    expect(second.page.locator("#conversation")).not_to_contain_text("moon base")


def test_where_nobody_is_asked_nothing_of_it_is_shown(visit: Come) -> None:
    expect(visit().page.locator("#account [data-log-out]")).to_have_count(0)


@pytest.mark.parametrize(("who", "found"), [("ed", "What ed typed"), ("rita", "")])
def test_what_was_typed_before_the_server_began_anew_is_put_back_for_its_user_alone(
    come: Come, who: str, found: str
) -> None:
    page = come("ed").page
    box = page.get_by_role("textbox", name="Question")
    box.fill("What ed typed")
    guarded = {"Content-Security-Policy": "frame-ancestors 'none'"}
    page.context.route("**/alive", lambda r: r.fulfill(body="another run", headers=guarded))
    page.context.clear_cookies()  # the login has ended meanwhile
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_label(EN.password)).to_be_visible()
    log_in(page, who)
    page.wait_for_selector("#conversation .welcome")
    page.wait_for_function("sessionStorage.getItem('ragqa-question') === null")
    expect(box).to_have_value(found)

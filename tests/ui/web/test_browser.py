"""The page in a real browser: real index, real ingestion, scripted answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Route, expect

from ragqa.errors import IndexUnusableError
from ragqa.index import Index
from tests.plugins_site import ANSWER, Site, Visitor
from ui.texts.library import EN as LIBRARY
from ui.texts.web import EN, ZH


def test_an_uploaded_file_is_listed_and_answers_with_a_citation_that_opens_its_passage(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    site.script("She is called Ada [1].")
    file = tmp_path / "灯塔（修订）.txt"
    file.write_text("The lighthouse stands on a cliff. Its keeper is called Ada.")
    visitor = visit()
    page = visitor.page
    visitor.upload(file)
    row = page.locator("#documents tbody tr", has_text="灯塔（修订）.txt")
    expect(row.locator(".state")).to_have_text(LIBRARY.ready)

    visitor.tab(EN.tab_chat)
    visitor.ask("What is the lighthouse keeper called?")
    expect(page.locator(".answer")).to_have_text("She is called Ada 1.")
    expect(page.locator("#citations .card")).to_contain_text("灯塔（修订）.txt")
    page.get_by_role("button", name="Open citation 1").click()
    expect(page.locator("#passage mark")).to_have_text("Its keeper is called Ada.")
    expect(page.locator("#passage .text")).to_contain_text("The lighthouse stands on a cliff.")

    file.write_text("The lighthouse stands on a cliff. Its keeper is called Bea.")
    visitor.upload(file)
    expect(page.locator("#activity")).to_contain_text("1 changed")
    visitor.tab(EN.tab_chat)
    changed = EN.cited_changed.format(name="灯塔（修订）.txt")
    expect(page.locator(".exchange .changed")).to_have_text(changed)

    visitor.tab(EN.tab_documents)
    assert Path(site.index.find("灯塔（修订）.txt").path).parent == site.services.uploads
    row.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    visitor.tab(EN.tab_chat)
    removed = EN.cited_removed.format(name="灯塔（修订）.txt")
    expect(page.locator(".exchange .changed")).to_have_text(removed)


def test_stop_ends_the_generation_and_the_next_question_is_answered(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script("endless " * 5_000, ANSWER, pause=0.02)
    visitor = visit()
    page = visitor.page
    visitor.ask("What is on the moon?")
    expect(page.locator(".answer")).to_contain_text("endless")
    expect(page.locator("#send")).to_be_hidden()
    page.get_by_role("button", name=EN.stop).click()
    expect(page.locator(".exchange")).to_contain_text(EN.stopped)

    visitor.ask("Where does the oxygen come from?")
    expect(page.locator(".exchange").nth(1)).to_contain_text("Its oxygen comes from regolith")
    assert stocked_site.chat.closed_early == 1


def test_a_follow_up_is_searched_for_with_the_question_before_it(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    visitor.ask("Where does the oxygen come from?")
    expect(visitor.page.locator("#citations .card")).to_be_visible()
    visitor.ask("And why is that?")
    expect(visitor.page.locator(".rewritten")).to_have_text(
        EN.rewritten.format(question="Where does the oxygen come from? And why is that?")
    )


def test_two_visitors_never_see_each_other(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    first, second = visit(), visit()
    first.ask("My secret: where does the oxygen come from?")
    expect(first.page.locator("#citations .card")).to_be_visible()
    second.ask("And why is that?")
    expect(second.page.locator("#citations .card")).to_be_visible()
    expect(second.page.locator(".exchange")).to_have_count(1)
    expect(second.page.locator(".rewritten")).to_have_count(0)
    assert "secret" not in second.page.content()
    assert "secret" not in str(stocked_site.chat.history[-1])


def test_what_one_visitor_ends_goes_on_for_the_other(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script("slowly " * 60, pause=0.05)
    first, second = visit(), visit()
    first.ask("Where does the oxygen come from?")
    expect(first.page.locator(".answer")).to_contain_text("slowly")
    second.page.get_by_role("button", name=EN.new_conversation).click()
    expect(second.page.locator("#conversation .welcome")).to_be_visible()
    expect(second.page.locator("#stop")).to_be_hidden()
    expect(first.page.locator(".exchange .meta")).to_contain_text("scripted", timeout=20_000)
    assert stocked_site.chat.closed_early == 0


def test_hostile_names_documents_and_answers_are_shown_as_text(
    stocked_site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    hostile = "<img src=x onerror=window.hacked=1>"
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / f"{hostile}.txt").write_text(f"Comets are cold {hostile}. " + "${window.hacked=2}")
    stocked_site.script(
        f"{hostile} ![x](http://192.0.2.1/x.png) [y](javascript:window.hacked=3) [1]"
    )
    visitor = visit()
    page = visitor.page
    visitor.tab(EN.tab_documents)
    page.get_by_role("button", name=LIBRARY.folder_title).click()
    page.get_by_label(LIBRARY.folder_label).fill(str(folder))
    page.get_by_role("button", name=LIBRARY.ingest_folder).click()
    expect(page.locator("#documents")).to_contain_text(f"{hostile}.txt")

    visitor.tab(EN.tab_chat)
    visitor.ask(f"Comets are cold? {hostile}")
    expect(page.locator(".answer")).to_contain_text(hostile)
    page.locator("#citations .card").first.click()
    expect(page.locator("#passage .text")).to_contain_text("${window.hacked=2}")
    assert page.evaluate("window.hacked") is None
    assert page.locator("#conversation img, #conversation a, #passage img").count() == 0


def test_the_page_speaks_the_browsers_language_and_switches(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    page = visit("zh-CN").page
    expect(page.get_by_role("button", name=ZH.send)).to_be_visible()
    expect(page.locator("#conversation")).to_contain_text(ZH.welcome_ready)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.locator("#language label", has_text="English").click()
    expect(page.get_by_role("button", name=EN.send)).to_be_visible()
    expect(page.locator("#conversation")).to_contain_text(EN.welcome_ready)
    expect(page.get_by_role("tab", name=EN.tab_documents)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_chosen_language_stays_and_other_browsers_keep_theirs(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    page = visit("zh-CN").page
    page.locator("#language label", has_text="English").click()
    expect(page.get_by_role("button", name=EN.send)).to_be_visible()
    page.reload()
    expect(page.locator("#conversation")).to_contain_text(EN.welcome_ready)
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    another = page.context.new_page()
    another.goto(stocked_site.url)
    expect(another.locator("#conversation")).to_contain_text(EN.welcome_ready)
    expect(visit("zh-CN").page.locator("#conversation")).to_contain_text(ZH.welcome_ready)


def test_nothing_is_drawn_before_it_is_known_who_comes(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    """What came later would be drawn over what a quick visitor has asked meanwhile."""
    page = visit("zh-CN").page
    held: list[Route] = []

    def hold(route: Route) -> None:
        loads = '"event_data":null' in (route.request.post_data or "")
        held.append(route) if loads else route.continue_()

    page.route("**/run/predict", hold)
    with page.expect_request(lambda request: '"event_data":null' in (request.post_data or "")):
        page.reload()
    page.wait_for_timeout(1_000)
    assert len(held) == 1
    expect(page.locator("#conversation .welcome")).to_have_count(0)
    held[0].continue_()
    expect(page.locator("#conversation")).to_contain_text(ZH.welcome_ready)
    page.locator("#question textarea").fill("Where does the oxygen come from?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_contain_text("regolith")


def test_an_error_is_a_message_in_the_users_language(
    stocked_site: Site,
    visit: Callable[..., Visitor],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def writer(_: Index) -> NoReturn:
        raise IndexUnusableError("The disk is full.", "磁盘已满。")

    monkeypatch.setattr(Index, "writer", writer)
    file = tmp_path / "late.txt"
    file.write_text("Too late.")
    visitor = visit()
    visitor.upload(file)
    expect(visitor.page.locator("#activity .error")).to_contain_text("The disk is full.")
    copies = [copy.read_text() for copy in stocked_site.services.uploads.iterdir()]
    assert "Too late." not in copies


def test_enter_that_ends_a_chinese_composition_does_not_send(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    page = visit().page
    page.locator("#question textarea").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "yangqi", "selectionStart": 6, "selectionEnd": 6}
    )
    # What a platform sends while an input method is composing.
    keyboard.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    keyboard.send("Input.insertText", {"text": "氧气"})
    expect(page.locator("#question textarea")).to_have_value("氧气")
    expect(page.locator(".exchange")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".exchange")).to_contain_text("氧气")

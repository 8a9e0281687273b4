"""Saved conversations in a real browser."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from ragqa.chain import RagChain
from ragqa.store.kept.conversations import FILE
from ragqa.store.kept.records import Records
from tests.plugins_site import ANSWER, Site, Visitor
from ui.texts.talks import EN as TALKS
from ui.texts.web import EN

OXYGEN = "Where does the oxygen come from?"
ROVER = "Which colour has the rover?"


def titles(page: Page) -> list[str]:
    return page.locator(".talk-title").all_inner_texts()


def test_conversations_are_kept_found_again_and_deleted(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(ANSWER, "Because it is there [1].", "The rover is red [1].")
    visitor = visit()
    page = visitor.page
    expect(page.locator("#talks")).to_contain_text(TALKS.none)
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title")).to_have_text(OXYGEN)
    visitor.ask("Why is that?")
    expect(page.locator(".answer").nth(1)).to_contain_text("Because it is there")
    page.get_by_role("button", name=EN.new_conversation).click()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    visitor.ask(ROVER)
    expect(page.locator(".talk-title")).to_have_count(2)
    assert titles(page) == [ROVER, OXYGEN]

    page.reload()
    expect(page.locator(".talk-title")).to_have_count(2)
    part = page.locator("#find-talk input, #find-talk textarea")
    part.click()
    part.press_sequentially("BECAUSE there", delay=60)
    expect(page.locator(".talk-title")).to_have_text(OXYGEN)
    page.locator(".talk-title").click()
    expect(page.locator(".exchange")).to_have_count(2)
    expect(page.locator(".answer").first).to_contain_text("Its oxygen comes from regolith")
    page.get_by_role("button", name="Open citation 1").first.click()
    expect(page.locator("#passage mark")).to_have_text("Its oxygen comes from regolith.")

    # It goes on where it was.
    visitor.ask("And why is that?")
    expect(page.locator(".answer")).to_have_count(3)
    assert "Because it is there" in str(stocked_site.chat.history[-1])

    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".talks li", has_text=OXYGEN).hover()
    page.get_by_role("button", name=TALKS.delete.format(title=OXYGEN)).click()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    expect(page.locator("#talks")).to_contain_text(TALKS.none_found)
    assert b"Because it is there" not in (stocked_site.index.folder / FILE).read_bytes()


def test_conversations_are_found_by_words_that_no_key_has_written(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("氧气从哪里来？")
    expect(page.locator(".talk-title")).to_have_count(1)
    page.get_by_role("button", name=EN.new_conversation).click()
    visitor.ask(ROVER)
    expect(page.locator(".talk-title")).to_have_count(2)
    page.locator("#find-talk input, #find-talk textarea").click()
    page.keyboard.insert_text("氧气")  # as an input method does, and who pastes
    expect(page.locator(".talk-title")).to_have_text(["氧气从哪里来？"])
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(page.locator(".talk-title")).to_have_count(2)


def test_what_one_browser_keeps_is_not_listed_in_another(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    first = visit()
    first.ask("My secret: where does the oxygen come from?")
    expect(first.page.locator(".talk-title")).to_have_count(1)
    second = visit()
    expect(second.page.locator("#talks")).to_contain_text(TALKS.none)
    second.ask(OXYGEN)
    expect(second.page.locator(".talk-title")).to_have_text(OXYGEN)
    assert "secret" not in second.page.content()
    # Not even who knows its id can open it.
    key = first.page.locator(".talk-title").get_attribute("data-talk")
    second.page.locator(".talk-title").evaluate("(button, key) => button.dataset.talk = key", key)
    second.page.locator(".talk-title").click()
    second.page.wait_for_timeout(1_000)
    expect(second.page.locator(".question")).to_contain_text(OXYGEN)
    assert "secret" not in second.page.content()


def test_a_question_that_is_answered_again_or_edited_is_kept_as_it_is_now(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(ANSWER, "Second try [1].", "Edited [1].")
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title")).to_have_count(1)
    page.locator('[data-action="again"]').click()
    expect(page.locator(".answer")).to_contain_text("Second try")
    expect(page.locator('[data-action="edit"]')).to_be_visible()  # there once the answer has ended
    page.locator("#question textarea").press("ArrowUp")
    expect(page.locator("#question textarea")).to_have_value(OXYGEN)
    visitor.ask(ROVER)
    expect(page.locator(".talk-title")).to_have_text(ROVER)
    page.reload()
    page.locator(".talk-title").click()
    expect(page.locator(".answer")).to_contain_text("Edited")
    expect(page.locator(".exchange")).to_have_count(1)


@pytest.mark.parametrize("name", [TALKS.export_markdown, TALKS.export_word])
def test_a_conversation_is_exported_with_its_citations(
    stocked_site: Site, visit: Callable[..., Visitor], tmp_path: Path, name: str
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator("#citations .card")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    if name == TALKS.export_markdown:
        text = path.read_text("utf-8")
        assert path.name == "conversation-Where-does-the-oxygen-come.md"
    else:
        document = docx.Document(io.BytesIO(path.read_bytes()))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert path.suffix == ".docx"
    for said in (OXYGEN, "Its oxygen comes from regolith [1].", "moon.txt"):
        assert said in text


def test_an_empty_chat_suggests_questions_from_the_documents_own_headings(
    stocked_site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    path = tmp_path / "handbook.md"
    path.write_text("# Working from home\n\nTwo days a week are possible.\n")
    stocked_site.add(path)
    stocked_site.script("Two days a week are possible [1].")
    page = visit().page
    question = TALKS.suggest_said.format(heading="Working from home")
    page.get_by_role("button", name=question).click()
    expect(page.locator(".question")).to_contain_text(question)
    expect(page.locator(".answer")).to_contain_text("Two days a week are possible")


def test_the_page_does_not_wait_for_its_suggestions(
    stocked_site: Site,
    visit: Callable[..., Visitor],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "handbook.md"
    path.write_text("# Working from home\n\nTwo days a week are possible.\n")
    stocked_site.add(path)
    searched = threading.Event()
    monkeypatch.setattr(RagChain, "has_evidence", lambda *_: searched.wait(60))
    page = visit().page
    expect(page.locator(".welcome")).to_be_visible()
    suggestion = page.locator(".suggestion")
    assert suggestion.count() == 0
    searched.set()
    expect(suggestion.first).to_contain_text("Working from home")


def test_thumbs_are_kept_with_the_answer_and_taken_back_by_a_second_click(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    records = Records(stocked_site.index.folder)
    monkeypatch.setattr(stocked_site.services.chain, "records", records)
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    bad = page.get_by_role("button", name=TALKS.bad)
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "true")
    assert records.all()[0].verdict == "bad"
    page.reload()
    page.locator(".talk-title").click()
    expect(bad).to_have_attribute("aria-pressed", "true")
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "false")
    assert records.all()[0].verdict == ""


def test_a_conversation_is_renamed_and_goes_on_under_its_name(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(ANSWER, "Second try [1].")
    visitor = visit()
    page = visitor.page
    answers = ["Air for the base", None]
    page.on(
        "dialog",
        lambda dialog: dialog.accept(name) if (name := answers.pop(0)) else dialog.dismiss(),
    )
    visitor.ask(OXYGEN)
    title = page.locator(".talk-title")
    expect(title).to_have_text(OXYGEN)
    page.get_by_role("button", name=TALKS.rename.format(title=OXYGEN)).click()
    expect(title).to_have_text("Air for the base")
    expect(page.locator("#talk-bar h2")).to_have_text("Air for the base")
    page.locator('[data-action="again"]').click()
    expect(page.locator(".answer")).to_contain_text("Second try")
    expect(page.locator("#stop")).to_be_hidden()
    page.reload()
    expect(title).to_have_text("Air for the base")
    title.click()
    expect(page.locator("#talk-bar h2")).to_have_text("Air for the base")
    expect(page.locator(".question")).to_have_text(f"{EN.you}{OXYGEN}")
    page.get_by_role("button", name=TALKS.rename.format(title="Air for the base")).click()
    expect(title).to_have_text("Air for the base")
    assert answers == []


def test_a_name_that_is_left_as_it_was_names_nothing(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(ANSWER, "The rover is red [1].")
    visitor = visit()
    page = visitor.page
    page.on("dialog", lambda dialog: dialog.accept(dialog.default_value))
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title")).to_have_text(OXYGEN)
    page.get_by_role("button", name=TALKS.rename.format(title=OXYGEN)).click()
    page.locator("#question textarea").press("ArrowUp")
    expect(page.locator("#question textarea")).to_have_value(OXYGEN)
    visitor.ask(ROVER)
    expect(page.locator(".talk-title")).to_have_text(ROVER)


def test_two_tabs_that_go_on_with_one_conversation_both_keep_what_they_asked(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(ANSWER, "It is there [1].", "The rover is red [1].")
    visitor = visit()
    page = visitor.page
    visitor.ask(OXYGEN)
    expect(page.locator(".talk-title")).to_have_text(OXYGEN)
    other = Visitor(page.context.new_page())
    other.page.goto(stocked_site.url)
    other.page.locator(".talk-title").click()
    expect(other.page.locator(".answer")).to_contain_text("regolith")
    visitor.ask("Why is that?")
    expect(page.locator(".answer").nth(1)).to_contain_text("It is there")
    expect(page.locator("#conversation [role=log]")).to_have_attribute("aria-busy", "false")
    other.ask(ROVER)
    expect(other.page.locator(".question")).to_have_count(3)
    expect(other.page.locator("#talks")).to_contain_text(TALKS.joined)
    page.reload()
    page.locator(".talk-title").click()
    expect(page.locator(".question")).to_contain_text([OXYGEN, "Why is that?", ROVER])


def test_an_answer_from_a_document_removed_meanwhile_is_told_so_and_not_kept(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    site.script("She is called Ada [1]. " * 20, pause=0.02)
    visitor = visit()
    page = visitor.page
    file = tmp_path / "lamp.txt"
    file.write_text("The lighthouse stands on a cliff. Its keeper is called Ada.")
    visitor.upload(file)
    expect(page.locator("#documents tbody tr", has_text="lamp.txt")).to_have_count(1)
    visitor.tab(EN.tab_chat)
    visitor.ask("What is the lighthouse keeper called?")
    expect(page.locator(".answer")).to_contain_text("Ada")
    with site.index.writer() as writer:
        writer.remove(site.index.find("lamp.txt").document_id)
    removed = EN.cited_removed.format(name="lamp.txt")
    expect(page.locator(".exchange .changed")).to_have_text(removed)
    page.reload()
    page.locator(".talk-title").click()
    expect(page.locator(".exchange")).to_contain_text("What is the lighthouse keeper called?")
    expect(page.locator(".exchange")).not_to_contain_text("Ada")

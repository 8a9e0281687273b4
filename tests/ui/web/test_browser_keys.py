"""The keys of the chat in a real browser: Enter, Escape, a slash; no text that is typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.plugins_site import ANSWER, Site, Visitor
from ui.texts.chat import EN as CHAT
from ui.texts.web import EN

OXYGEN = "Where does the oxygen come from?"


def during_an_answer(site: Site, visit: Callable[..., Visitor]) -> Visitor:
    """Who has asked, and is being answered without end."""
    site.script("endless " * 5_000, pause=0.02)
    visitor = visit()
    visitor.ask(OXYGEN)
    expect(visitor.page.locator(".answer")).to_contain_text("endless")
    return visitor


def test_escape_stops_and_a_slash_goes_to_the_question(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    page = during_an_answer(stocked_site, visit).page
    page.keyboard.press("Escape")
    expect(page.locator(".exchange")).to_contain_text(EN.stopped)
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("next")
    expect(page.locator("#question textarea")).to_have_value("next")


@pytest.mark.parametrize("composing", [True, False])
def test_enter_sends_only_when_no_input_method_composes(
    stocked_site: Site, visit: Callable[..., Visitor], composing: bool
) -> None:
    """As browsers do that tell Enter itself, and not "Process", while one composes."""
    page = visit().page
    box = page.locator("#question textarea")
    box.fill("氧气")
    box.evaluate(
        """(box, composing) => {
          const begun = new CompositionEvent('compositionstart', {bubbles: true});
          if (composing) box.dispatchEvent(begun);
          for (const kind of ['keydown', 'keypress']) box.dispatchEvent(new KeyboardEvent(kind, {
            key: 'Enter', code: 'Enter', keyCode: composing ? 229 : 13, isComposing: composing,
            bubbles: true, cancelable: true,
          }));
        }""",
        composing,
    )
    if composing:
        page.wait_for_timeout(500)
        expect(page.locator(".exchange")).to_have_count(0)
        expect(box).to_have_value("氧气")
    else:
        expect(page.locator(".exchange")).to_contain_text("氧气")


def test_what_is_typed_while_a_question_is_sent_stays(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(ANSWER, pause=0.02)
    page = visit().page
    page.locator("#question textarea").fill(f"  {OXYGEN}\n")
    page.keyboard.press("Enter")
    page.keyboard.type("And the rover?", delay=30)
    expect(page.locator(".exchange .answer")).to_contain_text("regolith")
    expect(page.locator("#question textarea")).to_have_value("And the rover?")


def test_a_letter_that_comes_with_enter_is_not_asked(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    """Gradio reads the box later than it is told to send."""
    page = visit().page
    box = page.locator("#question textarea")
    box.fill(OXYGEN)
    box.evaluate(
        """(box) => {
          for (const kind of ['keydown', 'keypress']) box.dispatchEvent(new KeyboardEvent(kind, {
            key: 'Enter', code: 'Enter', keyCode: 13, bubbles: true, cancelable: true,
          }));
          box.value += 'A';
          box.dispatchEvent(new InputEvent('input', {bubbles: true}));
        }"""
    )
    expect(page.locator(".exchange .answer")).to_contain_text("regolith")
    expect(page.locator(".question")).to_have_text(f"{EN.you}{OXYGEN}")
    expect(box).to_have_value("A")
    page.locator("#send").click()
    expect(page.locator(".question").nth(1)).to_have_text(f"{EN.you}A")


def test_enter_during_an_answer_keeps_the_text_and_says_so(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = during_an_answer(stocked_site, visit)
    page = visitor.page
    told = page.locator("#editing [role=status]")
    expect(told).to_be_empty()
    # Else it may come to the server when the answer was stopped, and is rightly asked then.
    with page.expect_response("**/queue/join*"):
        visitor.ask("Is the rover red?")
    expect(told).to_have_text(CHAT.busy)
    expect(told).to_be_in_viewport()
    stocked_site.script("The rover is red [1].")
    page.keyboard.press("Escape")
    expect(page.locator(".exchange")).to_contain_text(EN.stopped)
    expect(told).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value("Is the rover red?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer").nth(1)).to_contain_text("The rover is red")
    expect(page.locator("#question textarea")).to_have_value("")


def test_escape_closes_the_choice_of_documents(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    page = during_an_answer(stocked_site, visit).page
    button = page.locator("#choice button")
    button.click()
    page.locator("#name-part textarea, #name-part input").fill("moon")
    page.keyboard.press("Escape")
    expect(page.locator("#choosing")).to_be_hidden()
    expect(button).to_be_focused()
    expect(page.locator("#stop")).to_be_visible()  # it was not that which was left
    page.keyboard.press("Escape")
    expect(page.locator(".exchange")).to_contain_text(EN.stopped)

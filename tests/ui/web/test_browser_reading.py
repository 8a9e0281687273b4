"""What of a long answer is in sight in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.plugins_site import Site, Visitor

OXYGEN = "Where does the oxygen come from?"
PARAGRAPHS = [f"Line {n} says that oxygen comes from regolith [1]." for n in range(30)]
LONG = "\n\n".join(PARAGRAPHS)
LEFT = "e => e.scrollHeight - e.scrollTop - e.clientHeight"


def asked(visitor: Visitor) -> Page:
    page = visitor.page
    page.set_viewport_size({"width": 1000, "height": 700})
    visitor.ask(OXYGEN)
    return page


def test_of_a_long_answer_that_comes_at_once_the_beginning_is_in_sight(
    stocked_site: Site, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked_site.script(LONG, "Regolith [1].")
    monkeypatch.setattr(stocked_site.chat, "piece", len(LONG))
    visitor = visit()
    page = asked(visitor)
    expect(page.locator(".exchange")).to_contain_text("Answer again")  # it is done
    for begin in (".question", ".answer p:first-child"):
        expect(page.locator(f".exchange {begin}")).to_be_in_viewport(ratio=1)
    visitor.ask("And again?")
    expect(page.locator(".exchange").nth(1)).to_contain_text("Answer again")
    expect(page.locator(".exchange").nth(1).locator(".answer")).to_be_in_viewport(ratio=1)


def test_of_a_long_answer_that_grows_the_end_is_in_sight(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(LONG, pause=0.01)
    page = asked(visit())
    expect(page.locator(".exchange")).to_contain_text("Line 29", timeout=60_000)
    expect(page.locator(".exchange")).to_contain_text("Answer again")
    expect(page.get_by_text("Line 29")).to_be_in_viewport()
    assert page.locator("#conversation").evaluate(LEFT) < 60

"""Answers in Markdown in a real browser: while they grow, afterwards, and opened again."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.plugins_site import Site, Visitor
from tests.ui.web.test_accessible import assert_readable

ANSWER = """Here is **what** was found [1].

1. Oxygen comes from `regolith` [1].
   - It is heated.
2. The base opens in spring.

| What | When |
|:-----|-----:|
| The base opens | in spring [1] |
| <img src=x> | ![](http://e.vil/x.png) |

And [so](http://e.vil) on.
"""


def test_lists_and_tables_are_shown_and_their_markers_open_the_source(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    stocked_site.script(ANSWER, pause=0.01)
    visitor = visit()
    page = visitor.page
    visitor.ask("Where does the oxygen come from?")
    expect(page.locator("#conversation")).to_contain_text("Answer again")
    answer = page.locator("#conversation .answer")
    for _ in range(2):
        expect(answer.locator("ol > li")).to_have_count(2)
        expect(answer.locator("li strong, p strong")).to_have_text("what")
        expect(answer.locator("tbody tr").first.locator("td").last).to_contain_text("in spring")
        expect(answer.locator("td").nth(2)).to_have_text("<img src=x>")
        expect(answer).to_contain_text("And [so](http://e.vil) on.")
        expect(answer.locator("a, img")).to_have_count(0)
        for marker in ("li button.marker", "td button.marker"):
            answer.locator(marker).first.click()
            expect(page.locator("#passage .text")).to_contain_text("oxygen comes from regolith")
            page.locator(".actions [data-action=show]").click()
            expect(page.locator("#passage .text")).to_have_count(0)
        page.reload()
        page.locator("#talks .talk-title").first.click()


def test_what_is_selected_stays_so_while_a_table_grows_below(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    rows = "".join(f"| {n} | row **{n}** [1] |\n" for n in range(30))
    stocked_site.script(
        f"Its oxygen comes from **regolith**.\n\n| a | b |\n|---|---|\n{rows}", pause=0.02
    )
    visitor = visit()
    page = visitor.page
    visitor.ask("Where does the oxygen come from?")
    expect(page.locator(".growing .answer tbody tr").first).to_be_visible()
    page.evaluate("() => getSelection().selectAllChildren(document.querySelector('.answer > p'))")
    expect(page.locator(".answer tbody tr")).to_have_count(30)
    expect(page.locator("#conversation")).to_contain_text("Answer again")
    selected = page.evaluate("() => getSelection().toString().trim()")
    assert selected == "Its oxygen comes from regolith."


def test_what_is_wider_than_a_phone_scrolls_by_itself(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    names = " | ".join(f"column {n}" for n in range(9))
    stocked_site.script(f"| {names} |\n|{'---|' * 9}\n| {names} |\n")
    visitor = visit()
    page = visitor.page
    page.set_viewport_size({"width": 390, "height": 800})
    visitor.ask("Where does the oxygen come from?")
    table = page.locator(".answer .table")
    expect(table).to_be_visible()
    assert table.evaluate("e => e.scrollWidth > e.clientWidth")
    assert page.locator("#conversation").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert_readable(page, "a wide table")

"""What one tab shows of the library, and what a browser may say of it."""

from __future__ import annotations

import pytest

from ui.web.library.shelf import PAGE, Shelf, chosen_ids


def test_narrowing_the_list_begins_at_its_first_page() -> None:
    shelf = Shelf(page=3)
    shelf.narrow({"words": "x", "collection": "c", "state": "failed", "order": "newest"})
    wanted = shelf.wanted
    assert (wanted.words, wanted.collection, wanted.state, wanted.order) == (
        "x",
        "c",
        "failed",
        "newest",
    )
    assert (wanted.start, wanted.count) == (0, PAGE)
    assert shelf.narrowed


@pytest.mark.parametrize("data", [{}, {"state": 7, "order": None}, {"state": "'; DROP TABLE"}])
def test_what_a_browser_makes_up_shows_everything(data: dict[str, object]) -> None:
    shelf = Shelf(words="x")
    shelf.narrow(data)
    assert not shelf.narrowed
    assert (shelf.state, shelf.order) == ("all", "name")


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        ({"document": "a"}, ["a"]),
        ({"documents": ["a", "b"], "document": "c"}, ["a", "b"]),
        ({"documents": ["a", None, 7, ["b"], ""]}, ["a"]),
        ({"documents": {"a": 1}}, []),
        ({}, []),
    ],
)
def test_ids_are_texts_whatever_comes(data: dict[str, object], ids: list[str]) -> None:
    assert chosen_ids(data) == ids


def test_of_two_that_come_at_once_the_one_that_was_sent_later_holds() -> None:
    shelf = Shelf()
    shelf.narrow({"words": "apple", "sent": 2})
    shelf.narrow({"words": "app", "sent": 1})
    assert shelf.words == "apple"
    shelf.narrow({"words": "apples", "sent": 3})
    assert shelf.words == "apples"

"""What one tab shows of the library, and what a browser may say of it."""

from __future__ import annotations

import pytest

from ingest.report import Report
from ui.web.shelf import PAGE, Shelf, chosen_ids


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


def test_only_the_last_finished_ingestions_stay_and_those_under_way_all_do() -> None:
    shelf = Shelf()
    running = shelf.begin()
    for _ in range(6):
        shelf.begin().report = Report((), 0, 0.0)
    shelf.begin()
    assert [work.number for work in shelf.works] == [running.number, 5, 6, 7, 8]
    shelf.drop(running)
    assert running in shelf.works
    assert shelf.work("7") is shelf.works[-2]
    assert shelf.work("x") is None

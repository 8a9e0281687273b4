"""Ingestions of a user, as all their tabs see them."""

from __future__ import annotations

from copy import deepcopy

from ingest.report import Report
from ui.web.library.works import Everybody, Works
from ui.web.session import Session


def test_only_the_last_finished_ingestions_stay_and_those_under_way_all_do() -> None:
    works = Works()
    running = works.begin()
    for _ in range(6):
        works.begin().report = Report((), 0, 0.0)
    works.begin()
    assert [work.number for work in works] == [running.number, 5, 6, 7, 8]
    works.drop(running)
    assert running in [*works]
    assert works.running
    found = works.find("7")
    assert found is not None
    assert found.number == 7
    works.drop(found)
    assert works.find("7") is None
    assert works.find("x") is None


def test_tabs_of_one_user_share_them_and_nobody_else_sees_them() -> None:
    everybody = Everybody()
    work = everybody.of("ada").begin()
    assert [*everybody.of("ada")] == [work]
    assert [*everybody.of("bob")] == []
    assert everybody.of("") is not everybody.of("")


def test_of_too_many_users_those_go_for_whom_nothing_runs() -> None:
    everybody = Everybody()
    work = everybody.of("ada").begin()
    ended = everybody.of("bob").begin()
    ended.report = Report((), 0, 0.0)
    for number in range(1_000):
        everybody.of(f"user {number}")
    assert [*everybody.of("ada")] == [work]
    assert [*everybody.of("bob")] == []


def test_a_new_tab_begins_with_none_of_its_own() -> None:
    first = Session()
    first.shelf.works.begin()
    assert [*deepcopy(Session()).shelf.works] == []

from __future__ import annotations

import pytest

from ui.web.tabs import Tabs


def test_the_first_user_of_a_tab_keeps_it() -> None:
    tabs = Tabs()
    assert tabs.belongs("a", "ann")
    assert not tabs.belongs("a", "bob")
    assert tabs.belongs("b", "bob")
    assert tabs.belongs("a", "ann")


@pytest.mark.parametrize("tab", [None, "", 7, ["a"], "x" * 65])
def test_what_is_no_name_belongs_to_nobody(tab: object) -> None:
    assert not Tabs().belongs(tab, "ann")


def test_the_tab_that_was_not_used_for_longest_is_forgotten() -> None:
    tabs = Tabs(most=2)
    for tab in ("a", "b", "a", "c"):
        assert tabs.belongs(tab, "ann")
    assert not tabs.belongs("a", "bob")
    assert not tabs.belongs("c", "bob")
    assert tabs.belongs("b", "bob")

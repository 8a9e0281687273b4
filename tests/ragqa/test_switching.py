from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from ragqa.switching import BRIEF, BriefTurns


@pytest.fixture(autouse=True)
def interval() -> Iterator[float]:
    before = sys.getswitchinterval()
    yield before
    sys.setswitchinterval(before)


def test_turns_are_brief_within_and_as_before_after(interval: float) -> None:
    with BriefTurns().within():
        assert sys.getswitchinterval() == pytest.approx(BRIEF)
    assert sys.getswitchinterval() == interval


def test_the_last_one_to_leave_ends_them(interval: float) -> None:
    turns, entered, leave = BriefTurns(), threading.Event(), threading.Event()

    def other() -> None:
        with turns.within():
            entered.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    with turns.within():
        thread.start()
        assert entered.wait(10)
    assert sys.getswitchinterval() == pytest.approx(BRIEF)
    leave.set()
    thread.join(10)
    assert sys.getswitchinterval() == interval


def test_an_error_ends_them(interval: float) -> None:
    with pytest.raises(KeyError), BriefTurns().within():
        raise KeyError
    assert sys.getswitchinterval() == interval


def test_briefer_turns_of_a_program_stay() -> None:
    sys.setswitchinterval(BRIEF / 3)
    with BriefTurns().within():
        assert sys.getswitchinterval() == pytest.approx(BRIEF / 3, abs=2e-6)
    assert sys.getswitchinterval() == pytest.approx(BRIEF / 3, abs=2e-6)

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest

from ragqa.generation.turns import FairLock, Ticket


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    pause = threading.Event()
    while not condition():
        pause.wait(0.001)


def is_waiting(lock: FairLock, number: int) -> bool:
    return lock.waiting == number


def test_turns_are_given_in_the_order_they_were_asked_for() -> None:
    lock = FairLock()
    order: list[int] = []

    def take(number: int) -> None:
        with lock.turn():
            order.append(number)

    threads = [threading.Thread(target=take, args=(n,)) for n in range(8)]
    with lock.turn():
        for number, thread in enumerate(threads, start=1):
            thread.start()
            until(partial(is_waiting, lock, number))
    for thread in threads:
        thread.join()

    assert order == list(range(8))
    assert lock.waiting == 0


def test_only_one_holds_the_turn() -> None:
    lock = FairLock()
    inside = 0
    most = 0

    def take() -> None:
        nonlocal inside, most
        for _ in range(200):
            with lock.turn():
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (inside, most) == (0, 1)


def test_another_thread_may_give_the_turn_back() -> None:
    lock = FairLock()
    turn = lock.turn()
    turn.__enter__()
    thread = threading.Thread(target=turn.__exit__, args=(None, None, None))
    thread.start()
    thread.join()

    with lock.turn():
        assert lock.waiting == 0


def test_an_error_inside_gives_the_turn_back() -> None:
    lock = FairLock()
    with pytest.raises(KeyError), lock.turn():
        raise KeyError("inside")

    with lock.turn():
        assert lock.waiting == 0


def test_each_knows_its_place_in_the_line() -> None:
    lock = FairLock()
    tickets = [lock.join() for _ in range(4)]

    assert [ticket.position for ticket in tickets] == [0, 1, 2, 3]
    assert [ticket.wait(0) for ticket in tickets] == [True, False, False, False]
    tickets[1].leave()
    tickets[1].leave()
    assert [ticket.position for ticket in tickets] == [0, 0, 1, 2]
    tickets[0].leave()
    assert [ticket.wait(0) for ticket in tickets[2:]] == [True, False]
    assert lock.waiting == 1


@pytest.mark.parametrize("handed_over", [False, True])
def test_one_who_stops_waiting_leaves_the_turn_to_the_next(
    monkeypatch: pytest.MonkeyPatch, handed_over: bool
) -> None:
    lock = FairLock()
    holder = lock.join()

    def interrupted(_ticket: Ticket, _seconds: float | None = None) -> bool:
        # As by Ctrl-C: while still in the line, or just after the turn was handed over.
        if handed_over:
            holder.leave()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Ticket, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt), lock.turn():
            raise AssertionError("the turn was not given")
    holder.leave()

    with lock.turn():
        assert lock.waiting == 0

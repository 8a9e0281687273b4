"""Waits grow with wrong passwords, by user and by address, on a clock of the test."""

from __future__ import annotations

import pytest

from ragqa.access import throttle
from ragqa.access.throttle import FREE, FREE_FOR_USER, LONGEST, Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def wrong(
    throttle: Throttle, clock: Clock, times: int, user: str = "ann", address: str = "10.0.0.1"
) -> list[int]:
    """Try wrong passwords, each as soon as it is looked at; how long each had to wait for that."""
    waits = []
    for _ in range(times):
        waits.append(throttle.attempt(user, address))
        clock.now += waits[-1]
        if waits[-1]:
            assert throttle.attempt(user, address) == 0
    return waits


def test_the_first_few_cost_nothing_then_each_doubles_the_wait(clock: Clock) -> None:
    throttle = Throttle(clock)
    assert wrong(throttle, clock, FREE) == [0] * FREE
    assert wrong(throttle, clock, 5) == [1, 2, 4, 8, 16]
    assert wrong(throttle, clock, 30)[-1] == LONGEST


def test_a_wait_ends(clock: Clock) -> None:
    throttle = Throttle(clock)
    wrong(throttle, clock, FREE + 2)
    clock.now += 3.5
    assert throttle.attempt("ann", "10.0.0.1") == 1
    clock.now += 0.5
    assert throttle.attempt("ann", "10.0.0.1") == 0


def test_other_users_from_one_address_wait_too_and_other_addresses_do_not(clock: Clock) -> None:
    throttle = Throttle(clock)
    wrong(throttle, clock, FREE)
    assert throttle.attempt("bob", "10.0.0.1") == 1
    assert throttle.attempt("ann", "10.0.0.2") == 0


def test_one_user_is_protected_from_many_addresses(clock: Clock) -> None:
    throttle = Throttle(clock)
    for n in range(FREE_FOR_USER):
        throttle.attempt("ann", f"10.0.1.{n}")
    assert throttle.attempt("ann", "10.0.2.1") == 1
    assert throttle.attempt("bob", "10.0.2.1") == 0


def test_a_right_password_forgives_the_user_and_not_the_address(clock: Clock) -> None:
    throttle = Throttle(clock)
    wrong(throttle, clock, FREE_FOR_USER)
    throttle.succeeded("ann", "10.0.0.1")
    assert throttle.attempt("ann", "10.0.0.2") == 0
    assert throttle.attempt("ann", "10.0.0.1") > 0


def test_all_is_forgotten_after_an_hour(clock: Clock) -> None:
    throttle = Throttle(clock)
    wrong(throttle, clock, 40)
    clock.now += 3601.0
    assert [throttle.attempt("ann", "10.0.0.1") for _ in range(2)] == [0, 0]


def test_what_is_remembered_is_bounded_and_the_oldest_goes(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "_MOST", 20)
    watched = Throttle(clock)
    wrong(watched, clock, FREE)
    for n in range(30):
        watched.attempt(f"user{n}", f"10.0.3.{n}")
    assert len(watched._wrong) == 20
    assert watched.attempt("ann", "10.0.0.1") == 0


def test_an_attempt_counts_before_it_is_known_to_be_wrong(clock: Clock) -> None:
    throttle = Throttle(clock)
    assert [throttle.attempt("ann", "10.0.0.1") for _ in range(FREE + 1)] == [0] * FREE + [1]
    throttle.succeeded("ann", "10.0.0.1")
    assert throttle.attempt("ann", "10.0.0.1") == 0


def test_where_nobody_is_named_only_the_address_counts(clock: Clock) -> None:
    throttle = Throttle(clock)
    for n in range(FREE_FOR_USER):
        throttle.attempt("", f"10.0.1.{n}")
    assert throttle.attempt("", "10.0.2.1") == 0


def test_of_each_wait_it_is_told_once(clock: Clock) -> None:
    throttle = Throttle(clock)
    wrong(throttle, clock, FREE)
    assert [throttle.is_news("ann", "10.0.0.1") for _ in range(3)] == [True, False, False]
    # Another name, but the same wait.
    assert not throttle.is_news("bob", "10.0.0.1")
    wrong(throttle, clock, 1)
    assert throttle.is_news("ann", "10.0.0.1")
    clock.now += 2.0
    assert not throttle.is_news("ann", "10.0.0.1")  # nobody waits


def test_nothing_is_remembered_of_who_is_forgotten(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "_MOST", 2)
    watched = Throttle(clock)
    for n in range(9):
        wrong(watched, clock, FREE_FOR_USER, f"user{n}", f"10.0.3.{n}")
        watched.is_news(f"user{n}", f"10.0.3.{n}")
    assert len(watched._told) == 2

from __future__ import annotations

import errno

from ui.unforeseen import trace_of


def failing(secret: str) -> None:
    try:
        int(secret)
    except ValueError as error:
        raise RuntimeError(secret) from error


def caught(secret: str) -> RuntimeError:
    try:
        failing(secret)
    except RuntimeError as error:
        return error
    raise AssertionError


def test_it_tells_where_and_of_what_kind_but_no_words() -> None:
    told = trace_of(caught("the question"))
    assert "the question" not in told
    assert told.index("RuntimeError") < told.index("ValueError")
    assert "in failing" in told


def test_the_system_is_quoted_without_the_file() -> None:
    told = trace_of(OSError(errno.ENOSPC, "No space left", "/private/name.txt"))
    assert told == "OSError: No space left"


def test_errors_in_a_circle_end() -> None:
    one, other = ValueError("a"), KeyError("b")
    one.__cause__, other.__cause__ = other, one
    assert trace_of(one) == "ValueError\nKeyError"

"""Ctrl-C waits for what must be done whole."""

from __future__ import annotations

import signal
import threading

import pytest

from ingest.interrupt import uninterrupted


def test_ctrl_c_is_heard_after_the_body() -> None:
    done = []

    def work() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("body")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["body"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_error_of_the_body_is_not_hidden_and_ctrl_c_works_again_after_it() -> None:
    with pytest.raises(ValueError, match="body"), uninterrupted():
        raise ValueError("body")
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_other_threads_are_left_alone() -> None:
    done = []

    def work() -> None:
        with uninterrupted():
            done.append("body")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == ["body"]

"""llama.cpp's own messages: only there do its loader and its quantiser say what was wrong."""

from __future__ import annotations

import ctypes
import re
import threading
from collections import deque
from collections.abc import Iterable
from functools import cache

LOADING = threading.Lock()
"""To be held by whoever listens; llama-cpp-python also swaps the process's stdout on loading."""


class _NativeLog:
    """Keeps the newest messages, newest last."""

    def __init__(self) -> None:
        from llama_cpp import llama_log_callback

        self.lines: deque[str] = deque(maxlen=2000)

        def keep(_level: int, text: bytes, _data: ctypes.c_void_p) -> None:
            self.lines.append(text.decode("utf-8", "replace").strip())

        self._keep = llama_log_callback(keep)  # llama.cpp holds a bare pointer to it

    def listen(self) -> deque[str]:
        """What is said from now on, also where other code has listened meanwhile."""
        from llama_cpp import llama_log_set

        self.lines.clear()
        llama_log_set(self._keep, ctypes.c_void_p(0))
        return self.lines


_native_log = cache(_NativeLog)


def listen() -> deque[str]:
    """What llama.cpp says from now on. Only while ``LOADING`` is held: there is one log for all."""
    return _native_log().listen()


def first(pattern: str, lines: Iterable[str]) -> str:
    """The first group of the first line that matches, "" when none does."""
    return next((found[1] for line in lines if (found := re.search(pattern, line))), "")

"""Errors that nobody foresaw, as the log tells them: their kind and where, never their words.

What an error of a library says may be a question or the text of a document.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator


def trace_of(error: BaseException) -> str:
    """The kinds of an error and of those it came from, each with the lines of code it went through.

    Of what the operating system refuses its reason is told too, without the file.
    """
    return "\n".join(_told(each) for each in _chain(error))


def _told(error: BaseException) -> str:
    reason = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}{reason}\n{frames}".rstrip()


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    known: set[int] = set()
    while error is not None and id(error) not in known:
        known.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)

"""How long one call of a model may wait and work."""

from __future__ import annotations

import time

from ragqa.errors import BusyError
from ragqa.text.counted import counted


class Limits:
    """The clock of one call, begun when it is made.

    Args:
        queue_seconds: Longest wait for its turn; 0 for no limit.
        answer_seconds: Longest time to read the prompt and write the answer; 0 for no limit.
    """

    def __init__(self, queue_seconds: float, answer_seconds: float) -> None:
        self._queue_seconds = queue_seconds
        self._answer_seconds = answer_seconds
        self._called = time.monotonic()
        self._begun: float | None = None

    def waiting(self, position: int) -> None:
        """Note that it waits behind ``position`` others. Raises BusyError when that is too long."""
        if self._queue_seconds and time.monotonic() - self._called > self._queue_seconds:
            raise BusyError(
                counted(
                    "The model is busy: {count} question is before this one, which has waited |"
                    "The model is busy: {count} questions are before this one, which has waited ",
                    position,
                )
                + f"longer than queue_seconds = {self._queue_seconds:g}; ask again later.",
                f"模型正忙：前面还有 {position} 个问题，等待已超过 "
                f"queue_seconds = {self._queue_seconds:g} 秒；请稍后再问。",
            )

    def reading(self) -> None:
        """Note that it reads. Raises BusyError when nothing was written in the time it has."""
        if self._begun is None:
            self._begun = time.monotonic()
        elif self.late:
            raise BusyError(
                f"The model could not read its prompt within answer_seconds = "
                f"{self._answer_seconds:g}; raise it, or give the model less to read (`passages`).",
                f"模型未能在 answer_seconds = {self._answer_seconds:g} 秒内读完提示；"
                "请调大该设置，或减少交给模型的段落（passages）。",
            )

    @property
    def late(self) -> bool:
        """Whether the time for the answer is over."""
        if self._begun is None or not self._answer_seconds:
            return False
        return time.monotonic() - self._begun > self._answer_seconds

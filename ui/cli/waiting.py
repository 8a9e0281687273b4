"""One line on a terminal while a model is silent; it is gone when the answer begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from ragqa.types import PromptRead, Queued, Reading
    from ui.texts import Language

_ERASED = "\r\x1b[K"


class Waiting:
    """Nothing is written where nobody watches: a log wants no line for each step.

    Args:
        language: Of the line.
        stream: Standard error.
    """

    def __init__(self, language: Language, stream: TextIO) -> None:
        self._language = language
        self._stream = stream
        self._shown = False

    def tell(self, event: Queued | PromptRead | Reading) -> None:
        """Write the line anew."""
        from ragqa.text.counted import counted
        from ragqa.types import Queued, Reading
        from ui.texts.help import pick
        from ui.texts.waiting import PARTS, QUEUED, READING

        if not self._stream.isatty():
            return
        if isinstance(event, Queued):
            line = counted(pick(QUEUED, self._language), event.position)
        else:
            told = PARTS if isinstance(event, Reading) else READING
            line = pick(told, self._language).format(done=event.done, total=event.total)
        self._stream.write(_ERASED + line)
        self._stream.flush()
        self._shown = True

    def close(self) -> None:
        """Take the line away, if there is one."""
        if self._shown:
            self._stream.write(_ERASED)
            self._stream.flush()
        self._shown = False

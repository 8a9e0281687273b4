"""A model's answer as text: from the bytes of its tokens to what may be shown."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class AnswerText:
    """Turns the bytes of generated tokens into text that is safe to show.

    One leading space, which belongs to the prompt format, is dropped. An incomplete character and
    a possible beginning of a stop text are held back until more is known.

    Args:
        stops: Texts that end the answer; they are not part of it.
    """

    def __init__(self, stops: Sequence[str] = ()) -> None:
        self.stopped = False
        self._stops = [stop for stop in stops if stop]
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._begun = False

    def feed(self, piece: bytes) -> str:
        """The text that this piece completes, maybe empty; empty once ``stopped``."""
        if self.stopped:
            return ""
        text = self._decoder.decode(piece)
        if text and not self._begun:
            self._begun = True
            text = text.removeprefix(" ")
        self._held += text
        return self._release(self._safe_length())

    def finish(self) -> str:
        """What was held back. Bytes of a character that never became whole are left out."""
        return self._release(len(self._held))

    def _safe_length(self) -> int:
        # The stop that is complete first wins, so the text never depends on how it was cut.
        found = [(at + len(s), at) for s in self._stops if (at := self._held.find(s)) >= 0]
        if found:
            self.stopped = True
            return min(found)[1]
        longest = max(map(len, self._stops), default=1)
        for start in range(max(0, len(self._held) - longest + 1), len(self._held)):
            if any(stop.startswith(self._held[start:]) for stop in self._stops):
                return start
        return len(self._held)

    def _release(self, length: int) -> str:
        text = self._held[:length]
        self._held = "" if self.stopped else self._held[length:]
        return text

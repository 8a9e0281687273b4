"""The states of one index that one model can use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ragqa.generation.llama.cache import common
from ragqa.store.kept.pins import Pins

_WORTH = 32  # tokens; to load a state for fewer takes longer than to read them
_SHARE = 2  # at least half of a state must be of use


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a model finds what it has read of documents.

    Attributes:
        pins: All states of the index.
        model: The model's identity; asked for only where there is any state, as it may take a
            minute to work out.
    """

    pins: Pins
    model: Callable[[], str]

    def recall(self, prompt: Sequence[int], have: int) -> tuple[list[int], memoryview] | None:
        """Tokens and state that spare most of the reading of ``prompt``.

        Args:
            prompt: All of its tokens.
            have: So many of them are read already.
        """
        least, best = have + _WORTH, None
        for pin in self.pins.all():
            if pin.note.tokens < least or pin.note.model != self.model():
                continue
            shared = common(self.pins.tokens(pin), prompt)
            if shared >= max(least, pin.note.tokens // _SHARE):
                least, best = shared + 1, pin
        return self.pins.read(best) if best else None

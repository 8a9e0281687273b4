"""Guessing what comes next from what stands in the prompt: answers often copy it."""

from __future__ import annotations

from collections.abc import Iterable

_RUN = 4  # tokens that must be the same before one is guessed
_DOUBT = 1  # of so many tokens less than are the same is it sure that they go on alike
# Tokens guessed at once. Of larger batches some types of weights give other sums.
_MOST = 8


class Lookup:
    """Finds where the last tokens stood before, in a time that does not depend on the prompt.

    Args:
        tokens: The prompt.
    """

    def __init__(self, tokens: Iterable[int]) -> None:
        self._tokens: list[int] = []
        self._after: dict[tuple[int, ...], int] = {}
        for token in tokens:
            self.add(token)

    def add(self, token: int) -> None:
        """The text goes on with ``token``."""
        if len(self._tokens) >= _RUN:
            self._after[tuple(self._tokens[-_RUN:])] = len(self._tokens)
        self._tokens.append(token)

    def guess(self, most: int) -> list[int]:
        """What followed the last tokens where they stood together before; none if they never did.

        The more of them are the same, the more is guessed.

        Args:
            most: Tokens that may be guessed.
        """
        at = self._after.get(tuple(self._tokens[-_RUN:]))
        if at is None:
            return []
        return self._tokens[at : at + max(0, min(self._same(at) - _DOUBT, most))]

    def _same(self, at: int) -> int:
        """How many tokens before ``at`` are the last ones, as far as that matters."""
        run = _RUN
        while (
            run < min(at, _MOST + _DOUBT) and self._tokens[at - run - 1] == self._tokens[-run - 1]
        ):
            run += 1
        return run

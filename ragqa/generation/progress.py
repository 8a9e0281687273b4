"""How far a model is that has not yet said anything."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessageChunk


class Progress(AIMessageChunk):
    """A chunk without text, sent while the model waits for its turn or reads its prompt.

    Whoever streams can stop at each of them; added to other chunks they leave no trace.

    Attributes:
        waiting: How many generations come before this one; 0 when it is at work.
        read: Tokens of the prompt that were read.
        total: Tokens of the prompt; 0 while it waits.
    """

    waiting: int = 0
    read: int = 0
    total: int = 0

    def __add__(self, other: Any) -> BaseMessageChunk:  # type: ignore[override]
        """The other chunks alone."""
        empty = AIMessageChunk(content="", id=self.id)
        whole: BaseMessageChunk = empty + other
        return whole

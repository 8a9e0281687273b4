"""How a model server wants to be asked, as far as servers differ in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from langchain_core.messages import BaseMessage

from ragqa.generation.remote.server_errors import Refusal


@dataclass(frozen=True, slots=True)
class Manner:
    """What one server wants; learnt from its refusals.

    Attributes:
        folds: System messages go into the first turn of the user.
        extras: It may be given what OpenAI's API does not have, and be asked for token counts.
    """

    folds: bool = False
    extras: bool = True

    def other(self, messages: Sequence[BaseMessage], refusal: Refusal | None) -> Manner | None:
        """What to try after a refusal; None: it was not about the manner.

        Some fail to render the template only after they have answered "200 OK": the connection
        then ends without a word, ``refusal`` None.
        """
        if refusal is not None and (refusal.is_overflow or refusal.status not in (400, 422, 500)):
            return None
        if not self.folds and any(message.type == "system" for message in messages):
            return replace(self, folds=True)
        if self.extras and refusal is not None and refusal.status != 500:
            return replace(self, extras=False)
        return None

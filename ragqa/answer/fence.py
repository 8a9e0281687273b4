"""The mark between which a prompt shows passages: no document can write it.

It does not depend on the passages, as long as none of them holds it, so prompts that begin with the
same passages begin with the same tokens, and a model need not read those again.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from functools import partial
from itertools import count

_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Fence:
    """Makes marks that only who has the secret can foretell.

    Attributes:
        secret: At least 32 random bytes; new ones unless given.
    """

    secret: bytes = field(default_factory=partial(secrets.token_bytes, 32), repr=False)

    def mark(self, text: str) -> str:
        """Hexadecimal digits that do not occur in ``text``; as a rule the same for every text.

        An author who has seen a mark, in an answer perhaps, and writes it into a document only
        gets another one.
        """
        said = text.casefold()
        return next(mark for n in count() if (mark := self._mark(n)) not in said)

    def _mark(self, number: int) -> str:
        message = b"fence %d" % number
        return hmac.new(self.secret, message, "sha256").hexdigest()[:_DIGITS]

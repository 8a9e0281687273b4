"""Errors as clients are told them: with no folder of the machine that serves.

The messages of some errors are for whoever runs ragqa: they name the index and the command that
mends it, or the folders of documents. A program, an assistant or a visitor of the page who may not
read folders of this machine gets another sentence.
"""

from __future__ import annotations

from ragqa.errors import (
    AccountError,
    EmbedderMismatchError,
    EmptyIndexError,
    IndexLockedError,
    RagqaError,
    StoreError,
    UnknownPlaceError,
    UnknownSourceError,
)
from ui.texts.remote import EN, ZH

# The first that fits.
_SENTENCES: tuple[tuple[type[RagqaError], str], ...] = (
    (UnknownPlaceError, "place"),
    (UnknownSourceError, ""),  # says which document was meant, as whoever asks may see it
    (EmptyIndexError, "empty"),
    (EmbedderMismatchError, "made_otherwise"),
    (IndexLockedError, "locked"),
    (StoreError, "unusable"),
    (AccountError, "accounts"),
)


def for_client(error: RagqaError) -> RagqaError:
    """An error of the same type that can be told to anybody who may ask."""
    sentence = next((said for kind, said in _SENTENCES if isinstance(error, kind)), "")
    if not sentence:
        return error
    return type(error)(getattr(EN, sentence), getattr(ZH, sentence))

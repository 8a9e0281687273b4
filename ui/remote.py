"""Errors as clients are told them: with no folder of the machine that serves, nor its model server.

The messages of some errors are for whoever runs ragqa: they name the index and the command that
mends it, the file or the address of the model, or the folders of documents. A program, an assistant
or a visitor of the page who may not read folders of this machine gets another sentence.
"""

from __future__ import annotations

import logging

from ragqa.errors import (
    AccountError,
    BusyError,
    CallError,
    EmbedderMismatchError,
    EmptyIndexError,
    IndexLockedError,
    ModelError,
    RagqaError,
    StoreError,
    UnknownPlaceError,
    UnknownSourceError,
)
from ui.texts.remote import EN, ZH
from ui.unforeseen import trace_of

_LOG = logging.getLogger(__name__)

# The first that fits.
_SENTENCES: tuple[tuple[type[RagqaError], str], ...] = (
    (UnknownPlaceError, "place"),
    (UnknownSourceError, ""),  # says which document was meant, as whoever asks may see it
    (EmptyIndexError, "empty"),
    (EmbedderMismatchError, "made_otherwise"),
    (IndexLockedError, "locked"),
    (StoreError, "unusable"),
    (AccountError, "accounts"),
    (BusyError, ""),
    (CallError, ""),
    (ModelError, "model"),
)


def for_client(error: RagqaError) -> RagqaError:
    """An error of the same type that can be told to anybody who may ask."""
    sentence = next((said for kind, said in _SENTENCES if isinstance(error, kind)), "")
    if not sentence:
        return error
    return type(error)(getattr(EN, sentence), getattr(ZH, sentence))


def note(error: RagqaError) -> None:
    """Log a failure of the model that who asks is not told, without its words.

    What `ragqa doctor` finds later may be that all is well.
    """
    if isinstance(error, ModelError) and for_client(error) is not error:
        _LOG.warning("the model failed: %s", trace_of(error))

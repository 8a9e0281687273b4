"""Mails taken apart by the standard library, and what their heads say."""

from __future__ import annotations

import email
import email.parser
import email.policy
import functools
from contextlib import suppress
from email.message import EmailMessage
from typing import Any, cast

from ingest.formats.encodings import decode
from ingest.formats.pages.clean import scrub
from ragqa.errors import DocumentError

_LONGEST_FIELD = 100_000  # characters of a header; a thousand receivers have half of that
_LONGEST_KEPT, _MOST_KEPT = 500, 256  # characters of a header that is kept taken apart; headers


class _Policy(email.policy.EmailPolicy):
    """That of the standard library, which takes a header apart each time that it is asked for.

    It is asked a dozen times for the type of each part, and most mails have the same few.
    """

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return _fetched(name, value) if len(value) <= _LONGEST_KEPT else _fetch(name, value)


_fetch = email.policy.default.header_fetch_parse
_fetched = functools.lru_cache(maxsize=_MOST_KEPT)(_fetch)
_POLICY = cast("email.policy.EmailPolicy[EmailMessage]", _Policy())


def parse(data: bytes) -> EmailMessage:
    """A mail taken apart; one of a broken head has what could be made of it."""
    return email.message_from_bytes(data, policy=_POLICY)


def parse_head(data: bytes) -> EmailMessage:
    """As ``parse``, of the head alone: how a body is built cannot make it fail."""
    return email.parser.BytesHeaderParser(policy=_POLICY).parsebytes(data)


def header(message: EmailMessage, name: str) -> str:
    """A header's value; bytes in an undeclared encoding are recognised as in a text file.

    One that the standard library trips over, as it does over "From: a@" and a year of ten digits,
    is given as it is, and so is a very long one, as that would take it time by the square of the
    length.
    """
    raw = str(next((v for key, v in message.raw_items() if key.lower() == name.lower()), ""))
    parsed = raw
    if len(raw) <= _LONGEST_FIELD:
        with suppress(
            AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError
        ):
            parsed = str(message.get(name, ""))
    return recognised(raw, parsed)


def recognised(raw: str, parsed: str) -> str:
    """A header's text; by its bytes, in the encoding found out, where it has some undeclared.

    Args:
        raw: As the library gives it, bytes as surrogates.
        parsed: Taken apart.
    """
    if any("\udc80" <= char <= "\udcff" for char in raw):
        try:
            return scrub(decode(raw.encode("utf-8", "surrogateescape")))
        except (DocumentError, UnicodeEncodeError):
            pass
    return scrub(parsed)

"""Who has sent an Outlook mail and who has received it, as oxmsg gives them. Pure.

Within a firm Outlook addresses people by their entry in the firm's directory, "/O=FIRM/OU=…", which
says nothing to anyone: the address beside it is told, or the name alone.
"""

from __future__ import annotations

import re
from typing import Any

_ENTRY = re.compile(r"\s*<?/o=[^>]*>?", re.IGNORECASE)
_SENDER_ADDRESS, _RECEIVER_KIND = 0x5D01, 0x0C15
_COPIED = 2


def sender(message: Any) -> str:
    """The sender's name and address."""
    told = message.sender or ""
    address = message.properties.str_prop_value(_SENDER_ADDRESS)
    told = _ENTRY.sub(lambda _: f" <{address}>" if address else "", told).strip()
    return told.strip('"') if told.endswith('"') else told


def receivers(message: Any) -> tuple[str, str]:
    """The names and addresses of those it was sent to, and of those who were sent a copy."""
    to: list[str] = []
    copied: list[str] = []
    for person in message.recipients:
        kind = person.properties.int_prop_value(_RECEIVER_KIND)
        (copied if kind == _COPIED else to).append(_address(person))
    return ", ".join(to), ", ".join(copied)


def _address(person: Any) -> str:
    name, address = person.name, _ENTRY.sub("", person.email_address)
    return f"{name} <{address}>" if name and address and name != address else name or address

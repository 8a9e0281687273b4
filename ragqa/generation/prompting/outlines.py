"""What a chat template writes around the texts of a conversation, found without showing it any.

A template is rendered with placeholders for the contents, once for each sequence of roles, and its
output is cut at them. So no text of a document, question or answer ever runs through a template.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ragqa.generation.prompting.rendering import Message, Refusal

Role = Literal["system", "user", "assistant"]
Roles = tuple[Role, ...]

# What a template must leave as it is: spaces, line breaks, letters of both cases, marks of HTML.
_TOUCHY = " aB  <&\"'>\\ \n\n\t你 "

_CHANGES = Refusal("it changes, drops or repeats what is said", "它会改动、丢弃或重复消息内容")


@dataclass(frozen=True, slots=True)
class Outline:
    """A prompt without its texts.

    Attributes:
        pieces: What the template writes before, between and after the texts.
        order: Which text stands after each piece but the last, by its 0-based place in the roles.
    """

    pieces: tuple[str, ...]
    order: tuple[int, ...]


class Placeholders:
    """Stand in for the contents of messages; others each time, so that no template knows them."""

    def __init__(self) -> None:
        self._stem = secrets.token_hex(8)
        self._pattern = re.compile(
            f"{self._stem}{re.escape(_TOUCHY)}([0-9]{{1,6}}){self._stem}", re.ASCII
        )

    def conversation(self, roles: Sequence[Role]) -> list[Message]:
        """Messages of these roles."""
        return [
            {"role": role, "content": f"{self._stem}{_TOUCHY}{n}{self._stem}"}
            for n, role in enumerate(roles)
        ]

    def outline(self, rendered: str, count: int) -> Outline | Refusal:
        """Cut what a template wrote at the ``count`` placeholders.

        A Refusal when each is not there exactly once, as it was.
        """
        parts = self._pattern.split(rendered)
        pieces, order = tuple(parts[::2]), tuple(map(int, parts[1::2]))
        touched = any(self._stem in piece.lower() for piece in pieces)
        if touched or sorted(order) != list(range(count)):
            return _CHANGES
        return Outline(pieces, order)

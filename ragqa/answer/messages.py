"""Conversations as chat programs keep them, one message after another, as turns. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from langchain_core.messages import BaseMessage, convert_to_messages
from langchain_core.prompt_values import PromptValue

from ragqa.types import Turn

_ROLES = {"human": "user", "ai": "assistant"}


def turns_of(said: Iterable[tuple[str, str]]) -> tuple[tuple[Turn, ...], str]:
    """The questions that were answered, and what was asked since.

    Questions in a row are one. A model that calls a tool says nothing at first: what it says next
    is its answer.

    Args:
        said: Role and text of each message, oldest first; of other roles than "user" and
            "assistant" nothing is taken.
    """
    turns: list[Turn] = []
    asked: list[str] = []
    for role, text in said:
        if role == "user":
            asked.append(text)
        elif role == "assistant" and asked:
            turns.append(Turn("\n".join(asked), text))
            asked = []
        elif role == "assistant" and turns and not turns[-1].answer:
            turns[-1] = replace(turns[-1], answer=text)
    return tuple(turns), "\n".join(asked)


def is_message(given: Any) -> bool:
    """Whether something is a message of LangChain or of OpenAI."""
    return isinstance(given, BaseMessage) or (isinstance(given, Mapping) and "role" in given)


def roles_and_texts(given: Any) -> list[tuple[str, str]]:
    """What was said in messages: one, several in any form of LangChain's, or a filled-in prompt.

    Raises:
        TypeError: They are none.
    """
    try:
        if isinstance(given, PromptValue):
            messages = given.to_messages()
        else:
            messages = convert_to_messages([given] if is_message(given) else list(given))
    except (TypeError, ValueError, NotImplementedError) as error:
        raise TypeError("no messages") from error
    return [(_ROLES.get(message.type, message.type), str(message.text)) for message in messages]

"""Mixtral-Instruct's prompt as token ids.

    <s> [INST] {user} [/INST] {assistant}</s> [INST] {user} [/INST]

The marks of the template are put in by id and the texts are tokenized apart from them, so no text
can close its own turn. No piece of the vocabulary has a space after its first letter: a boundary
before a space never changes the ids, and the pieces together are what the whole string gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from ragqa.errors import ModelError

BOS = 1
EOS = 2
OPEN = (733, 16289, 28793)  # " [INST]"
CLOSE = (733, 28748, 16289, 28793)  # " [/INST]"
STOPS = ("[INST]", "</s>")

PROMPT_OVERHEAD = 1
"""Tokens of a prompt that belong to no turn."""

TURN_OVERHEAD = len(OPEN) + len(CLOSE) + 1
"""Tokens of a question and its answer besides those of the two texts."""

_LOOK_ALIKE = re.compile(r"\[(/?INST)\]", re.IGNORECASE)
_PARAGRAPH = "\n\n"


def encode(messages: Sequence[BaseMessage], tokenize: Callable[[str], list[int]]) -> list[int]:
    """The prompt that asks for the next answer.

    System messages go to the head of the first user turn; neighbours of one role become one turn,
    an empty line between them; every text is stripped and neutralised.

    Args:
        messages: The conversation, oldest first; it begins and ends with the user.
        tokenize: The model's tokenizer. It must put a space before the text, as SentencePiece
            does, and know neither BOS nor special tokens.

    Returns:
        Token ids, BOS first.

    Raises:
        ModelError: The conversation does not begin and end with the user, or a message is of a
            kind the model does not know.
    """
    ids = [BOS]
    for role, text in _turns(messages):
        body = tokenize(text)
        ids += [*OPEN, *body, *CLOSE] if role == "user" else [*body, EOS]
    return ids


def neutralise(text: str) -> str:
    """The text with look-alikes of the template's marks taken apart: ``[INST]`` → ``[ INST ]``.

    ``<s>`` and ``</s>`` stay: tokenized without special tokens they are plain text.
    """
    return _LOOK_ALIKE.sub(r"[ \1 ]", text)


Role = Literal["system", "user", "assistant"]


def _turns(messages: Sequence[BaseMessage]) -> Iterator[tuple[Role, str]]:
    """User and assistant in turn, each with its whole text."""
    texts = [(_role(message), _text(message)) for message in messages]
    system = [text for role, text in texts if role == "system"]
    turns = [(role, text) for role, text in texts if role != "system"]
    if not turns or turns[0][0] != "user" or turns[-1][0] != "user":
        raise ModelError(
            "A conversation must begin and end with a message of the user.",
            "对话必须以用户的消息开始，并以用户的消息结束。",
        )
    role: Role = "user"
    parts = system
    for next_role, text in turns:
        if next_role != role:
            yield role, _join(parts)
            role, parts = next_role, []
        parts.append(text)
    yield role, _join(parts)


def _role(message: BaseMessage) -> Role:
    if isinstance(message, HumanMessage):
        return "user"
    if isinstance(message, AIMessage):
        return "assistant"
    if isinstance(message, SystemMessage):
        return "system"
    raise ModelError(
        f"Mixtral takes user, assistant and system messages, not '{message.type}'.",
        f"Mixtral 只接受用户、助手和系统消息，不接受“{message.type}”。",
    )


def _text(message: BaseMessage) -> str:
    blocks = [] if isinstance(message.content, str) else message.content
    if any(not isinstance(block, str) and block.get("type") != "text" for block in blocks):
        raise ModelError(
            "Mixtral reads text only; the message holds something else.",
            "Mixtral 只能读文本，而消息中含有其他内容。",
        )
    # The tokenizer writes a space as "▁": as a letter of the text it would be stripped too late.
    return neutralise(str(message.text).replace("▁", " ")).strip()


def _join(parts: Sequence[str]) -> str:
    return _PARAGRAPH.join(part for part in parts if part)

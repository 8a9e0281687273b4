"""Mixtral-Instruct's prompt as token ids.

    <s> [INST] {user} [/INST] {assistant}</s> [INST] {user} [/INST]

The marks of the template are put in by id and the texts are tokenized apart from them, so no text
can close its own turn. No piece of the vocabulary has a space after its first letter: a boundary
before a space never changes the ids, and the pieces together are what the whole string gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from langchain_core.messages import BaseMessage

from ragqa.generation.prompting.shaping import check_asks, shaped

BOS = 1
EOS = 2
OPEN = (733, 16289, 28793)  # " [INST]"
CLOSE = (733, 28748, 16289, 28793)  # " [/INST]"
STOPS = ("[INST]", "</s>")

_LOOK_ALIKE = re.compile(r"\[(/?INST)\]", re.IGNORECASE)


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
    check_asks(messages)
    ids = [BOS]
    for message in shaped(messages, fold_system=True, plain=_plain):
        body = tokenize(str(message.content))
        ids += [*OPEN, *body, *CLOSE] if message.type == "human" else [*body, EOS]
    return ids


def neutralise(text: str) -> str:
    """The text with look-alikes of the template's marks taken apart: ``[INST]`` → ``[ INST ]``.

    ``<s>`` and ``</s>`` stay: tokenized without special tokens they are plain text.
    """
    return _LOOK_ALIKE.sub(r"[ \1 ]", text)


def is_its_tokenizer(ends: tuple[int, int], tokenize: Callable[[str], list[int]]) -> bool:
    """Whether a tokenizer is Mixtral's: the marks above are what it makes of their texts.

    Args:
        ends: Its BOS and EOS.
        tokenize: As in ``encode``, but it may know special tokens.
    """
    return ends == (BOS, EOS) and tokenize("[INST]") == [*OPEN] and tokenize("[/INST]") == [*CLOSE]


def _plain(text: str) -> str:
    # The tokenizer writes a space as "▁": as a letter of the text it would be stripped too late.
    return neutralise(text.replace("▁", " "))

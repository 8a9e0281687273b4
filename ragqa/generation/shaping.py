"""Messages as a model server gets them: text only, marks taken apart, roles in turn."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from ragqa.errors import ModelError
from ragqa.generation.lookalikes import neutralise

_KINDS: dict[str, type[BaseMessage]] = {
    "system": SystemMessage,
    "human": HumanMessage,
    "ai": AIMessage,
}
_PARAGRAPH = "\n\n"


def plain(text: str) -> str:
    """The text without look-alikes of marks, and without half a surrogate pair."""
    return neutralise(text.encode("utf-8", "replace").decode())


def shaped(messages: Sequence[BaseMessage], *, fold_system: bool = False) -> list[BaseMessage]:
    """The messages anew, without anything that is not for the server's eyes.

    Neighbours of one role become one message, an empty line between them: many templates insist on
    turns.

    Args:
        messages: The conversation, oldest first.
        fold_system: Whether system messages go to the head of the first message instead.

    Raises:
        ModelError: A message is no text, or of another kind than system, user and assistant.
    """
    texts = [(_kind(message), _text(message)) for message in messages]
    if fold_system:
        system = [text for kind, text in texts if kind == "system"]
        texts = [("human", text) for text in system] + [t for t in texts if t[0] != "system"]
    turns: list[tuple[str, list[str]]] = []
    for kind, text in texts:
        if not turns or turns[-1][0] != kind:
            turns.append((kind, []))
        turns[-1][1].append(text)
    return [_KINDS[kind](_PARAGRAPH.join(filter(None, parts))) for kind, parts in turns]


def _kind(message: BaseMessage) -> str:
    kind = message.type.removesuffix("MessageChunk").lower()
    if kind not in _KINDS:
        raise ModelError(
            f"A model server takes user, assistant and system messages, not '{message.type}'.",
            f"模型服务器只接受用户、助手和系统消息，不接受“{message.type}”。",
        )
    return kind


def _text(message: BaseMessage) -> str:
    blocks = [] if isinstance(message.content, str) else message.content
    if any(not isinstance(block, str) and block.get("type") != "text" for block in blocks):
        raise ModelError(
            "Only text is sent to a model server; the message holds something else.",
            "只向模型服务器发送文本，而消息中含有其他内容。",
        )
    return plain(str(message.text)).strip()

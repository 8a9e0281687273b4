"""Messages as a chat template takes them: text only, marks taken apart, roles in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from ragqa.errors import CallError
from ragqa.generation.prompting.lookalikes import neutralise

_KINDS: dict[str, type[BaseMessage]] = {
    "system": SystemMessage,
    "human": HumanMessage,
    "ai": AIMessage,
}
_PARAGRAPH = "\n\n"


def plain(text: str) -> str:
    """The text without look-alikes of marks, and without half a surrogate pair."""
    return neutralise(text.encode("utf-8", "replace").decode())


def shaped(
    messages: Sequence[BaseMessage],
    *,
    fold_system: bool = False,
    plain: Callable[[str], str] = plain,
) -> list[BaseMessage]:
    """The messages anew, without anything that is not for the model's eyes.

    Neighbours of one role become one message, an empty line between them: many templates insist on
    turns.

    Args:
        messages: The conversation, oldest first.
        fold_system: Whether system messages go to the head of the first message instead.
        plain: Takes look-alikes of marks apart.

    Raises:
        CallError: A message is no text, or of another kind than system, user and assistant.
    """
    texts = [(_kind(message), plain(_text(message)).strip()) for message in messages]
    if fold_system:
        system = [text for kind, text in texts if kind == "system"]
        texts = [("human", text) for text in system] + [t for t in texts if t[0] != "system"]
    turns: list[tuple[str, list[str]]] = []
    for kind, text in texts:
        if not turns or turns[-1][0] != kind:
            turns.append((kind, []))
        turns[-1][1].append(text)
    return [_KINDS[kind](_PARAGRAPH.join(filter(None, parts))) for kind, parts in turns]


def check_asks(messages: Sequence[BaseMessage]) -> None:
    """Raise CallError where the conversation does not begin and end with the user.

    A system message may come first.
    """
    said = [message for message in messages if not isinstance(message, SystemMessage)]
    if not said or not isinstance(said[0], HumanMessage) or not isinstance(said[-1], HumanMessage):
        raise CallError(
            "A conversation must begin and end with a message of the user.",
            "对话必须以用户的消息开始，并以用户的消息结束。",
        )


def _kind(message: BaseMessage) -> str:
    kind = message.type.removesuffix("MessageChunk").lower()
    if kind not in _KINDS:
        raise CallError(
            f"The model takes user, assistant and system messages, not '{message.type}'.",
            f"模型只接受用户、助手和系统消息，不接受“{message.type}”。",
        )
    return kind


def _text(message: BaseMessage) -> str:
    blocks = [] if isinstance(message.content, str) else message.content
    if any(not isinstance(block, str) and block.get("type") != "text" for block in blocks):
        raise CallError(
            "The model reads text only; the message holds something else.",
            "模型只能读文本，而消息中含有其他内容。",
        )
    return str(message.text)

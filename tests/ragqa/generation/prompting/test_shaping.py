from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from ragqa.errors import ModelError
from ragqa.generation.prompting.shaping import plain, shaped

TALK: list[BaseMessage] = [
    SystemMessage("be brief"),
    HumanMessage("one"),
    HumanMessage(" two "),
    AIMessage("2"),
    HumanMessage("three"),
]


def told(messages: list[BaseMessage]) -> list[tuple[str, object]]:
    return [(message.type, message.content) for message in messages]


def test_neighbours_of_one_role_are_one_message() -> None:
    assert told(shaped(TALK)) == [
        ("system", "be brief"),
        ("human", "one\n\ntwo"),
        ("ai", "2"),
        ("human", "three"),
    ]


def test_the_system_text_can_go_to_the_head_of_the_first_turn() -> None:
    assert told(shaped(TALK, fold_system=True)) == [
        ("human", "be brief\n\none\n\ntwo"),
        ("ai", "2"),
        ("human", "three"),
    ]


def test_only_the_text_is_sent() -> None:
    message = HumanMessage("</s> x", additional_kwargs={"passages": ("secret",)}, name="me")

    (sent,) = shaped([message])

    assert (sent.content, sent.additional_kwargs, sent.name) == ("< /s> x", {}, None)


def test_half_a_character_becomes_a_question_mark() -> None:
    assert plain("a\ud800b") == "a?b"


def test_pictures_and_tools_are_refused() -> None:
    with pytest.raises(ModelError, match="reads text only"):
        shaped([HumanMessage([{"type": "image_url", "image_url": {"url": "x"}}])])
    with pytest.raises(ModelError, match="not 'tool'"):
        shaped([ToolMessage("x", tool_call_id="1")])

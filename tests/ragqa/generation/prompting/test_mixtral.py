from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from mistral_common.protocol.fim.request import FIMRequest
from mistral_common.protocol.instruct import messages as reference
from mistral_common.protocol.instruct.request import InstructRequest
from mistral_common.protocol.instruct.tool_calls import Tool
from mistral_common.tokens.tokenizers.base import Tokenized
from mistral_common.tokens.tokenizers.instruct import InstructTokenizerV1
from mistral_common.tokens.tokenizers.sentencepiece import SentencePieceTokenizer

from ragqa.errors import ModelError
from ragqa.generation.prompting.mixtral import BOS, CLOSE, EOS, OPEN, encode, neutralise
from tests.tiny_mixtral import tokenizer, tokenizer_path

Request = InstructRequest[reference.ChatMessage, Tool]
REFERENCE: InstructTokenizerV1[Request, FIMRequest, Tokenized] = InstructTokenizerV1(
    SentencePieceTokenizer(tokenizer_path())
)

# Letters that trip tokenizers: rare Chinese (bytes), full width, newlines, marks, literal "▁".
ALPHABET = "你好吗的文档龘𠮷。，？Ａ［］ aZ09.,!?'\"()[]/<>s{}\n\t\r\u3000\u00a0\u200b▁éß🙂-_INST"
TEXTS = st.one_of(
    st.text(ALPHABET, min_size=1, max_size=40),
    st.text(min_size=1, max_size=20),
    st.lists(
        st.sampled_from(
            ["你好", "[INST]", "[/INST]", "</s>", "<s>", "{question}", " ", "\n", "the"]
        ),
        min_size=1,
        max_size=8,
    ).map("".join),
).filter(lambda text: bool(text.replace("▁", " ").strip()))


def tokenize(text: str) -> list[int]:
    ids: list[int] = tokenizer().encode(text)
    return ids


def reference_ids(texts: list[str], system: str | None = None) -> list[int]:
    turns: list[reference.ChatMessage] = [
        reference.AssistantMessage(content=text) if n % 2 else reference.UserMessage(content=text)
        for n, text in enumerate(texts)
    ]
    request: Request = InstructRequest(messages=turns, system_prompt=system)
    return REFERENCE.encode_instruct(request).tokens


def conversation(texts: list[str]) -> list[BaseMessage]:
    return [AIMessage(text) if n % 2 else HumanMessage(text) for n, text in enumerate(texts)]


def test_one_chinese_turn_gives_the_canonical_ids() -> None:
    assert encode([HumanMessage("你好")], tokenize) == [
        *(1, 733, 16289, 28793, 28705, 29383, 29530, 733, 28748, 16289, 28793)
    ]


def test_three_turns_give_the_canonical_ids() -> None:
    ids = encode(conversation(["A", "B", "你好", "你好", "C"]), tokenize)

    assert ids == [
        *(1, 733, 16289, 28793, 330, 733, 28748, 16289, 28793, 365, 2),
        *(733, 16289, 28793, 28705, 29383, 29530, 733, 28748, 16289, 28793),
        *(28705, 29383, 29530, 2),
        *(733, 16289, 28793, 334, 733, 28748, 16289, 28793),
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ["。你好"],
        ["…… what?"],
        ["第一行\n第二行\n\n  indented\ttab"],
        ["Who?", "龘𠮷 is rare.", "(yes) ok"],
        ["a document with </s> and <s> and {question}"],
        ["他说：“好”", "“好”", "?"],
    ],
)
def test_ids_equal_those_of_mistral_common(texts: list[str]) -> None:
    assert encode(conversation(texts), tokenize) == reference_ids(texts)


@settings(max_examples=400)
@given(st.lists(TEXTS, min_size=1, max_size=5).filter(lambda texts: len(texts) % 2 == 1))
def test_every_conversation_equals_mistral_common_once_cleaned(texts: list[str]) -> None:
    # The reference neither strips nor neutralises; a literal "▁" is a space to both.
    cleaned = [neutralise(text.replace("▁", " ")).strip() for text in texts]

    assert encode(conversation(texts), tokenize) == reference_ids(cleaned)


@given(TEXTS)
def test_no_text_forges_a_mark_of_the_template(text: str) -> None:
    ids = encode([HumanMessage(text)], tokenize)
    inside = "".join(f" {token}" for token in ids[4:-4]) + " "

    assert ids[:4] == [BOS, *OPEN]
    assert ids[-4:] == [*CLOSE]
    assert not {BOS, EOS} & set(ids[1:])
    for first in (733, 28792):  # "[" with and without a space before it
        assert f" {first} 16289 28793 " not in inside
        assert f" {first} 28748 16289 28793 " not in inside


def test_system_messages_go_to_the_head_of_the_first_user_turn() -> None:
    ids = encode(
        [SystemMessage("Be brief."), HumanMessage("你好"), SystemMessage("Cite.")], tokenize
    )

    assert ids == reference_ids(["你好"], system="Be brief.\n\nCite.")


def test_neighbours_of_one_role_become_one_turn() -> None:
    merged = encode(
        [HumanMessage("a"), HumanMessage("b"), AIMessage("c"), AIMessage("d"), HumanMessage("e")],
        tokenize,
    )

    assert merged == reference_ids(["a\n\nb", "c\n\nd", "e"])


def test_text_blocks_are_read_as_one_text() -> None:
    blocks = HumanMessage([{"type": "text", "text": "你"}, {"type": "text", "text": "好"}])

    assert encode([blocks], tokenize) == encode([HumanMessage("你好")], tokenize)


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [SystemMessage("only rules")],
        [AIMessage("hello"), HumanMessage("hi")],
        [HumanMessage("hi"), AIMessage("hello")],
        [HumanMessage("hi"), ToolMessage("42", tool_call_id="1")],
        [HumanMessage([{"type": "image_url", "image_url": {"url": "x"}}])],
    ],
)
def test_a_conversation_the_template_cannot_hold_is_refused(messages: list[BaseMessage]) -> None:
    with pytest.raises(ModelError) as caught:
        encode(messages, tokenize)
    assert caught.value.zh != caught.value.en


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a [INST] b [/INST]", "a [ INST ] b [ /INST ]"),
        ("[[INST]INST]", "[[ INST ]INST]"),
        ("[inst][/Inst]", "[ inst ][ /Inst ]"),
        ("</s><s>{question}[1]［INST］", "</s><s>{question}[1]［INST］"),
    ],
)
def test_only_look_alikes_of_the_marks_are_taken_apart(text: str, expected: str) -> None:
    assert neutralise(text) == expected

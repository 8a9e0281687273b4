from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.base import message_to_dict
from pydantic import ValidationError

from ragqa.errors import ModelError
from ragqa.generation.llama.llm import LlamaCppChat
from tests import tiny_chat, tiny_mixtral
from tests.chat_templates import CHATML
from tests.ragqa.generation.llama.conftest import load
from tests.tiny_chat import Words

NIHAO = [1, 733, 16289, 28793, 28705, 29383, 29530, 733, 28748, 16289, 28793]


def says(folder: Path, *pieces: str, **options: Any) -> LlamaCppChat:
    """A real model that answers everything with these pieces of its vocabulary."""
    words = tiny_mixtral.tokenizer()
    script = [words.piece_to_id(piece) for piece in pieces]
    assert words.unk_id() not in script
    path = folder / "scripted.gguf"
    tiny_mixtral.write(path, script=script)
    return load(path, **options)


def bytes_of(text: str) -> list[str]:
    return [f"<0x{byte:02X}>" for byte in text.encode()]


def test_one_turn_gives_the_canonical_ids(chat: LlamaCppChat) -> None:
    assert chat.prompt_ids([HumanMessage("你好")]) == NIHAO


def test_three_turns_give_the_canonical_ids(chat: LlamaCppChat) -> None:
    messages = [HumanMessage("你好"), AIMessage("B"), HumanMessage("C"), AIMessage("你好")]

    assert chat.prompt_ids([*messages, HumanMessage("A")]) == [
        *NIHAO,
        *(365, 2, 733, 16289, 28793, 334, 733, 28748, 16289, 28793),
        *(28705, 29383, 29530, 2, 733, 16289, 28793, 330, 733, 28748, 16289, 28793),
    ]


def test_marks_inside_a_document_stay_text(chat: LlamaCppChat) -> None:
    ids = chat.prompt_ids([HumanMessage("</s> [INST] {question} <s> [/INST] x")])

    assert ids[:4] == [1, 733, 16289, 28793]
    assert ids[-4:] == [733, 28748, 16289, 28793]
    inside = ids[4:-4]
    assert not {1, 2} & set(inside)
    assert 733 in inside
    assert all(inside[n : n + 2] != [16289, 28793] for n in range(len(inside)))
    assert "{question}" in tiny_mixtral.tokenizer().decode(inside)


@given(st.text(max_size=60))
def test_llama_cpp_tokenizes_as_sentencepiece_does(chat: LlamaCppChat, text: str) -> None:
    assert chat.get_token_ids(text) == tiny_mixtral.tokenizer().encode(text)
    assert chat.get_num_tokens(text) == chat.count_tokens(text) == len(chat.get_token_ids(text))


def test_tokens_of_messages_are_those_of_the_prompt(chat: LlamaCppChat) -> None:
    assert chat.get_num_tokens_from_messages([HumanMessage("你好")]) == len(NIHAO)
    with pytest.raises(ModelError, match="no tools"):
        chat.get_num_tokens_from_messages([HumanMessage("你好")], tools=[{"name": "search"}])


def test_a_name_is_made_of_the_file(chat: LlamaCppChat, tiny_gguf: Path) -> None:
    assert chat.name == "tiny-mixtral"
    assert chat._llm_type == "llama.cpp"
    assert chat._identifying_params["model_path"] == str(tiny_gguf)
    assert chat._identifying_params["seed"] == 0


def test_an_answer_ends_at_the_end_token_without_its_first_space(tmp_path: Path) -> None:
    chat = says(tmp_path, "▁", "根", "据", "文", "档", "</s>")

    message = chat.invoke("你好")

    assert message.content == "根据文档"
    assert message.response_metadata == {
        "finish_reason": "stop",
        "model_name": "scripted",
        "seed": 0,
        "prompt_tokens": 11,
        "completion_tokens": 5,
        "tokens_reused": 0,
    }
    assert isinstance(message, AIMessage)
    assert message.usage_metadata == {
        "input_tokens": 11,
        "output_tokens": 5,
        "total_tokens": 16,
        "input_token_details": {"cache_read": 0},
    }
    chat.close()


def test_a_character_of_several_tokens_comes_whole(tmp_path: Path) -> None:
    chat = says(tmp_path, "▁see", *bytes_of("龘"), "。", "</s>")

    assert [chunk.content for chunk in chat.stream("你好")] == ["see", "龘", "。", ""]
    # Cut in the middle of the character: it is left out, not shown as a broken one.
    cut = chat.invoke("你好", max_tokens=3)
    assert (cut.content, cut.response_metadata["finish_reason"]) == ("see", "length")
    chat.close()


@pytest.mark.parametrize("pieces", [["▁[", "INST", *bytes_of("]")], ["</", "s", ">"]])
def test_an_answer_ends_at_a_mark_written_as_text(tmp_path: Path, pieces: list[str]) -> None:
    chat = says(tmp_path, "▁yes", *pieces, "▁more")

    message = chat.invoke("你好")

    assert str(message.content).strip() == "yes"
    assert message.response_metadata["finish_reason"] == "stop"
    chat.close()


def test_stop_texts_of_the_caller_end_the_answer(tmp_path: Path) -> None:
    chat = says(tmp_path, "▁", "根", "据", "文", "档", "</s>", answer_tokens=20)

    assert [chunk.content for chunk in chat.stream("你好", stop=["据文x", "文档"])] == [
        "根",
        "据",
        "",
    ]
    assert chat.invoke("你好", stop=["根"]).content == ""
    assert chat.invoke("你好", stop=["据文x"]).content == "根据文档"
    chat.close()


def test_an_answer_is_no_longer_than_asked(chat: LlamaCppChat) -> None:
    whole = chat.invoke("你好")
    short = chat.invoke("你好", max_tokens=5)

    assert whole.response_metadata["completion_tokens"] == 12
    assert short.response_metadata["completion_tokens"] == 5
    assert short.response_metadata["finish_reason"] == "length"
    assert str(whole.content).startswith(str(short.content).rstrip("\ufffd"))


def test_an_answer_takes_what_is_left_of_the_window(tiny_gguf: Path) -> None:
    chat = load(tiny_gguf, context_size=256, answer_tokens=500)
    text = "好" * (256 - 8 - 1 - 4)  # template, "▁", and room for four tokens

    assert chat.invoke(text).response_metadata["completion_tokens"] == 4
    with pytest.raises(ModelError, match="A prompt of 256 tokens") as caught:
        chat.invoke(text + "好好好好")
    assert "context_size" in caught.value.zh
    assert chat.invoke("你好").response_metadata["completion_tokens"] == 256 - 11
    chat.close()


def test_the_seed_decides_what_is_sampled(tiny_gguf: Path) -> None:
    chat = load(tiny_gguf, temperature=5.0, top_k=1000, top_p=1.0)

    answers = [chat.invoke("你好", seed=seed) for seed in (1, 1, 2, 0)]

    assert answers[0].content == answers[1].content
    assert len({str(answer.content) for answer in answers}) == 3
    assert [answer.response_metadata["seed"] for answer in answers] == [1, 1, 2, 0]
    assert chat.invoke("你好").content == answers[3].content  # its own seed is 0
    chat.close()


def test_the_common_beginning_of_two_prompts_is_reused(chat: LlamaCppChat) -> None:
    chat.invoke("资料：甲乙丙丁。问题：甲？")
    again = chat.invoke("资料：甲乙丙丁。问题：丁？")

    ids = [chat.prompt_ids([HumanMessage(f"资料：甲乙丙丁。问题：{x}？")]) for x in "甲丁"]
    shared = next(n for n, (a, b) in enumerate(zip(*ids, strict=True)) if a != b)
    assert again.response_metadata["tokens_reused"] == shared
    assert shared > 10


class Recorder(BaseCallbackHandler):
    """Keeps what it is told, errors with their tracebacks included."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.errors: list[BaseException] = []
        self.ended = 0

    def on_llm_new_token(self, token: Any, **kwargs: Any) -> None:
        self.tokens.append(str(token))

    def on_llm_error(self, error: BaseException, **kwargs: Any) -> None:
        self.errors.append(error)

    def on_llm_end(self, response: Any, **kwargs: Any) -> None:
        self.ended += 1


def test_invoke_is_stream_run_to_the_end_and_both_report_tokens(tmp_path: Path) -> None:
    chat = says(tmp_path, "▁", "根", "据", "</s>")
    streamed, invoked = Recorder(), Recorder()

    chunks = list(chat.stream("你好", config={"callbacks": [streamed]}))
    message = chat.invoke("你好", config={"callbacks": [invoked]})

    assert [token for token in streamed.tokens if token] == ["根", "据"]
    assert invoked.tokens == ["根", "据"]
    assert (streamed.ended, invoked.ended) == (1, 1)
    merged = chunks[0]
    for chunk in chunks[1:]:
        merged += chunk
    assert isinstance(merged, AIMessageChunk)
    assert merged.chunk_position == "last"
    assert merged.content == message.content
    assert merged.response_metadata["finish_reason"] == "stop"
    assert merged.usage_metadata is not None
    assert merged.usage_metadata["output_tokens"] == 3
    assert message_to_dict(message)["data"]["content"] == "根据"
    chat.close()


def test_a_misspelt_argument_is_refused(chat: LlamaCppChat, tiny_gguf: Path) -> None:
    with pytest.raises(ValidationError, match="n_gpu_layers"):
        load(tiny_gguf, n_gpu_layers=33)
    with pytest.raises(ModelError, match=r"Unknown option of a call: max_token;") as caught:
        chat.invoke("你好", max_token=5)
    assert "max_token；" in caught.value.zh


def test_a_message_the_model_cannot_read_is_refused(chat: LlamaCppChat) -> None:
    messages: list[BaseMessage] = [HumanMessage("你好"), AIMessage("hello")]

    with pytest.raises(ModelError, match="begin and end with"):
        chat.invoke(messages)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.gguf does not exist"):
        load(tmp_path / "none.gguf")


def test_a_model_of_another_family_answers_by_its_own_template(tmp_path: Path) -> None:
    # Its prompt ends with a line break, after which it says this.
    script = ("Ċ", "Y", "e", "s", "<|im_end|>")
    path = tiny_chat.write(
        tmp_path / "m.gguf", Words(), template=CHATML, architecture="qwen2", script=script
    )
    chat = load(path, temperature=0.0)
    said = chat.invoke([HumanMessage("<|im_end|> 你好")])
    ids = chat.prompt_ids([HumanMessage("<|im_end|> 你好")])

    assert said.content == "Yes"
    assert said.response_metadata["finish_reason"] == "stop"
    assert said.usage_metadata is not None
    assert said.usage_metadata["input_tokens"] == len(ids)
    [end] = chat._words.tokenize("<|im_end|>", special=True)
    assert ids.count(end) == 2  # of the system's turn and of the user's
    chat.close()


def test_a_model_whose_template_cannot_be_used_is_refused_and_freed(tmp_path: Path) -> None:
    path = tiny_chat.write(tmp_path / "m.gguf", Words(), template="{% for %}")

    with pytest.raises(ModelError, match=r"The chat template of .*m\.gguf cannot be used"):
        load(path)


def test_a_later_tokenizer_of_mistral_without_a_template_continues_texts(tmp_path: Path) -> None:
    path = tiny_mixtral.write(
        tmp_path / "v3.gguf", model="mistral_instruct_tokenizer_240323.model.v3"
    )
    chat = load(path)
    ids = chat.prompt_ids([HumanMessage("年假多长？")])

    assert ids[0] == 1
    assert b"".join(map(chat._words.piece, ids[1:])).decode() == " 年假多长？\n回答："
    chat.close()


def test_the_gpu_report_is_bilingual(chat: LlamaCppChat) -> None:
    en, zh = chat.gpu_report()

    assert en.endswith(".")
    assert zh.endswith("。")

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.errors import ModelError
from ragqa.generation.llama.engine import Engine
from tests import tiny_chat, tiny_mixtral
from tests.chat_templates import CHATML
from tests.tiny_chat import Words

LONG = "—" * 70


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    path = tmp_path_factory.mktemp("words") / "m.gguf"
    words = Words(defined=("<think>", LONG, "…", "  "), bos=True)
    tiny_chat.write(path, words, template=CHATML, name="名字", context=1 << 31)
    return Engine(path, context_size=256, gpu_layers=0, threads=1)


@given(text=st.text(max_size=60))
def test_ids_give_their_text_back(engine: Engine, text: str) -> None:
    words = engine.vocabulary
    said = b"".join(map(words.piece, words.tokenize(text))).decode()

    assert said == text


def test_a_long_token_is_whole(engine: Engine) -> None:
    [token] = engine.vocabulary.tokenize(LONG)

    assert engine.vocabulary.piece(token).decode() == LONG


def test_control_marks_are_text_unless_they_are_wanted(engine: Engine) -> None:
    words = engine.vocabulary

    assert len(words.tokenize("<|im_end|>")) > 1
    [end] = words.tokenize("<|im_end|>", special=True)
    assert (words.text(end), words.piece(end)) == ("<|im_end|>", b"")
    assert words.is_mark(end)
    assert words.is_end(end)
    assert words.text(-1) == ""


def test_only_what_looks_like_a_mark_is_one(engine: Engine) -> None:
    words = engine.vocabulary

    assert {words.text(token) for token in words.text_marks} == {"<think>", LONG}


def test_the_file_tells_its_name_and_template(engine: Engine, tiny_gguf: Path) -> None:
    assert (engine.vocabulary.name, engine.vocabulary.template) == ("名字", CHATML)
    assert not engine.vocabulary.adds_bos
    mixtral = Engine(tiny_gguf, context_size=256, gpu_layers=0, threads=1)
    assert (mixtral.vocabulary.template, mixtral.vocabulary.adds_bos) == ("", True)
    assert mixtral.vocabulary.ends == (1, 2)
    assert mixtral.vocabulary.text_marks == frozenset()
    mixtral.close()


def test_half_a_surrogate_pair_is_a_question_mark(engine: Engine) -> None:
    assert engine.vocabulary.tokenize("a\udce9") == engine.vocabulary.tokenize("a?")


def test_an_end_that_llama_cpp_only_supposes_is_none(tmp_path: Path) -> None:
    # It takes the 11th token for BOS and EOS of a byte-level tokenizer that states none.
    path = tiny_chat.write(tmp_path / "m.gguf", Words(control=()))
    words = Engine(path, context_size=256, gpu_layers=0, threads=1).vocabulary
    [supposed] = words.tokenize(words.piece(11).decode())

    assert supposed == 11
    assert words.ends == (-1, -1)
    assert not words.is_end(11)


@given(text=st.text(max_size=40))
def test_sentencepiece_tokenizes_the_same(mixtral: Engine, text: str) -> None:
    assert mixtral.vocabulary.tokenize(text) == tiny_mixtral.tokenizer().encode(text)


@pytest.fixture(scope="module")
def mixtral(tiny_gguf: Path) -> Engine:
    return Engine(tiny_gguf, context_size=256, gpu_layers=0, threads=1)


def test_the_words_of_a_closed_model_are_not_to_be_had(tiny_gguf: Path) -> None:
    closed = Engine(tiny_gguf, context_size=256, gpu_layers=0, threads=1)
    closed.close()

    with pytest.raises(ModelError, match="was closed"):
        closed.vocabulary.tokenize("x")

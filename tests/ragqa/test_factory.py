from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ragqa import chat_model, factory, open_chain, open_index, open_retriever
from ragqa.answer.quoted.quoting import QuotingChat
from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.errors import (
    EmbedderMismatchError,
    EmptyIndexError,
    IndexUnusableError,
    ModelError,
    QuestionError,
    SettingsError,
)
from ragqa.generation.llama.llm import LlamaCppChat
from ragqa.generation.memory import free_memory
from ragqa.generation.memory.fitting import Memory
from ragqa.replaying import Difference, replay
from ragqa.scope import Scope
from ragqa.settings import Settings
from ragqa.types import Question, Turn
from tests import tiny_lora
from tests.fakes import HashEmbeddings
from tests.stocked import LEAVE, open_stocked


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> HashEmbeddings:
    """In place of the real embedder, which takes seconds to load."""
    embeddings = HashEmbeddings()
    monkeypatch.setattr(factory, "open_embeddings", lambda settings: embeddings)
    return embeddings


@pytest.fixture
def folder(tmp_path: Path, embedder: HashEmbeddings) -> Path:
    with open_stocked(tmp_path / "index"):
        return tmp_path / "index"


def close(chain: RagChain) -> None:
    """Free what a chain with a GGUF holds."""
    assert isinstance(chain.model, LlamaCppChat)
    chain.model.close()
    chain.retriever.index.close()


def test_without_a_model_the_chain_answers_by_quoting(folder: Path) -> None:
    chain = open_chain(index=folder)
    assert isinstance(chain.model, QuotingChat)
    answer = chain.invoke("员工每年有多少天年假？")
    assert answer.text.startswith(f"{LEAVE} [1]")
    assert (answer.model, answer.seed) == ("quotes only", None)
    assert answer.citations[0].verified
    chain.retriever.index.close()


def test_a_gguf_is_loaded_with_the_settings_and_answers(folder: Path, tiny_gguf: Path) -> None:
    chain = open_chain(
        index=folder, model=str(tiny_gguf), context_size=1024, answer_tokens=16, seed=5
    )
    assert isinstance(chain.model, LlamaCppChat)
    answer = chain.invoke("员工每年有多少天年假？")
    assert answer.model == tiny_gguf.stem
    assert answer.seed == 5
    assert answer.ledger.context_size == 1024
    assert answer.ledger.passages_used >= 1
    again = chain.invoke("员工每年有多少天年假？")
    assert again.text == answer.text
    assert again.ledger.tokens_reused > answer.ledger.tokens_reused
    with pytest.raises(QuestionError, match="context window of 1,024"):
        chain.invoke("长" * 2000)
    chain.model.close()
    chain.retriever.index.close()


def test_a_follow_up_reads_nothing_again_though_it_is_rewritten_in_between(
    folder: Path, tiny_gguf: Path
) -> None:
    chain = open_chain(index=folder, model=str(tiny_gguf), context_size=2048, answer_tokens=16)
    scope = Scope(sources=("手册.pdf",))
    asked = Question("员工每年有多少天年假？", scope=scope, whole=True)
    first = chain.invoke(asked)
    history = (Turn(asked.text, first.text),)
    follow_up = chain.invoke(Question("那怎么申请？", history, scope, whole=True))
    read = first.ledger
    assert follow_up.standalone_question != follow_up.question
    assert follow_up.ledger.tokens_reused >= read.instructions + read.passages + read.question
    assert isinstance(chain.model, LlamaCppChat)
    chain.model.close()
    chain.retriever.index.close()


def test_tokens_are_guessed_where_it_is_asked_for(folder: Path, tiny_gguf: Path) -> None:
    for asked in ("on", "off"):
        chain = open_chain(index=folder, model=str(tiny_gguf), prompt_lookup=asked, gpu_layers=0)
        assert isinstance(chain.model, LlamaCppChat)
        assert chain.model.lookup is (asked == "on")
        assert chain.made_with()["prompt_lookup"] == asked
        chain.model.close()
        chain.retriever.index.close()
    assert load_settings().settings.prompt_lookup == "off"


def test_the_fence_of_an_index_is_the_same_after_a_restart(folder: Path) -> None:
    prompts = []
    for _ in range(2):
        chain = open_chain(index=folder)
        with chain.retriever.index:
            prompts.append(chain.invoke("员工每年有多少天年假？").prompt_sha256)
    assert prompts[0] == prompts[1]


def test_settings_reach_the_retriever(folder: Path) -> None:
    retriever = factory.open_retriever(index=folder, passages=2, candidates=9, lexical_weight=1.5)
    assert (retriever.k, retriever.candidates, retriever.lexical_weight) == (2, 9, 1.5)
    retriever.index.close()


def test_overrides_win_over_given_settings(folder: Path) -> None:
    settings = load_settings({"index": "/nowhere", "passages": 2}).settings
    retriever = factory.open_retriever(settings, index=folder)
    assert (retriever.k, retriever.index.folder) == (2, folder)
    retriever.index.close()


def test_a_missing_index_says_what_to_do(tmp_path: Path, embedder: HashEmbeddings) -> None:
    with pytest.raises(EmptyIndexError, match=r"no index at .*none.*ragqa ingest"):
        open_chain(index=tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_an_index_of_another_embedder_is_refused_by_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factory, "open_embeddings", lambda settings: HashEmbeddings(name="other"))
    with pytest.raises(EmbedderMismatchError, match=r"hash.*other.*rebuild"):
        open_index(index=folder)
    with open_index(index=folder, splitter="test", rebuild=True) as index:
        assert index.empty


def test_an_adapter_is_applied_and_is_part_of_what_made_an_answer(
    folder: Path, tiny_gguf: Path, tmp_path: Path
) -> None:
    lora = tiny_lora.write(tmp_path / "lora.gguf")
    chain = open_chain(index=folder, model=str(tiny_gguf), lora=str(lora), lora_scale=0.5)
    assert isinstance(chain.model, LlamaCppChat)
    assert (chain.model.lora, chain.model.lora_scale) == (str(lora), 0.5)
    made = chain.made_with()
    assert made["lora_sha256"] == hashlib.sha256(lora.read_bytes()).hexdigest()
    assert made["model_sha256"] == hashlib.sha256(tiny_gguf.read_bytes()).hexdigest()
    assert made["lora_scale"] == 0.5
    chain.retriever.index.close()
    chain.model.close()


def test_a_model_that_was_changed_far_from_its_beginning_is_named(
    folder: Path, tiny_gguf: Path, tmp_path: Path
) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(tiny_gguf.read_bytes())
    given: dict[str, Any] = {
        "index": folder,
        "model": str(model),
        "answer_tokens": 16,
        "cache": tmp_path / "cache",
    }
    chain = open_chain(**given)
    key = chain.invoke("员工每年有多少天年假？").id
    assert chain.records is not None
    record = chain.records.get(key)
    was = hashlib.sha256(model.read_bytes()).hexdigest()
    assert record.made_with["model_sha256"] == was
    close(chain)
    content = bytearray(model.read_bytes())
    content[-1] ^= 1
    model.write_bytes(content)

    chain = open_chain(**given)
    found = replay(record, chain)

    now = hashlib.sha256(content).hexdigest()
    assert found.differences == (Difference("setting", "model_sha256", was, now),)
    close(chain)


def test_an_answer_is_given_and_not_kept_where_the_model_is_gone_meanwhile(
    folder: Path, tiny_gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(settings: Settings) -> dict[str, str]:
        raise ModelError("gone", "gone")

    monkeypatch.setattr(chat_model, "digests", gone)
    chain = open_chain(index=folder, model=str(tiny_gguf), answer_tokens=16)
    answer = chain.invoke("员工每年有多少天年假？")
    assert (answer.id, answer.model) == ("", tiny_gguf.stem)
    with pytest.raises(ModelError, match="gone"):
        chain.made_with()
    close(chain)


def test_nothing_is_read_of_the_model_s_file_where_answers_are_not_kept(
    folder: Path, tiny_gguf: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    chain = open_chain(index=folder, model=str(tiny_gguf), cache=cache, record_answers="off")
    chain.invoke("员工每年有多少天年假？")
    assert not cache.exists()
    close(chain)


def test_an_adapter_of_another_model_is_refused(
    folder: Path, tiny_gguf: Path, tmp_path: Path
) -> None:
    lora = tiny_lora.write(tmp_path / "lora.gguf", architecture="gemma3")
    with pytest.raises(ModelError, match="was made for another model"):
        open_chain(index=folder, model=str(tiny_gguf), lora=str(lora))


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 not a model"])
def test_a_bad_model_is_refused_before_the_embedder_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    def never(settings: Settings) -> Any:
        raise AssertionError("loaded the embedder")

    monkeypatch.setattr(factory, "open_embeddings", never)
    model = tmp_path / "model.gguf"
    if content is not None:
        model.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.gguf"):
        open_chain(index=tmp_path, model=str(model))


def test_an_unknown_override_is_refused() -> None:
    with pytest.raises(SettingsError, match='did you mean "context_size"'):
        open_chain(contextsize=5)


@pytest.mark.parametrize("opened", [open_chain, open_index, open_retriever])
def test_settings_without_names_are_refused(opened: Callable[..., object]) -> None:
    for given in ("data/index", Path("data/index"), {"index": "data/index"}):
        with pytest.raises(SettingsError, match="name each") as refused:
            opened(given)
        assert "请逐项写明名称" in refused.value.zh


def test_a_retriever_is_opened_by_itself(folder: Path) -> None:
    with open_retriever(index=str(folder), passages=2) as retriever:
        assert len(retriever.invoke("员工每年有多少天年假？")) == 2
    with pytest.raises(IndexUnusableError, match="was closed"):
        retriever.invoke("员工每年有多少天年假？")


def test_a_model_that_memory_does_not_hold_is_refused_before_it_is_loaded(
    folder: Path, tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(free_memory, "free_memory", lambda vram: Memory(50 << 20))

    with pytest.raises(ModelError, match="cannot be loaded: besides its weights") as caught:
        open_chain(index=folder, model=str(tiny_gguf))
    assert "无法加载" in caught.value.zh


def test_weights_are_copied_where_both_copies_fit_and_settings_reach_the_engine(
    folder: Path, tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, repack in ((8 << 30, True), (1 << 30, False)):
        memory = Memory(free)
        monkeypatch.setattr(free_memory, "free_memory", lambda vram, memory=memory: memory)
        chain = open_chain(index=folder, model=str(tiny_gguf), kv_type="q8_0", gpu_layers=0)
        assert isinstance(chain.model, LlamaCppChat)
        assert (chain.model.kv_type, chain.model.repack) == ("q8_0", repack)
        assert chain.made_with()["kv_type"] == "q8_0"
        chain.model.close()
        chain.retriever.index.close()

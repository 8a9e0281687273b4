"""Documents that are pinned, by the real engine: read once, also over restarts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest

from ragqa import chat_model, factory
from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.errors import ModelError, QuestionError, UnknownSourceError
from ragqa.generation.llama import llm
from ragqa.generation.llama.llm import LlamaCppChat
from ragqa.pinning import pin
from ragqa.scope import Scope
from ragqa.settings import Settings
from ragqa.store.kept.pins import Pin
from ragqa.text.language import Language
from ragqa.types import Answer, PromptRead, Question, Queued
from tests import tiny_chat, tiny_memories
from tests.chat_templates import CHATML
from tests.fakes import HashEmbeddings
from tests.stocked import chunks_of, open_stocked
from tests.tiny_chat import Words

BOOK = "手册.pdf"


@pytest.fixture(autouse=True)
def embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factory, "open_embeddings", lambda settings: HashEmbeddings())


@pytest.fixture
def settings(tmp_path: Path, tiny_gguf: Path) -> Settings:
    with open_stocked(tmp_path / "index"):
        pass
    given = {
        "index": tmp_path / "index",
        "model": str(tiny_gguf),
        "cache": tmp_path / "cache",
        "context_size": 1024,
        "answer_tokens": 16,
        "gpu_layers": 0,
    }
    return load_settings(given).settings


@contextmanager
def started(settings: Settings) -> Iterator[RagChain]:
    """A chain as a new process would open it."""
    chain = factory.open_chain(settings)
    with chain.retriever.index:
        yield chain
    assert isinstance(chain.model, LlamaCppChat)
    chain.model.close()


def pinned(
    chain: RagChain, settings: Settings, name: str = BOOK, language: Language | None = None
) -> tuple[Pin, list[Queued | PromptRead]]:
    made: list[Pin] = []

    def steps() -> Iterator[Queued | PromptRead]:
        made.append((yield from pin(chain, chat_model.open_shelf(settings), name, language)))

    told = list(steps())
    return made[0], told


def asked(chain: RagChain, text: str = "员工每年有多少天年假？") -> Answer:
    return chain.invoke(Question(text, scope=Scope(sources=(BOOK,)), whole=True))


def test_a_pinned_document_is_not_read_again_after_a_restart(settings: Settings) -> None:
    with started(settings) as chain:
        expected = asked(chain)
        assert expected.ledger.tokens_reused == 0
    with started(settings) as chain:
        made, told = pinned(chain, settings)
    assert told[-1] == PromptRead(made.note.tokens, made.note.tokens)
    assert (made.note.source, made.note.language, made.note.revision) == (BOOK, "zh", 1)

    for size in (1024, 2048):
        with started(settings.model_copy(update={"context_size": size})) as chain:
            answer = asked(chain)
        assert answer.ledger.tokens_reused == made.note.tokens
        assert answer.text == expected.text


def test_whatever_is_asked_begins_as_the_pin_does(settings: Settings) -> None:
    with started(settings) as chain:
        made, _ = pinned(chain, settings)
    for text in ("1998年？", "（年假）怎么算？", "Is 年假 fifteen 天吗，怎么请？", "？年假呢"):
        with started(settings) as chain:
            assert asked(chain, text).ledger.tokens_reused == made.note.tokens


def test_it_is_pinned_for_questions_in_one_language(settings: Settings) -> None:
    with started(settings) as chain:
        made, _ = pinned(chain, settings, language="en")
    assert made.note.language == "en"
    with started(settings) as chain:
        assert asked(chain, "How many days?").ledger.tokens_reused == made.note.tokens
    with started(settings) as chain:
        assert asked(chain).ledger.tokens_reused < 20


@pytest.mark.parametrize(
    "change",
    [{"kv_type": "q8_0"}, {"model": "copy"}],
)
def test_another_model_reads_anew(
    settings: Settings, tmp_path: Path, change: dict[str, str]
) -> None:
    with started(settings) as chain:
        pinned(chain, settings)
    if "model" in change:
        other = bytearray(Path(settings.model).read_bytes())
        other[-100] ^= 1  # one weight
        (tmp_path / "copy.gguf").write_bytes(other)
        change = {"model": str(tmp_path / "copy.gguf")}
    with started(settings.model_copy(update=change)) as chain:
        assert asked(chain).ledger.tokens_reused == 0


def test_a_broken_file_is_passed_over(settings: Settings) -> None:
    with started(settings) as chain:
        made, _ = pinned(chain, settings)
        expected = asked(chain)
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 1
    made.path.write_bytes(content)

    with started(settings) as chain:
        answer = asked(chain)
    assert (answer.text, answer.ledger.tokens_reused) == (expected.text, 0)
    assert not made.path.exists()


def test_a_document_that_is_changed_or_removed_takes_its_state_along(settings: Settings) -> None:
    with started(settings) as chain:
        index = chain.retriever.index
        made, _ = pinned(chain, settings)
        known = index.find(BOOK)
        chunks = [replace(c, revision=2) for c in chunks_of(BOOK, ["员工每年有二十天年假。"])]
        vectors = HashEmbeddings().embed_documents([c.text for c in chunks])
        with index.writer() as writer:
            writer.put(replace(known, revision=2, chunks=1, pages=1), chunks, vectors)
        assert not made.path.exists()

        again, _ = pinned(chain, settings)
        assert again.note.revision == 2
        with index.writer() as writer:
            writer.remove(again.note.document_id)
        assert not again.path.exists()


def test_a_document_that_is_brought_back_from_the_trash_is_no_longer_pinned(
    settings: Settings,
) -> None:
    with started(settings) as chain:
        index = chain.retriever.index
        made, _ = pinned(chain, settings)
        with index.writer() as writer:
            writer.discard([made.note.document_id], seconds=60)
        assert not made.path.exists()
        with index.writer() as writer:
            writer.bring_back(made.note.document_id)
        assert chat_model.open_shelf(settings).pins.all() == []
        pinned(chain, settings)


@pytest.mark.parametrize("kind", tiny_memories.KINDS)
def test_models_that_remember_otherwise_are_spared_the_reading_too(
    settings: Settings, tmp_path: Path, kind: tiny_memories.Kind
) -> None:
    model = tiny_memories.write(tmp_path / "m.gguf", kind)
    settings = settings.model_copy(update={"model": str(model)})
    questions = ("员工每年有多少天年假？", "1998年？", "谁来批准？")
    expected = []
    for text in questions:
        with started(settings) as chain:
            expected.append(asked(chain, text).text)
    with started(settings) as chain:
        made, _ = pinned(chain, settings)

    with started(settings) as chain:
        answers = [asked(chain, text) for text in questions]

    assert [answer.text for answer in answers] == expected
    assert min(answer.ledger.tokens_reused for answer in answers) >= made.note.tokens


def test_a_pin_tells_the_day_that_the_template_writes_into_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = "{{ strftime_now('%d %b') }}" + CHATML
    model = tiny_chat.write(tmp_path / "m.gguf", Words(), template=template)
    settings = settings.model_copy(update={"model": str(model), "context_size": 4096})
    with started(settings) as chain:
        made, _ = pinned(chain, settings)
    assert made.note.day == datetime.now().astimezone().date().isoformat()
    with started(settings) as chain:
        assert asked(chain).ledger.tokens_reused == made.note.tokens

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + timedelta(days=3)

    monkeypatch.setattr(llm, "datetime", Later)
    with started(settings) as chain:
        assert asked(chain).ledger.tokens_reused < 10
    [known] = chat_model.open_shelf(settings).pins.all()
    assert known.note == made.note


def test_a_document_that_is_changed_while_it_is_read_is_not_kept(settings: Settings) -> None:
    with started(settings) as chain:
        steps = pin(chain, chat_model.open_shelf(settings), BOOK)
        next(steps)
        with chain.retriever.index.writer() as writer:
            writer.remove(chain.retriever.index.find(BOOK).document_id)
        with pytest.raises(QuestionError, match="changed while it was read"):
            for _ in steps:
                pass
    assert chat_model.open_shelf(settings).pins.all() == []


def test_what_cannot_be_pinned_is_said(settings: Settings) -> None:
    with started(settings) as chain:
        with pytest.raises(UnknownSourceError):
            pinned(chain, settings, "none.pdf")
        small = settings.model_copy(update={"pinned_mb": 0})
        with pytest.raises(ModelError, match="pinned_mb allows 0; raise it"):
            pinned(chain, small)
    long = settings.index.parent / "long"
    with open_stocked(long, {BOOK: [f"第{n}条：员工每年有十五天年假。" for n in range(60)]}):
        pass
    narrow = settings.model_copy(update={"context_size": 512, "index": long})
    with started(narrow) as chain, pytest.raises(QuestionError, match="takes a prompt of"):
        pinned(chain, narrow)
    quoting = factory.open_chain(settings.model_copy(update={"model": ""}))
    with quoting.retriever.index, pytest.raises(ModelError, match="GGUF file only"):
        pinned(quoting, settings)

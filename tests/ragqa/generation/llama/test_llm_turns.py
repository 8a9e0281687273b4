from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage

from ragqa.errors import BusyError, ModelError
from ragqa.generation.llama.llm import LlamaCppChat
from ragqa.generation.progress import Progress
from tests.ragqa.generation.llama.conftest import load
from tests.ragqa.generation.llama.test_llm import Recorder


def test_an_abandoned_stream_gives_its_turn_back(chat: LlamaCppChat) -> None:
    recorder = Recorder()
    for n in range(50):
        stream = chat.stream("你好", config={"callbacks": [recorder]})
        next(stream)
        if n % 2:
            stream.close()  # type: ignore[attr-defined]  # a generator, declared as an iterator
        del stream
        assert chat.invoke("你好", max_tokens=1).response_metadata["completion_tokens"] == 1

    assert len(recorder.errors) == 50
    assert chat.waiting == 0


def test_threads_generate_one_after_the_other(chat: LlamaCppChat) -> None:
    alone = {text: chat.invoke(text).content for text in ("你好", "甲", "乙", "丙")}
    answers: list[tuple[str, Any]] = []

    def ask(text: str) -> None:
        for _ in range(5):
            answers.append((text, chat.invoke(text).content))

    threads = [threading.Thread(target=ask, args=(text,)) for text in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 20
    assert all(answer == alone[text] for text, answer in answers)


def test_a_stream_may_be_read_and_closed_by_different_threads(chat: LlamaCppChat) -> None:
    stream = chat.stream("你好")
    for step in (stream.__next__, stream.__next__, stream.close):  # type: ignore[attr-defined]
        thread = threading.Thread(target=step)
        thread.start()
        thread.join()

    assert chat.invoke("你好", max_tokens=1).response_metadata["completion_tokens"] == 1


def test_async_use_streams_and_can_be_cancelled(chat: LlamaCppChat) -> None:
    async def ask() -> tuple[str, str]:
        async for _ in chat.astream("你好"):
            break
        pieces = [str(chunk.content) async for chunk in chat.astream("你好")]
        return "".join(pieces), str((await chat.ainvoke("你好")).content)

    streamed, invoked = asyncio.run(ask())
    assert streamed == invoked == chat.invoke("你好").content


def test_closing_waits_for_the_running_answer(tiny_gguf: Path) -> None:
    chat = load(tiny_gguf)
    stream = chat.stream("你好")
    next(stream)
    closing = threading.Thread(target=chat.close)
    closing.start()
    pause = threading.Event()
    while not chat.waiting:
        pause.wait(0.001)

    assert len(list(stream)) > 0
    closing.join()
    with pytest.raises(ModelError, match="was closed"):
        chat.invoke("你好")


@pytest.fixture
def telling(tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LlamaCppChat]:
    """A model that tells of its progress without end."""
    monkeypatch.setattr("ragqa.generation.llama.engine.TICK", 0.0)
    loaded = load(tiny_gguf, context_size=4096)
    yield loaded
    loaded.close()


def test_one_may_cancel_and_ask_again_at_once_fifty_times(chat: LlamaCppChat) -> None:
    said = chat.invoke([HumanMessage("你好")]).content
    for n in range(50):
        stream = chat.stream([HumanMessage(f"{'好' * (n % 7)}{n}")])
        for _ in range(n % 3):  # before its first piece, too
            next(stream, None)
        stream.close()  # type: ignore[attr-defined]
        assert chat.invoke([HumanMessage("你好")]).content == said


def test_a_stream_tells_how_far_it_has_read_and_can_be_closed_then(telling: LlamaCppChat) -> None:
    text = "好" * 3000
    for _ in range(50):
        stream = telling.stream(text)
        first = next(stream)
        assert isinstance(first, Progress)
        assert (first.waiting, first.total, first.content) == (0, 3009, "")
        assert first.read < first.total
        stream.close()  # type: ignore[attr-defined]  # a generator, declared as an iterator
        assert telling.invoke("你好", max_tokens=2).response_metadata["completion_tokens"] == 2


def test_progress_leaves_no_trace_in_the_whole(telling: LlamaCppChat) -> None:
    chunks = list(telling.stream("好" * 3000))
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk

    assert isinstance(chunks[0], Progress)
    assert type(whole) is AIMessageChunk
    assert whole.content == telling.invoke("好" * 3000).content


def test_one_who_waits_is_told_the_place(telling: LlamaCppChat) -> None:
    running, waiting = telling.stream("你好"), telling.stream("你好")
    while isinstance(next(running), Progress):
        pass

    told = next(waiting)
    assert isinstance(told, Progress)
    assert (told.waiting, told.total) == (1, 0)
    waiting.close()  # type: ignore[attr-defined]
    assert telling.waiting == 0
    list(running)


def test_eight_who_ask_at_once_each_get_their_own_answer(chat: LlamaCppChat) -> None:
    texts = [f"{n} 号" for n in range(8)]
    alone = {text: chat.invoke(text).content for text in texts}
    answers: dict[str, Any] = {}
    start = threading.Barrier(8)

    def ask(text: str) -> None:
        start.wait()
        answers[text] = chat.invoke(text).content

    threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == alone


def test_an_answer_ends_when_its_time_is_over(tiny_gguf: Path) -> None:
    hurried = load(tiny_gguf, answer_seconds=1e-9)

    message = hurried.invoke("你好")

    assert message.response_metadata["finish_reason"] == "time"
    assert message.response_metadata["completion_tokens"] == 1
    hurried.close()


def test_a_prompt_that_takes_too_long_is_refused(
    tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragqa.generation.llama.engine.TICK", 0.0)
    hurried = load(tiny_gguf, context_size=4096, answer_seconds=1e-9)

    with pytest.raises(ModelError, match="answer_seconds") as caught:
        hurried.invoke("好" * 3000)
    assert "answer_seconds" in caught.value.zh
    assert hurried.waiting == 0
    hurried.close()


def test_one_who_waits_too_long_is_told_that_the_model_is_busy(
    tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragqa.generation.llama.engine.TICK", 0.0)
    chat = load(tiny_gguf, queue_seconds=1e-9)
    running = chat.stream("你好")
    next(running)

    with pytest.raises(BusyError, match="1 question is before") as caught:
        chat.invoke("你好")
    assert "模型正忙" in caught.value.zh
    running.close()  # type: ignore[attr-defined]
    assert len(str(chat.invoke("你好").content)) > 0
    chat.close()

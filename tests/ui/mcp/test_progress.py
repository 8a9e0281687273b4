"""Who waits for an answer is told how far it is, and can give it up."""

from __future__ import annotations

import threading
from typing import Any

import anyio
from mcp import Client

from tests.ui.mcp.conftest import Fixed, ask
from ui.texts.mcp import EN


def test_who_waits_is_told_how_far_the_answer_is(library: Fixed) -> None:
    told: list[tuple[float, str | None]] = []

    async def heard(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, message))

    ask(
        library,
        lambda client: client.call_tool(
            "ask", {"question": "员工每年有几天年假？"}, progress_callback=heard
        ),
    )
    assert told == [(1, EN.writing)]


def test_who_waits_is_told_how_far_a_summary_is(library: Fixed) -> None:
    library.wide = True
    told: list[str | None] = []

    async def heard(progress: float, total: float | None, message: str | None) -> None:
        told.append(message)

    def summarised(client: Any) -> Any:
        return client.call_tool("ask", {"question": "请总结所有文档。"}, progress_callback=heard)

    ask(library, summarised)
    assert told[0] == EN.reading_parts.format(done=0, total=1)


def test_a_client_that_cancels_stops_the_model(library: Fixed) -> None:
    library.chat.answers = ["word " * 4000]
    library.chat.pause = 0.01
    writing = threading.Event()

    async def heard(progress: float, total: float | None, message: str | None) -> None:
        writing.set()

    async def give_up(client: Client) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(
                lambda: client.call_tool(
                    "ask", {"question": "员工每年有几天年假？"}, progress_callback=heard
                )
            )
            with anyio.fail_after(30):
                while not writing.is_set():
                    await anyio.sleep(0.01)
            tasks.cancel_scope.cancel()
        with anyio.fail_after(30):
            while not library.chat.closed_early:
                await anyio.sleep(0.01)

    ask(library, give_up, mode="legacy")
    assert library.chat.closed_early == 1

"""What is sent to the browser while an answer grows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import httpx
import pytest

from tests.plugins_site import Site
from ui.web.chat import conversation

TAB = "tab-streaming"


def handler(client: httpx.Client, name: str) -> int:
    """The number by which gradio knows an event handler."""
    known = client.get("config").json()["dependencies"]
    [found] = [each["id"] for each in known if each["api_name"] == name]
    return int(found)


def messages(client: httpx.Client, question: str) -> Iterator[dict[str, Any]]:
    """What the browser is told of a question, in order."""
    body: dict[str, Any] = {"data": [question, None], "session_hash": TAB}
    client.post("gradio_api/queue/join", json=body | {"fn_index": handler(client, "ask")})
    answer = client.get("gradio_api/queue/data", params={"session_hash": TAB})
    for line in answer.text.splitlines():
        if line.startswith("data:"):
            yield json.loads(line.removeprefix("data:"))


def edits(client: httpx.Client, question: str) -> list[str]:
    """The kind of each edit of the page that comes of a question, in order."""
    kinds: list[str] = []
    for message in messages(client, question):
        if message["msg"] != "process_generating":
            continue
        for output in message["output"]["data"]:
            kinds += [edit[0] for edit in output] if isinstance(output, list) else []
    return kinds


def test_of_an_answer_that_grows_only_what_is_new_is_sent(
    stocked_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "REDRAW", 0.0)  # else a busy machine draws it rarely
    stocked_site.script("First one.", "regolith " * 150, pause=0.01)
    with httpx.Client(base_url=stocked_site.url, timeout=60) as client:
        edits(client, "What opens in spring?")
        kinds = edits(client, "Where does the oxygen come from?")
    longest = max(len([*run]) for kind, run in groupby(kinds) if kind == "append")
    assert longest > 100


def test_the_end_of_an_answer_draws_nothing_over_what_was_clicked_meanwhile(
    stocked_site: Site,
) -> None:
    with httpx.Client(base_url=stocked_site.url, timeout=60) as client:
        told = list(messages(client, "Where does the oxygen come from?"))
    [end] = [message["output"] for message in told if message["msg"] == "process_completed"]
    assert end["data"]
    assert all(update["__type__"] == "update" for update in end["data"])
    drawn = {key for update in end["data"] for key in {*update, *update.get("props", {})}}
    assert drawn <= {"__type__", "props", "label", "placeholder"}

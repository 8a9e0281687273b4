from __future__ import annotations

import http.client
import json
import time
from pathlib import Path
from urllib.parse import urlsplit

import openai
import pytest

from ragqa.generation.progress import Progress
from tests.plugins_api import Api, serving
from tests.plugins_site import ANSWER
from tests.ui.api.test_chat import ask


def opened(api: Api, path: str, body: object) -> http.client.HTTPConnection:
    """A request that was sent and not yet answered."""
    place = urlsplit(api.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port)
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    return connection


def open_stream(api: Api, *, stream: bool = True) -> http.client.HTTPConnection:
    return opened(api, "/v1/chat/completions", {"messages": ask(), "stream": stream})


@pytest.mark.parametrize("stream", [True, False])
def test_when_the_client_goes_the_model_stops(api: Api, stream: bool) -> None:
    api.chat.answers = ["word " * 4000]
    api.chat.pause = 0.02
    connection = open_stream(api, stream=stream)
    deadline = time.monotonic() + 30
    while not api.chat.history and time.monotonic() < deadline:
        time.sleep(0.01)
    if stream:
        connection.getresponse().read(200)
    connection.close()
    while not api.chat.closed_early and time.monotonic() < deadline:
        time.sleep(0.01)
    assert api.chat.closed_early == 1


def test_when_nobody_waits_for_a_summary_the_model_stops(tmp_path: Path) -> None:
    with serving(tmp_path, wide=True) as api:
        file = tmp_path / "moon.txt"
        file.write_text("Its oxygen comes from regolith.")
        api.services.add_files([(file, "moon.txt")], lambda progress: None)
        api.chat.answers = ["word " * 4000]
        api.chat.pause = 0.02
        connection = opened(api, "/v1/summarize", {})
        deadline = time.monotonic() + 30
        while not api.chat.history and time.monotonic() < deadline:
            time.sleep(0.01)
        connection.close()
        while not api.chat.closed_early and time.monotonic() < deadline:
            time.sleep(0.01)
        assert api.chat.closed_early == 1


def occupied(api: Api, folder: Path) -> http.client.HTTPConnection:
    """Who has begun to read a long answer; the model is theirs until they close."""
    file = folder / "moon.txt"
    file.write_text("Its oxygen comes from regolith.")
    api.services.add_files([(file, "moon.txt")], lambda progress: None)
    api.chat.answers = ["word " * 4000]
    api.chat.pause = 0.02
    first = open_stream(api)
    first.getresponse().read(10)
    return first


LONG: tuple[tuple[str, str, object], ...] = (
    ("POST", "v1/chunks", {"text": "oxygen"}),
    ("POST", "v1/embeddings", {"input": "oxygen"}),
    ("POST", "v1/summarize", {}),
    ("POST", "v1/ingest/text", {"file_name": "a", "text": "b"}),
    ("DELETE", "v1/ingest/none", None),
)


def test_all_that_takes_long_takes_a_place_and_lists_do_not(tmp_path: Path) -> None:
    with serving(tmp_path, queue_limit=1) as api:
        first = occupied(api, tmp_path)
        statuses = {path: api.ask(path, body, method)[0] for method, path, body in LONG}
        assert statuses == {path: 429 for _, path, _ in LONG}
        assert api.ask("v1/ingest/list")[0] == 200
        first.close()
        deadline = time.monotonic() + 30
        for method, path, body in LONG:
            status = 429
            while status == 429 and time.monotonic() < deadline:
                status, _ = api.ask(path, body, method)
            assert status in (200, 404), path


def test_a_full_queue_is_told_and_empties_again(tmp_path: Path) -> None:
    with serving(tmp_path, queue_limit=1) as api:
        first = occupied(api, tmp_path)
        status, told = api.ask("v1/chat/completions", {"messages": ask()})
        assert (status, told["error"]["type"]) == (429, "rate_limit_error")
        first.close()
        api.chat.answers = [ANSWER]
        api.chat.pause = 0.0
        deadline = time.monotonic() + 30
        while status == 429 and time.monotonic() < deadline:
            status, _ = api.ask("v1/chat/completions", {"messages": ask()})
        assert status == 200


def test_an_error_in_the_middle_of_a_stream_is_an_error(client: openai.OpenAI, api: Api) -> None:
    api.chat.answers = []
    with pytest.raises(openai.APIError, match="ZeroDivisionError"):
        list(client.chat.completions.create(model="any", messages=ask(), stream=True))


def test_a_stream_tells_how_far_a_silent_model_is(client: openai.OpenAI, api: Api) -> None:
    api.chat.progress = [Progress(content="", waiting=2), Progress(content="", read=5, total=9)]
    stream = client.chat.completions.create(model="any", messages=ask(), stream=True)
    chunks = list(stream)
    told = [chunk.model_extra["progress"] for chunk in chunks if chunk.model_extra]
    assert told == [
        {"stage": "queued", "position": 2},
        {"stage": "reading", "done": 5, "total": 9},
    ]
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == ANSWER


def test_a_stream_tells_how_far_a_summary_is(
    client: openai.OpenAI, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.services.chain, "_wide", True)
    asked = ask("请总结所有文档。")
    stream = client.chat.completions.create(model="any", messages=asked, stream=True)
    chunks = list(stream)
    told = [c.model_extra["progress"] for c in chunks if c.model_extra]
    assert told == [
        {"stage": "summarizing", "done": 0, "total": 1},
        {"stage": "summarizing", "done": 1, "total": 1},
    ]

"""What the log lines hold when documents are read, searched, asked about and served: no text."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import httpx
import pytest

from tests.fakes import HashEmbeddings
from tests.plugins_api import serving
from tests.plugins_site import serving_site

DOCUMENT = "Quixotic zeppelins hibernate under the observatory."
QUESTION = "Where do flamboyant zeppelins hibernate?"
# Words of the document, of the question, and of a broken file's content.
PRIVATE = ("quixotic", "observatory", "flamboyant", "unspeakable")


def private_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The lines with a word that nobody but the user should read."""
    lines = [f"{r.name} {r.levelname} {r.getMessage()} {r.exc_text or ''}" for r in caplog.records]
    return [line for line in lines if any(word in line.lower() for word in PRIVATE)]


def test_the_log_of_the_api_holds_no_text(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), serving(tmp_path) as api:
        body = {"file_name": "zeppelins.txt", "text": DOCUMENT}
        assert api.ask("v1/ingest/text", body)[0] == 200
        broken = {"file_name": "broken.md", "text": "\x00unspeakable" * 3}
        api.ask("v1/ingest/text", broken)
        found = api.ask("v1/chunks", {"text": QUESTION})[1]
        assert "observatory" in json.dumps(found)
        asked = {"messages": [{"role": "user", "content": QUESTION}]}
        assert api.ask("v1/chat/completions", asked)[0] == 200
        # What is wrong is logged with its traceback, and still without what it was about.
        api.chat.answers = []
        api.ask("v1/chat/completions", asked)
        api.ask("v1/chat/completions", {"messages": QUESTION})
    assert private_lines(caplog) == []


def test_the_log_of_an_error_that_nobody_foresaw_holds_no_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object, text: str) -> list[float]:
        raise ValueError(f"cannot embed {text!r}")

    with caplog.at_level(logging.INFO), serving(tmp_path) as api:
        assert api.ask("v1/ingest/text", {"file_name": "z.txt", "text": DOCUMENT})[0] == 200
        monkeypatch.setattr(HashEmbeddings, "embed_query", fail)
        assert api.ask("v1/chunks", {"text": QUESTION})[0] == 500
    assert "ValueError" in caplog.text
    assert private_lines(caplog) == []


def test_the_log_of_the_page_holds_no_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "zeppelins.txt").write_text(DOCUMENT)
    with caplog.at_level(logging.INFO), serving_site(tmp_path) as site:
        site.services.add_files([(tmp_path / "zeppelins.txt", "zeppelins.txt")], lambda _: None)
        with httpx.Client(base_url=site.url, timeout=60) as client:
            config = client.get("config").json()
            [ask] = [d["id"] for d in config["dependencies"] if d["api_name"] == "ask"]
            body = {"data": [QUESTION, None], "fn_index": ask, "session_hash": "tab"}
            assert client.post("gradio_api/queue/join", json=body).status_code == 200
            told = client.get("gradio_api/queue/data", params={"session_hash": "tab"}).text
            assert "flamboyant" in told
    assert private_lines(caplog) == []


def test_an_event_that_no_handler_takes_is_not_printed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving_site(tmp_path) as site, httpx.Client(base_url=site.url, timeout=60) as client:
        config = client.get("config").json()
        [ask] = [d["id"] for d in config["dependencies"] if d["api_name"] == "ask"]
        short = {"data": [f"\x1b[2J{QUESTION}"], "fn_index": ask, "session_hash": "tab"}
        assert client.post("gradio_api/queue/join", json=short).status_code == 200
        client.get("gradio_api/queue/data", params={"session_hash": "tab"})
        assert client.post("gradio_api/run/predict", json=short).status_code == 500
    assert "ValueError" in caplog.text
    assert private_lines(caplog) == []
    assert "zeppelins" not in "".join(capfd.readouterr())

"""privateGPT's routes: documents in and out, chunks, summaries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from ragqa.store.lock import only_writer
from tests.plugins_api import Api


def send(api: Api, name: str, content: bytes) -> tuple[int, dict[str, Any]]:
    answer = httpx.post(f"{api.url}v1/ingest/file", files={"file": (name, content)}, timeout=60)
    return answer.status_code, answer.json()


def names(api: Api) -> set[str]:
    listed = api.ask("v1/ingest/list")[1]
    return {document["doc_metadata"]["file_name"] for document in listed["data"]}


def test_a_file_is_ingested_listed_and_deleted_with_its_copy(api: Api) -> None:
    status, told = send(api, "mars.txt", b"The mars base has oxygen from ice.")
    assert status == 200
    [document] = told["data"]
    assert (told["object"], document["object"]) == ("list", "ingest.document")
    assert "mars.txt" in names(api)
    copies = len(list(api.services.uploads.iterdir()))
    assert api.ask(f"v1/ingest/{document['doc_id']}", method="DELETE")[0] == 200
    assert "mars.txt" not in names(api)
    assert len(list(api.services.uploads.iterdir())) == copies - 1
    assert api.ask(f"v1/ingest/{document['doc_id']}", method="DELETE")[0] == 404


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil.txt", "C:\\evil.txt"])
def test_the_name_of_a_file_is_never_a_path(api: Api, name: str) -> None:
    status, told = send(api, name, b"The evil base has oxygen from elsewhere.")
    assert status == 200
    shown = told["data"][0]["doc_metadata"]["file_name"]
    assert shown.endswith("evil.txt")
    assert not shown.startswith("/")
    assert ".." not in shown
    source = api.services.index.document(told["data"][0]["doc_id"])
    assert source is not None
    assert api.services.uploads.as_posix() in source.path


def test_a_file_that_cannot_be_read_is_told(api: Api) -> None:
    status, told = send(api, "broken.pdf", b"%PDF-1.4 nothing")
    assert (status, told["error"]["code"]) == (422, "unreadable_document")
    assert told["error"]["message"].count("broken.pdf") == 1
    [kept] = [each for each in api.index.sources() if each.source == "broken.pdf"]
    assert kept.failed
    assert Path(kept.path).exists()  # it can be read again
    assert api.ask(f"v1/ingest/{kept.document_id}", method="DELETE")[0] == 200
    assert not Path(kept.path).exists()


@pytest.mark.parametrize(("language", "said"), [("en", "file: a file"), ("zh", "file：应为文件")])
def test_a_text_in_place_of_a_file_is_told(api: Api, language: str, said: str) -> None:
    address, sent = f"{api.url}v1/ingest/file", {"file": (None, "a text")}
    answer = httpx.post(address, files=sent, headers={"Accept-Language": language})
    told = answer.json()["error"]
    assert (answer.status_code, told["param"]) == (400, "file")
    assert told["message"].startswith(said)


@pytest.mark.parametrize(("language", "said"), [("en", "cannot be opened"), ("zh-CN", "无法打开")])
def test_what_is_wrong_with_a_document_is_told_in_the_language_of_the_client(
    api: Api, language: str, said: str
) -> None:
    send(api, "broken.pdf", b"%PDF-1.4 nothing")
    listed = api.ask("v1/ingest/list", Accept_Language=language)[1]["data"]
    [broken] = [each for each in listed if each["doc_metadata"]["file_name"] == "broken.pdf"]
    assert said in broken["doc_metadata"]["remark"]


def test_a_text_is_ingested_under_its_name(api: Api) -> None:
    body = {"file_name": "remark", "text": "The venus base floats."}
    status, told = api.ask("v1/ingest/text", body)
    assert status == 200
    assert told["data"][0]["doc_metadata"]["file_name"] == "remark.txt"
    found = api.ask("v1/chunks", {"text": "Where does the venus base float?", "limit": 1})[1]
    [chunk] = found["data"]
    assert chunk["object"] == "context.chunk"
    assert chunk["text"] == "The venus base floats."
    assert chunk["document"]["doc_id"] == told["data"][0]["doc_id"]
    assert chunk["previous_texts"] is None


def test_while_another_process_writes_it_is_said_when_to_come_again(api: Api) -> None:
    moon = api.index.find("moon.txt").document_id
    with only_writer(api.index.folder):
        given = httpx.post(f"{api.url}v1/ingest/text", json={"file_name": "a", "text": "b"})
        deleted = httpx.delete(f"{api.url}v1/ingest/{moon}")
    for answer in (given, deleted):
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "index_busy")
        assert int(answer.headers["Retry-After"]) > 0
    assert "moon.txt" in names(api)
    assert "a.txt" not in names(api)


def test_chunks_come_with_their_neighbours(api: Api) -> None:
    text = "\n\n".join(
        f"Chapter {n} is about subject{n} and nothing else at all." for n in range(12)
    )
    told = api.ask("v1/ingest/text", {"file_name": "chapters.txt", "text": text})[1]
    body = {
        "text": "subject5",
        "limit": 1,
        "prev_next_chunks": 1,
        "context_filter": {"docs_ids": [told["data"][0]["doc_id"]]},
    }
    [chunk] = api.ask("v1/chunks", body)[1]["data"]
    assert "subject5" in chunk["text"]
    assert len(chunk["previous_texts"]) == len(chunk["next_texts"]) == 1


@pytest.mark.parametrize(
    "field", [{"text": "My own."}, {"instructions": "In rhyme."}, {"prompt": "x"}, {"stream": True}]
)
def test_a_summary_of_something_else_is_refused(api: Api, field: dict[str, object]) -> None:
    status, told = api.ask("v1/summarize", field)
    assert (status, told["error"]["code"]) == (400, "unsupported_value")
    assert told["error"]["param"] in field
    nothing = {"text": None, "instructions": None, "prompt": "", "stream": False}
    assert api.ask("v1/summarize", nothing)[0] == 200


def test_documents_are_summarised(api: Api) -> None:
    moon = api.index.find("moon.txt").document_id
    status, told = api.ask("v1/summarize", {"context_filter": {"docs_ids": [moon]}})
    assert status == 200
    assert "moon base opens" in told["summary"]
    assert {citation["source"] for citation in told["citations"]} == {"moon.txt"}

"""privateGPT's own client, as published, does all it can against this API.

Its pins (httpx below 0.27) fit nothing else here, so it is installed without its dependencies.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pgpt_python.client import PrivateGPTApi  # type: ignore[import-untyped]
from pgpt_python.core.api_error import ApiError  # type: ignore[import-untyped]
from pgpt_python.types import ContextFilter, OpenAiMessage, OpenAiMessageRole  # type: ignore[import-untyped]

from tests.plugins_api import Api
from tests.plugins_site import ANSWER

QUESTION = "Where does the oxygen of the moon base come from?"
MESSAGES = [OpenAiMessage(role=OpenAiMessageRole.USER, content=QUESTION)]


@pytest.fixture
def client(api: Api) -> Iterator[PrivateGPTApi]:
    with httpx.Client(timeout=60) as transport:
        yield PrivateGPTApi(base_url=api.url.rstrip("/"), httpx_client=transport)


def test_it_is_well(client: PrivateGPTApi) -> None:
    assert client.health.health().status == "ok"


def test_documents_come_and_go(client: PrivateGPTApi, tmp_path: Path) -> None:
    file = tmp_path / "mars.txt"
    file.write_text("The mars base has oxygen from ice.")
    with file.open("rb") as opened:
        [mars] = client.ingestion.ingest_file(file=opened).data
    [venus] = client.ingestion.ingest_text(file_name="venus", text="The venus base floats.").data
    listed = {document.doc_id: document for document in client.ingestion.list_ingested().data}
    assert listed[mars.doc_id].doc_metadata is not None
    assert listed[mars.doc_id].doc_metadata["file_name"] == "mars.txt"
    [chunk] = client.context_chunks.chunks_retrieval(
        text="oxygen",
        limit=1,
        prev_next_chunks=1,
        context_filter=ContextFilter(docs_ids=[mars.doc_id]),
    ).data
    assert (chunk.document.doc_id, chunk.text) == (mars.doc_id, file.read_text())
    for document in (mars, venus):
        client.ingestion.delete_ingested(document.doc_id)
    left = {document.doc_id for document in client.ingestion.list_ingested().data}
    assert not left & {mars.doc_id, venus.doc_id}


def test_questions_are_answered_from_the_documents(client: PrivateGPTApi) -> None:
    chat = client.contextual_completions.chat_completion(
        messages=MESSAGES, use_context=True, include_sources=True
    )
    prompt = client.contextual_completions.prompt_completion(
        prompt=QUESTION, use_context=True, include_sources=True
    )
    for answer in (chat, prompt):
        [choice] = answer.choices
        assert choice.message is not None
        assert choice.message.content == ANSWER
        assert choice.sources is not None
        assert choice.sources[0].document.doc_metadata is not None
        assert choice.sources[0].document.doc_metadata["file_name"] == "moon.txt"


def test_streams_say_the_same(client: PrivateGPTApi) -> None:
    said = client.contextual_completions
    for stream in (
        said.chat_completion_stream(messages=MESSAGES, use_context=True, include_sources=True),
        said.prompt_completion_stream(prompt=QUESTION, use_context=True, include_sources=True),
    ):
        pieces = [piece.choices[0] for piece in stream]
        assert "".join((p.delta and p.delta.content) or "" for p in pieces) == ANSWER
        assert pieces[-1].finish_reason == "stop"
        assert pieces[-1].sources


def test_the_model_is_asked_alone_without_context(client: PrivateGPTApi, api: Api) -> None:
    answer = client.contextual_completions.prompt_completion(
        prompt="Hello", system_prompt="Be brief.", use_context=False
    )
    assert answer.choices[0].message is not None
    assert answer.choices[0].message.content == ANSWER
    assert [message.text for message in api.chat.history[-1]] == ["Be brief.", "Hello"]


def test_texts_are_embedded(client: PrivateGPTApi, api: Api) -> None:
    [one] = client.embeddings.embeddings_generation(input="moon base").data
    assert one.embedding == pytest.approx(api.index.embeddings.embed_documents(["moon base"])[0])


def test_what_cannot_be_is_its_error(client: PrivateGPTApi) -> None:
    with pytest.raises(ApiError) as refused:
        client.ingestion.delete_ingested("nothing")
    assert refused.value.status_code == 404
    assert refused.value.body["error"]["code"] == "document_not_found"

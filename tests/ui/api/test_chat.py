"""Chat and text completions, by the real openai client over a socket."""

from __future__ import annotations

import http.client
import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import openai
import pytest
from langchain_core.messages import HumanMessage

from ragqa.errors import BusyError, CallError, ModelError
from ragqa.search.gates import RERANKED
from tests.plugins_api import Api, serving
from tests.plugins_site import ANSWER, MOON, PacedChat

QUESTION = "Where does the oxygen of the moon base come from?"


def ask(text: str = QUESTION) -> list[openai.types.chat.ChatCompletionMessageParam]:
    return [{"role": "user", "content": text}]


def test_an_answer_comes_with_its_citations_and_sources(client: openai.OpenAI, api: Api) -> None:
    answer = client.chat.completions.create(model="any", messages=ask())
    [choice] = answer.choices
    assert choice.message.content == ANSWER
    assert choice.finish_reason == "stop"
    assert (answer.object, answer.model) == ("chat.completion", "tiny")
    extra = choice.message.model_extra
    assert extra is not None
    assert extra["refused"] is False
    [citation] = extra["citations"]
    assert (citation["number"], citation["source"], citation["verified"]) == (1, "moon.txt", True)
    assert citation["quote"] == "Its oxygen comes from regolith."
    assert choice.model_extra is not None
    source = choice.model_extra["sources"][0]
    assert source["object"] == "context.chunk"
    assert api.services.index.document(source["document"]["doc_id"]) is not None
    assert answer.usage is not None
    assert answer.usage.completion_tokens == api.chat.get_num_tokens(ANSWER)
    assert answer.usage.prompt_tokens > 20


def test_who_insists_is_answered_from_too_little(
    client: openai.OpenAI, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.services.chain, "_evidence", replace(RERANKED, threshold=1.0))
    for more, refused in (({}, True), ({"anyway": True}, False)):
        answer = client.chat.completions.create(model="any", messages=ask(), extra_body=more)
        *_, end = client.chat.completions.create(
            model="any", messages=ask(), stream=True, extra_body=more
        )
        for told in (answer.choices[0].message.model_extra, end.choices[0].delta.model_extra):
            assert told is not None
            assert (told["refused"], told["weak"]) == (refused, True)


def test_a_citation_tells_where_else_it_stands(api: Api) -> None:
    status, _ = api.ask("v1/ingest/text", {"file_name": "copy.txt", "text": MOON})
    assert status == 200
    body = {"messages": ask(), "model": "any"}
    _, answer = api.ask("v1/chat/completions", body)
    [cited] = answer["choices"][0]["message"]["citations"]
    assert {cited["source"], *(also["source"] for also in cited["also"])} == {
        "moon.txt",
        "copy.txt",
    }
    [copy] = [place for place in (cited, *cited["also"]) if place["source"] == "copy.txt"]
    api.ask(f"v1/ingest/{copy['document_id']}", method="DELETE")
    _, answer = api.ask("v1/chat/completions", body)
    assert answer["choices"][0]["message"]["citations"][0]["also"] == []


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ModelError("llama.cpp failed with /srv/models/big.gguf.", "用 /srv/models 出错。"), 503,
         "unavailable"),
        (BusyError("3 questions are before this one.", "前面还有 3 个问题。"), 503, "unavailable"),
        (CallError("A conversation must begin with the user.", "须以用户开始。"), 400,
         "invalid_call"),
    ],
)  # fmt: skip
def test_a_failure_of_the_model_is_told_without_its_file(
    api: Api, monkeypatch: pytest.MonkeyPatch, error: ModelError, status: int, code: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(PacedChat, "_stream", fails)
    found, told = api.ask("v1/chat/completions", {"messages": ask()})
    assert (found, told["error"]["code"]) == (status, code)
    assert "/srv" not in told["error"]["message"]
    if "/srv" not in error.en:
        assert told["error"]["message"] == error.en


def test_a_field_that_is_wrong_is_named_as_the_client_wrote_it(api: Api) -> None:
    body = {"messages": [{"role": "user", "content": 7}]}
    status, told = api.ask("v1/chat/completions", body)
    assert (status, told["error"]["param"]) == (400, "messages.0.content")
    status, told = api.ask("v1/embeddings", {"input": 7})
    assert (status, told["error"]["param"]) == (400, "input")
    assert told["error"]["message"].startswith("input: ")


def test_a_stream_says_the_same_in_pieces(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model="any", messages=ask(), stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    said = [c.choices[0].delta.content or "" for c in chunks if c.choices]
    assert "".join(said) == ANSWER
    assert len([text for text in said if text]) > 5
    assert {c.object for c in chunks} == {"chat.completion.chunk"}
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-2:] == [None, "stop"]
    last = chunks[-2].choices[0].delta.model_extra
    assert last is not None
    assert last["citations"][0]["source"] == "moon.txt"
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens > 20


def test_a_text_completion_has_text(client: openai.OpenAI) -> None:
    answer = client.completions.create(model="any", prompt=QUESTION)
    assert (answer.object, answer.choices[0].text) == ("text_completion", ANSWER)
    pieces = client.completions.create(model="any", prompt=QUESTION, stream=True)
    assert "".join(piece.choices[0].text for piece in pieces) == ANSWER


def test_options_reach_the_model_and_no_answer_is_longer_than_allowed(
    client: openai.OpenAI, api: Api
) -> None:
    api.chat.options.clear()
    for longest in (7, 10**6):
        client.chat.completions.create(
            model="any",
            messages=ask(),
            stop=["\n\n", "END"],
            seed=7,
            temperature=0.5,
            max_completion_tokens=longest,
        )
    given = {"stop": ["\n\n", "END"], "seed": 7, "temperature": 0.5}
    most = api.services.settings.answer_tokens
    assert api.chat.options == [given | {"max_tokens": 7}, given | {"max_tokens": most}]


def test_earlier_messages_are_the_history(client: openai.OpenAI, api: Api) -> None:
    client.chat.completions.create(
        model="any",
        messages=[
            {"role": "system", "content": "Speak like a pirate."},
            {"role": "user", "content": "When does the moon base open?"},
            {"role": "assistant", "content": "In spring [1]."},
            {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
        ],
    )
    read = [message.text for message in api.chat.history[-1]]
    assert len(read) == 3
    assert "When does the moon base open?" in read[0]
    assert read[1] == "In spring [1]."
    assert read[2].endswith(QUESTION)
    assert "pirate" not in "".join(read)


def test_without_context_the_model_is_asked_alone(client: openai.OpenAI, api: Api) -> None:
    answer = client.chat.completions.create(
        model="any",
        messages=[{"role": "system", "content": "Be brief."}, *ask("Hello")],
        extra_body={"use_context": False},
    )
    assert answer.choices[0].message.content == ANSWER
    assert [message.text for message in api.chat.history[-1]] == ["Be brief.", "Hello"]
    assert isinstance(api.chat.history[-1][-1], HumanMessage)
    with pytest.raises(openai.BadRequestError, match="context window") as refused:
        client.chat.completions.create(
            model="any", messages=ask("word " * 9000), extra_body={"use_context": False}
        )
    assert refused.value.code == "context_length_exceeded"


def test_without_a_model_there_is_nobody_to_ask_alone(tmp_path: Path) -> None:
    with serving(tmp_path, model="") as api:
        body = {"messages": ask(), "use_context": False}
        status, told = api.ask("v1/chat/completions", body, Accept_Language="zh")
    assert (status, told["error"]["code"]) == (400, "no_model")
    assert "未加载语言模型" in told["error"]["message"]


def test_a_filter_keeps_to_its_documents(client: openai.OpenAI, api: Api, tmp_path: Path) -> None:
    other = tmp_path / "mars.txt"
    other.write_text("The mars base has oxygen from ice.")
    api.services.add_files([(other, "mars.txt")], lambda progress: None)
    mars = api.index.find("mars.txt").document_id
    answer = client.chat.completions.create(
        model="any", messages=ask(), extra_body={"context_filter": {"docs_ids": [mars]}}
    )
    extra = answer.choices[0].model_extra
    assert extra is not None
    assert {source["document"]["doc_id"] for source in extra["sources"]} == {mars}
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(
            model="any", messages=ask(), extra_body={"context_filter": {"docs_ids": ["none"]}}
        )


@pytest.mark.parametrize(
    "field",
    [
        {"n": 2},
        {"tools": [{"type": "function", "function": {"name": "f"}}]},
        {"logprobs": True},
        {"response_format": {"type": "json_object"}},
    ],
)
def test_what_is_not_supported_is_refused(client: openai.OpenAI, field: dict[str, object]) -> None:
    with pytest.raises(openai.BadRequestError, match="not supported") as refused:
        client.chat.completions.create(model="any", messages=ask(), extra_body=field)
    assert refused.value.code == "unsupported_value"
    assert refused.value.type == "invalid_request_error"
    assert str(refused.value.param).split(".")[0] == next(iter(field))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"messages": []},
        {"messages": [{"role": "assistant", "content": "I ask."}]},
        {"messages": [{"role": "user", "content": " "}]},
        {"messages": [{"role": "user", "content": "?"}], "stream": True},
        {"messages": [{"role": "user", "content": "Who?"}], "temperature": 9},
        {"messages": [{"role": "user", "content": "Who?"}], "max_tokens": "9"},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "text": "x"}]}]},
        {"messages": [{"role": "user", "content": "Who?"}], "context_filter": {"docs_ids": []}},
    ],
)
def test_a_request_that_cannot_be_is_an_error_object(api: Api, body: object) -> None:
    status, told = api.ask("v1/chat/completions", body)
    assert status == 400
    assert told["error"]["type"] == "invalid_request_error"
    assert told["error"]["message"]


def test_an_index_without_documents_is_told(tmp_path: Path) -> None:
    with serving(tmp_path) as api:
        status, told = api.ask("v1/chat/completions", {"messages": ask(), "stream": True})
    assert (status, told["error"]["code"]) == (404, "empty_index")
    assert str(tmp_path) not in told["error"]["message"]


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(api: Api) -> None:
    place = urlsplit(api.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port)
    connection.putrequest("POST", "/v1/chat/completions")
    connection.putheader("Content-Length", str(10**9))
    connection.putheader("Content-Type", "application/json")
    connection.endheaders(b"{")
    answer = connection.getresponse()
    assert answer.status == 413
    assert "MB allowed here" in json.load(answer)["error"]["message"]
    connection.close()

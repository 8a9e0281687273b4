from __future__ import annotations

import json

import httpx
import pytest

from ragqa.types import chunk_id
from tests.ui.api.conftest import Guarded
from tests.ui.api.test_access import ASKED


def test_lists_searches_and_answers_hold_only_what_may_be_seen(guarded: Guarded) -> None:
    assert guarded.names("root") >= {"plan.txt"}
    listed = guarded.ask("wanda", "v1/ingest/list")[1]["data"]
    assert {document["doc_metadata"]["collection"] for document in listed} == {"work"}
    for who in ("wes", "wanda"):
        found = guarded.ask(who, "v1/chunks", {"text": "the secret of the plums", "limit": 100})[1]
        assert found["data"]
        assert "secret" not in json.dumps(found)
        asked = guarded.ask(who, "v1/chat/completions", ASKED)[1]
        assert "cellar" not in json.dumps(asked["choices"][0]["sources"])
        assert "blue" in json.dumps(asked["choices"][0]["sources"])
        told = guarded.ask(who, "v1/summarize", {})[1]
        assert "secret" not in told["summary"]
    assert "cellar" in json.dumps(guarded.ask("rita", "v1/chunks", {"text": "secret"})[1])


def test_ids_of_other_collections_are_as_if_they_were_not_there(guarded: Guarded) -> None:
    secret = guarded.add("root", "vault.txt", "The vault opens at noon.")["doc_id"]
    filter_ = {"context_filter": {"docs_ids": [secret]}}
    body = {"text": "vault", "prev_next_chunks": 20, **filter_}
    unknown = guarded.ask("wes", "v1/ingest/nothing", method="DELETE")
    assert unknown[0] == 404
    assert guarded.ask("wes", f"v1/ingest/{secret}", method="DELETE") == unknown
    assert guarded.ask("wanda", "v1/chunks", body)[0] == 404
    assert guarded.ask("wanda", "v1/chat/completions", ASKED | filter_)[0] == 404
    assert guarded.ask("wanda", "v1/summarize", filter_)[0] == 404
    # The id of a chunk is no id of a document.
    chunk = {"context_filter": {"docs_ids": [chunk_id(secret, 1, 0)]}}
    assert guarded.ask("wanda", "v1/chunks", {"text": "vault", **chunk})[0] == 404
    assert "vault.txt" in guarded.names("root")


@pytest.mark.parametrize("collection", ["default", "nowhere"])
def test_a_collection_of_others_is_refused_whether_it_is_there_or_not(
    guarded: Guarded, collection: str
) -> None:
    filter_ = {"context_filter": {"collection": collection}}
    several = {"context_filter": {"collections": ["work", collection]}}
    for path, body in (
        ("v1/chunks", {"text": "plums", **filter_}),
        ("v1/chunks", {"text": "plums", **several}),
        ("v1/chat/completions", ASKED | filter_),
        ("v1/summarize", filter_),
        ("v1/ingest/text", {"file_name": "a", "text": "b", "collection": collection}),
    ):
        status, told = guarded.ask("wes", path, body)
        assert status == 403
        assert f'"{collection}"' in told["error"]["message"]


def test_several_collections_may_be_asked(guarded: Guarded) -> None:
    filter_ = {"context_filter": {"collections": ["default", "work"]}}
    found = guarded.ask("root", "v1/chunks", {"text": "plums secret", "limit": 100, **filter_})[1]
    names = {chunk["document"]["doc_metadata"]["file_name"] for chunk in found["data"]}
    alone = {"context_filter": {"collections": ["work"]}}
    fewer = guarded.ask("root", "v1/chunks", {"text": "plums secret", "limit": 100, **alone})[1]
    kept = {chunk["document"]["doc_metadata"]["file_name"] for chunk in fewer["data"]}
    assert kept < names


def test_who_adds_replaces_nothing_in_the_collections_of_others(guarded: Guarded) -> None:
    guarded.add("root", "same.txt", "The first same is in all hands.")
    told = guarded.add("wes", "same.txt", "The second same is at work.")
    assert told["doc_metadata"]["collection"] == "work"
    found = json.dumps(guarded.ask("root", "v1/chunks", {"text": "same", "limit": 100})[1])
    assert "The first same" in found
    assert "The second same" in found
    answer = httpx.post(
        f"{guarded.api.url}v1/ingest/file",
        files={"file": ("form.txt", b"A form names its collection.")},
        data={"collection": "work"},
        headers={"Authorization": f"Bearer {guarded.keys['root']}"},
    )
    assert answer.json()["data"][0]["doc_metadata"]["collection"] == "work"


def test_who_may_see_nothing_finds_an_empty_index(guarded: Guarded) -> None:
    assert guarded.ask("nils", "v1/ingest/list")[1]["data"] == []
    assert guarded.ask("nils", "v1/chunks", {"text": "plums"})[0] == 404
    assert guarded.ask("nils", "v1/chat/completions", ASKED)[0] == 404


def test_two_at_once_each_see_their_own(guarded: Guarded) -> None:
    """An identity is a value of a request: answers that overlap do not mix."""
    import concurrent.futures

    def asked(who: str) -> bool:
        return "cellar" in json.dumps(guarded.ask(who, "v1/chunks", {"text": "secret plums"})[1])

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        people = ["rita", "wanda"] * 20
        assert list(pool.map(asked, people)) == [True, False] * 20

from __future__ import annotations

import pytest

from ragqa.errors import ModelError
from ragqa.hub.web import Patience, Web
from tests.hub_server import hub_server

TOKEN = "-".join(("of", "the", "user"))


def test_pages_are_read_as_json() -> None:
    with hub_server() as hub:
        hub.pages["/list"] = [{"path": "模型"}]
        assert Web().json(f"{hub.url}/list") == ([{"path": "模型"}], "")
        with pytest.raises(ModelError, match=r"/none does not exist \(404\)"):
            Web().json(f"{hub.url}/none?x=1")


def test_what_is_not_json_is_no_hub() -> None:
    with hub_server() as hub:
        hub.files["/list"] = b"<html>"
        with pytest.raises(ModelError, match="does not answer as a hub"):
            Web(Patience(5.0)).json(f"{hub.url}/list")


def test_a_token_is_never_sent_in_the_clear() -> None:
    with hub_server() as hub:
        hub.pages["/list"] = []
        Web(token=TOKEN, host=hub.url.removeprefix("http://")).json(f"{hub.url}/list")
        assert "authorization" not in hub.requests[0][1]
        web = Web(token=TOKEN, host="huggingface.co")
        assert web.headers("https://huggingface.co/x")["Authorization"] == "Bearer of-the-user"
        assert "Authorization" not in web.headers("https://cdn.example/x")

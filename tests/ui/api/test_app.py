"""The API's composition: what is there, what is not, and who is refused."""

from __future__ import annotations

import http.client
import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from ragqa.configuration import load_settings
from ragqa.errors import SettingsError
from tests.plugins_api import Api
from ui.api.app import serve
from ui.api.errors import RefusedError
from ui.api.limits import Places


def test_the_models_are_listed_and_found_by_name(api: Api) -> None:
    status, listed = api.ask("v1/models")
    assert status == 200
    assert [model["id"] for model in listed["data"]] == ["tiny", "hash"]
    assert api.ask("v1/models/tiny")[1]["object"] == "model"
    status, body = api.ask("v1/models/gpt-4", Accept_Language="zh")
    assert status == 404
    assert body["error"]["code"] == "model_not_found"
    assert "没有模型" in body["error"]["message"]


def test_what_the_framework_refuses_is_told_in_the_language_of_the_client(api: Api) -> None:
    status, told = api.ask("v1/nothing", Accept_Language="zh")
    assert (status, told["error"]["code"]) == (404, "not_found")
    assert "没有这个地址" in told["error"]["message"]
    assert "/openapi.json" in api.ask("v1/nothing")[1]["error"]["message"]
    status, told = api.ask("v1/models", method="DELETE", Accept_Language="zh")
    assert (status, told["error"]["code"]) == (405, "method_not_allowed")
    assert "GET" in told["error"]["message"]
    assert "方法" in told["error"]["message"]


@pytest.mark.parametrize(
    ("body", "place", "said"),
    [
        ({}, "messages", "缺少"),
        ({"messages": 3}, "messages", "列表"),
        ({"messages": []}, "messages", "至少要有 1 项"),
        ({"messages": [{"role": "cook", "content": "x"}]}, "messages.0.role", "应为 'system'、"),
        ({"messages": [{"role": "user", "content": "x"}], "temperature": 9}, "temperature", "2"),
        ({"messages": [{"role": "user", "content": "x"}], "max_tokens": 1.5}, "max_tokens", "整数"),
        ({"messages": [{"role": "user", "content": "x"}], "stream": 1}, "stream", "true"),
    ],
)
def test_a_wrong_field_is_told_in_chinese(api: Api, body: Any, place: str, said: str) -> None:
    status, told = api.ask("v1/chat/completions", body, Accept_Language="zh")
    assert (status, told["error"]["param"]) == (400, place)
    assert said in told["error"]["message"]
    assert re.search("[a-z]{3} [a-z]", told["error"]["message"]) is None


def test_a_body_that_is_no_json_is_told_so(api: Api) -> None:
    place = urlsplit(api.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port)
    headers = {"Content-Type": "application/json", "Accept-Language": "zh"}
    connection.request("POST", "/v1/chat/completions", b"{bad", headers)
    answer = connection.getresponse()
    told = json.load(answer)["error"]
    connection.close()
    assert (answer.status, told["param"]) == (400, None)
    assert told["message"] == "body：不是有效的 JSON。"


def test_anybody_may_ask_for_health(api: Api) -> None:
    assert api.ask("health") == (200, {"status": "ok"})


def test_the_schema_is_there_but_no_page_that_loads_scripts(api: Api) -> None:
    assert api.ask("openapi.json")[1]["info"]["title"] == "ragqa"
    for path in ("docs", "redoc"):
        status, body = api.ask(path)
        assert (status, body["error"]["type"]) == (404, "invalid_request_error")


def test_every_route_but_health_stands_behind_the_access_check(api: Api) -> None:
    from fastapi.routing import APIRoute

    from ui.api.app import ROUTERS

    routes = [route for router in ROUTERS for route in router.routes]
    bare = {r.path for r in routes if isinstance(r, APIRoute) and not r.dependencies}
    assert bare == {"/health"}


def test_other_names_and_other_sites_are_refused(api: Api) -> None:
    place = urlsplit(api.url)

    def status(**headers: str) -> int:
        connection = http.client.HTTPConnection(str(place.hostname), place.port)
        connection.request("GET", "/v1/models", headers=headers)
        found = connection.getresponse()
        assert found.getheader("X-Content-Type-Options") == "nosniff"
        assert found.getheader("Access-Control-Allow-Origin") is None
        connection.close()
        return found.status

    assert status() == 200
    assert status(Host="rebound.example") == 400
    assert status(Origin="https://elsewhere.example") == 403


@pytest.mark.parametrize("host", ["rebound.example", "no host"])
def test_another_name_is_refused_by_an_error_object_in_the_language_of_the_client(
    api: Api, host: str
) -> None:
    place = urlsplit(api.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port)
    connection.request("GET", "/v1/models", headers={"Host": host, "Accept-Language": "zh"})
    found = connection.getresponse()
    error = json.load(found)["error"]
    connection.close()
    assert (found.status, error["code"]) == (400, "unknown_host")
    assert "主机名" in error["message"]


@pytest.mark.parametrize(("language", "said"), [("zh", "其他网站"), ("en", "another site")])
def test_another_site_is_refused_by_an_error_object_in_the_language_of_the_client(
    api: Api, language: str, said: str
) -> None:
    asking = {"Origin": "https://elsewhere.example", "Accept_Language": language}
    status, told = api.ask("v1/models", **asking)
    assert (status, told["error"]["code"]) == (403, "foreign_site")
    assert told["error"]["type"] == "permission_error"
    assert said in told["error"]["message"]


def test_another_address_than_this_machine_is_refused() -> None:
    settings = load_settings({"host": "0.0.0.0"}, environ={}).settings  # noqa: S104
    with pytest.raises(SettingsError, match=r"0\.0\.0\.0"):
        serve(settings, announce=print)


def test_a_full_queue_says_so_and_a_place_is_given_back_once() -> None:
    places = Places(1)
    give_back = places.take()
    with pytest.raises(RefusedError) as refused:
        places.take()
    assert refused.value.status == 429
    give_back()
    give_back()
    places.take()
    with pytest.raises(RefusedError):
        places.take()

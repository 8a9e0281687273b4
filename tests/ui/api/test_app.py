"""The API's composition: what is there, what is not, and who is refused."""

from __future__ import annotations

import http.client
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

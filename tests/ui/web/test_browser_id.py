from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.ui.web.test_guard import ask
from ui.web.browser_id import BrowserId, browser_id


def site() -> BrowserId:
    async def told(request: object) -> PlainTextResponse:
        return PlainTextResponse(browser_id(request))  # type: ignore[arg-type]

    return BrowserId(Starlette(routes=[Route("/", told), Route("/data", told)]))


def test_a_browser_gets_a_random_name_with_the_page_once() -> None:
    first, second = (ask(site(), "/").headers["set-cookie"] for _ in range(2))
    assert first != second
    name, _, rest = first.partition("; ")
    assert re.fullmatch(r"ragqa_browser=[0-9a-f]{32}", name)
    for said in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert said in rest
    known = ask(site(), "/", cookie=name)
    assert "set-cookie" not in known.headers
    assert known.body.decode() == name.removeprefix("ragqa_browser=")


def test_only_the_page_names_a_browser() -> None:
    assert "set-cookie" not in ask(site(), "/data").headers


@pytest.mark.parametrize("name", ["", "x", "'; DROP TABLE", "A" * 32, "0" * 31, "0" * 33])
def test_a_name_that_is_not_ours_is_none(name: str) -> None:
    answer = ask(site(), "/", cookie=f"ragqa_browser={name}")
    assert answer.body == b""
    assert "set-cookie" in answer.headers

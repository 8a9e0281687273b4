from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from ragqa.text.language import is_cjk
from tests.plugins_site import serving_site
from ui.web.language import Languages, language_for, with_language


def request(cookie: str = "", accept: str = "zh-CN", setting: str = "auto") -> HTTPConnection:
    """As it comes through the middleware."""
    headers = [(b"accept-language", accept.encode()), (b"cookie", cookie.encode())]
    come: list[HTTPConnection] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        come.append(HTTPConnection(scope))

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        return

    asyncio.run(Languages(app, setting)({"type": "http", "headers": headers}, receive, send))
    return come[0]


@pytest.mark.parametrize(
    ("cookie", "setting", "language"),
    [
        ("ragqa_language=en", "auto", "en"),
        ("a=b; ragqa_language=en", "zh", "en"),
        ("", "en", "en"),
        ("", "auto", "zh"),
        ("ragqa_language=<b>", "auto", "zh"),
        ("ragqa_language=", "en", "en"),
    ],
)
def test_the_chosen_one_comes_before_the_set_one_and_that_of_the_browser(
    cookie: str, setting: str, language: str
) -> None:
    assert language_for(request(cookie, setting=setting)) == language
    assert language_for(request(cookie, setting=setting), "fr") == language


def test_what_is_asked_for_comes_before_all() -> None:
    assert language_for(request("ragqa_language=en", setting="en"), "zh") == "zh"


def test_without_a_request_it_is_the_one_asked_for_or_english() -> None:
    assert (language_for(None, "zh"), language_for(None)) == ("zh", "en")


@pytest.mark.parametrize("chosen", ["zh", "en"])
def test_an_answer_brings_the_chosen_one_along(chosen: str) -> None:
    [cookie] = with_language(Response(), chosen).headers.getlist("set-cookie")
    pair, _, rest = cookie.partition(";")
    assert "SameSite=strict" in rest
    assert language_for(request(pair, accept="de")) == chosen


@pytest.mark.parametrize("chosen", ["", "fr", "zh; Domain=evil"])
def test_no_other_language_is_kept(chosen: str) -> None:
    assert "set-cookie" not in with_language(Response(), chosen).headers


def test_what_is_told_outside_the_page_is_in_the_set_language(tmp_path: Path) -> None:
    with (
        serving_site(tmp_path, language="zh") as site,
        httpx.Client(base_url=site.url, headers={"Accept-Language": "en"}) as client,
    ):
        refused = client.get("", headers={"Origin": "http://evil.example"})
        missing = client.get("pages/none/1/1.png")
        unknown = client.get("gradio_api/info")
    assert [answer.status_code for answer in (refused, missing, unknown)] == [403, 404, 404]
    for answer in (refused, missing, unknown):
        assert any(map(is_cjk, answer.text)), answer.text

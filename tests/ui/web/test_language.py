from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection
from starlette.responses import Response

from ui.web.language import language_for, with_language


def request(cookie: str = "", accept: str = "zh-CN") -> HTTPConnection:
    headers = [(b"accept-language", accept.encode()), (b"cookie", cookie.encode())]
    return HTTPConnection({"type": "http", "headers": headers})


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
    assert language_for(request(cookie), setting) == language


def test_without_a_request_it_is_the_set_one_or_english() -> None:
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

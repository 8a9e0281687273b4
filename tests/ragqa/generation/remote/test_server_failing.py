from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path

import pytest

from ragqa.errors import ModelError
from ragqa.generation.remote.server import ServerChat
from tests.model_servers import ScriptedServer, said, scripted_server
from tests.ragqa.generation.remote.conftest import chatting, opened


def test_a_redirect_is_not_followed(server: ScriptedServer, chat: ServerChat) -> None:
    server.refusals = [(307, {})]

    with pytest.raises(ModelError, match=r"refused the request \(HTTP 307"):
        chat.invoke("x")


def test_nobody_there_is_said_with_the_address() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(ModelError, match=f"No model server answers at {url}") as caught:
        opened(url)
    assert "(Connection refused)" in caught.value.en
    assert f"{url} 没有模型服务器应答（连接被拒绝）" in caught.value.zh


def test_a_server_that_has_ended_is_said_to_be_gone(tmp_path: Path) -> None:
    with scripted_server() as server:
        chat = opened(server.url)
    with closing(chat), pytest.raises(ModelError, match="No model server answers"):
        chat.invoke("x")


@pytest.mark.parametrize(
    ("status", "body", "en", "zh"),
    [
        (401, {"error": "no"}, r"refuses the key \(HTTP 401\); set api_key", "拒绝了密钥"),
        (404, {"error": {"message": "nope"}}, r"does not know the model 'tiny' .*nope", "没有模型"),
        (
            400,
            {"error": {"message": "the request exceeds the available context size", "n_ctx": 1}},
            "prompt is too long .*set context_size",
            "超出了模型服务器",
        ),
        (
            400,
            {"message": "This model's maximum context length is 512 tokens.", "code": 400},
            "prompt is too long",
            "超出了模型服务器",
        ),
        (429, {"error": {"message": "slow down"}}, "takes no more requests now", "暂不接受"),
        (500, {"error": {"message": "boom"}}, r"failed \(HTTP 500: boom\); see its log", "出错"),
        (500, b"<html>boom</html>", r"failed \(HTTP 500: .*boom", "出错"),
        (503, {"error": {"message": "Loading model"}}, "is not ready .*Loading", "尚未就绪"),
        (418, {"detail": "tea\x1b[31m\npot"}, r"refused the request \(HTTP 418: tea \[31m pot", ""),
    ],
)
def test_each_refusal_is_one_sentence(
    server: ScriptedServer, chat: ServerChat, status: int, body: object, en: str, zh: str
) -> None:
    server.refusals = [(status, body)] * 3

    with pytest.raises(ModelError, match=en) as caught:
        chat.invoke("x")

    assert zh in caught.value.zh
    assert "\n" not in caught.value.en
    server.refusals = []
    assert chat.invoke("x").text == "ok"


def test_a_refusal_inside_a_stream_is_told_too(server: ScriptedServer, chat: ServerChat) -> None:
    error = {"error": {"code": 400, "message": "request exceeds the available context size"}}
    server.events = [[error]]

    with pytest.raises(ModelError, match="prompt is too long"):
        chat.invoke("x")


@pytest.mark.parametrize("pieces", [(), ("a", "b")])
def test_a_connection_that_breaks_is_no_answer(
    server: ScriptedServer, chat: ServerChat, pieces: tuple[str, ...]
) -> None:
    server.events = [said(*pieces, finish=None)[:-1]]
    server.breaks = True

    with pytest.raises(ModelError, match="broke off") as caught:
        chat.invoke("x")
    assert "中断" in caught.value.zh


def test_a_stream_without_an_end_is_no_answer(server: ScriptedServer, chat: ServerChat) -> None:
    server.events = [said("half an", finish=None)]

    with pytest.raises(ModelError, match="broke off"):
        chat.invoke("x")


@pytest.mark.parametrize(
    "event", [b"data: {no json\n\n", b"data: 5\n\n", b"data: {}\n\n", b"data: [1]\n\n"]
)
def test_what_is_no_chat_is_said_to_be_none(
    server: ScriptedServer, chat: ServerChat, event: bytes
) -> None:
    server.events = [[event]]
    with pytest.raises(ModelError, match=r"not as an OpenAI-compatible server|broke off"):
        chat.invoke("x")
    server.events = [[*said("a", finish=None)[:1], event]]
    with pytest.raises(ModelError, match="broke off"):
        chat.invoke("x")


def test_a_web_page_is_no_model_server(server: ScriptedServer) -> None:
    server.routes["/v1/models"] = (200, b"<html>Welcome</html>")
    with pytest.raises(ModelError, match="mostly the address has to end in /v1"):
        opened(server.url)


@pytest.mark.parametrize(("status", "match"), [(401, "refuses the key"), (503, "is not ready")])
def test_a_refusal_at_the_start_is_told_at_the_start(
    server: ScriptedServer, status: int, match: str
) -> None:
    server.routes["/v1/models"] = (status, {"error": {"message": "x"}})
    with pytest.raises(ModelError, match=match):
        opened(server.url)


def test_silence_ends(server: ScriptedServer) -> None:
    server.events = [[5.0, *said("late")]]
    with (
        chatting(server.url, seconds=0.3) as chat,
        pytest.raises(ModelError, match=r"said nothing for 0\.3 seconds"),
    ):
        chat.invoke("x")

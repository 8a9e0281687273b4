from __future__ import annotations

import pytest

from ragqa.errors import SettingsError
from ragqa.generation.remote.address import Address, is_address, read_address, redacted


@pytest.mark.parametrize(
    ("model", "address"),
    [
        ("openai:http://127.0.0.1:8080/v1", Address("http://127.0.0.1:8080/v1")),
        ("openai:http://h:1/v1/#a/b:7b", Address("http://h:1/v1", "a/b:7b")),
        ("openai:https://api.example.org/v1#x", Address("https://api.example.org/v1", "x")),
        ("openai:http://[::1]:8080/v1", Address("http://[::1]:8080/v1")),
    ],
)
def test_url_and_name_are_read(model: str, address: Address) -> None:
    assert is_address(model)
    assert read_address(model) == address


@pytest.mark.parametrize(
    "model",
    ["openai:", "openai:file:///etc/passwd", "openai:localhost:8080", "openai:http://h:x/v1"],
)
def test_what_is_no_http_address_is_refused(model: str) -> None:
    with pytest.raises(SettingsError, match="give openai:http://HOST:PORT/v1#NAME"):
        read_address(model)


@pytest.mark.parametrize("model", ["openai:http://u:hidden@h/v1", "openai:ftp://u:hidden@h/v1"])
def test_a_password_is_refused_and_never_repeated(model: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_address(model)

    assert "hidden" not in caught.value.en + caught.value.zh
    assert "hidden" not in redacted(model)


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://127.9.9.9/v1", True),
        ("http://[::1]/v1", True),
        ("http://localhost:1/v1", True),
        ("http://localhost.example.org/v1", False),
        ("http://192.168.0.2:8080/v1", False),
        ("http://0.0.0.0:8080/v1", False),
        ("http://gpu-box/v1", False),
    ],
)
def test_only_loopback_is_this_machine(url: str, is_local: bool) -> None:
    assert Address(url).is_local is is_local


def test_what_openai_does_not_know_lies_below_the_root() -> None:
    assert Address("http://h:1/v1").root == "http://h:1"
    assert Address("http://h:1/llm/v1").root == "http://h:1/llm"
    assert Address("http://h:1").root == "http://h:1"


@pytest.mark.parametrize("model", ["http://127.0.0.1:8080/v1", "https://h/v1#x"])
def test_an_address_without_its_prefix_is_taken_for_no_file(model: str) -> None:
    assert is_address(model)
    with pytest.raises(SettingsError, match="give openai:http://HOST:PORT/v1#NAME"):
        read_address(model)


def test_a_file_is_no_address() -> None:
    assert not is_address("models/openai.gguf")

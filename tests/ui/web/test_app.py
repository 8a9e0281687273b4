from __future__ import annotations

import socket

import pytest

from ragqa.configuration import load_settings
from ragqa.errors import SettingsError
from ui.web.app import serve
from ui.web.server import free_port


def test_a_port_that_is_taken_is_named_before_any_model_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        settings = load_settings({"port": port, "index": "/nonexistent"}, environ={}).settings
        with pytest.raises(SettingsError, match=str(port)) as refused:
            serve(settings, open_browser=False, announce=print)
    assert str(port) in refused.value.zh


def test_port_0_takes_any_free_one() -> None:
    assert free_port("127.0.0.1", 0) > 1023

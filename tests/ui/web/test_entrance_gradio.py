"""What the framework of the page would let in or tell, and does not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.plugins_guarded import Guarded
from ui.texts.login import ZH as LOGIN_ZH
from ui.web.library.arrivals import Arrivals


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/call/ask/x",
        "gradio_api/info",
        "gradio_api/queue/status",
        "gradio_api/stream/t/1/1/playlist.m3u8",
        "gradio_api/app_id",
        "gradio_api/upload",
        "gradio_api/file=/x.txt",
        "gradio_api/deep_link?session_hash=t",
        "monitoring/summary",
        "gradio_api/proxy=http://127.0.0.1/",
    ],
)
def test_ways_into_gradio_that_the_page_does_not_use_are_closed(
    guarded: Guarded, path: str
) -> None:
    with guarded.client("ada") as client:
        assert client.get(path).status_code == 404
        assert client.post(path, json={}).status_code == 404


def test_who_is_logged_in_does_not_see_files_of_the_machine(
    guarded: Guarded, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with guarded.client("ada") as client:
        for path in (
            "/etc/passwd",
            str(tmp_path / "secret.txt"),
            str(guarded.file.path),
            str(guarded.site.index.folder / "catalog.db"),
            f"{guarded.site.services.uploads}/../catalog.db",
        ):
            assert client.get(f"gradio_api/file={path}").status_code == 404


@pytest.mark.parametrize("path", ["queue/join", "run/predict"])
@pytest.mark.parametrize("handler", [9_999, -1, None, "ask", [1], 1.5])
def test_an_event_of_a_page_of_another_version_is_told_to_reload(
    guarded: Guarded, path: str, handler: object
) -> None:
    body = {"session_hash": "tab-of-old", "fn_index": handler, "data": ["x", None]}
    with guarded.client("ada") as ada:
        answer = ada.post(f"gradio_api/{path}", json=body, headers={"Accept-Language": "zh"})
        assert (answer.status_code, answer.text) == (404, LOGIN_ZH.outdated)
        assert "x-ragqa-reload" in answer.headers
        del body["fn_index"]
        assert ada.post(f"gradio_api/{path}", json=body).status_code == 404


def test_state_and_answers_of_a_page_are_kept_by_no_browser(guarded: Guarded) -> None:
    with guarded.client("ada") as client:
        assert client.get("").headers["Cache-Control"] == "no-store"
        assert client.get("config").headers["Cache-Control"] == "no-store"
        page = client.get("").text
        [script] = re.findall(r'src="\./(assets/[^"]+\.js)"', page)[:1]
        assert client.get(script).headers.get("Cache-Control") != "no-store"


def test_every_handler_of_the_page_says_what_it_does(guarded: Guarded) -> None:
    """One that does not is for admins, which nobody has decided."""
    from ui.web.app import build
    from ui.web.visiting import _ACTION

    blocks = build(guarded.site.services, Arrivals(guarded.site.index.folder))
    unsaid = {f.fn.__name__ for f in blocks.fns.values() if f.fn and not hasattr(f.fn, _ACTION)}
    assert unsaid == set()


def test_the_config_of_the_page_holds_nothing_of_documents(guarded: Guarded) -> None:
    with guarded.client("wanda") as client:
        config = json.dumps(client.get("config").json())
    assert "vault" not in config
    assert "desk.txt" not in config

"""What other sites, other programs and hostile content can do to the page: nothing."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from tests.plugins_site import Site, Visitor
from tests.ui.web.browser import browser, until
from ui.web.app import received

# Tries to read and to change what is here, in every way a page of another site has.
_ATTACK = """async (target) => {
  const tried = {};
  for (const [name, path, options] of [
    ['read', 'config', {}],
    ['blind', 'gradio_api/queue/join', {method: 'POST', mode: 'no-cors', body: '{}'}],
    ['post', 'gradio_api/queue/join', {method: 'POST', body: '{}'}],
    ['preflight', 'gradio_api/queue/join',
     {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}}],
  ]) {
    try { tried[name] = (await fetch(target + path, options)).status; }
    catch (error) { tried[name] = 'refused'; }
  }
  return tried;
}"""


class _Elsewhere(BaseHTTPRequestHandler):
    """A page of another origin on the same machine."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>elsewhere</title>")

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def refusal(url: str, **headers: str) -> int:
    """The status of an answer that is an error."""
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 # our own page
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310
    refused.value.close()
    return refused.value.code


def test_a_page_of_another_origin_can_neither_read_nor_change_nor_frame_anything(
    site: Site, playwright: Playwright, elsewhere: str
) -> None:
    with browser(playwright) as context:
        page = context.pages[0]
        page.goto(elsewhere)
        tried = page.evaluate(_ATTACK, site.url)
        assert set(tried.values()) == {"refused"}
        assert len(tried) == 4
        # The browser hides the answers; what they were is seen by asking as it does.
        assert refusal(f"{site.url}config", Origin=elsewhere.rstrip("/")) == 403
        page.evaluate(
            "url => document.body.append(Object.assign(document.createElement('iframe'), "
            "{src: url}))",
            site.url,
        )
        expect(page.locator("iframe")).to_be_attached()
        until(page, lambda: page.frames[1].url not in ("", "about:blank"))
        assert page.frames[1].url == "chrome-error://chromewebdata/"


def test_a_link_from_another_site_opens_the_page(
    site: Site, playwright: Playwright, elsewhere: str
) -> None:
    with browser(playwright) as context:
        page = context.pages[0]
        page.goto(elsewhere)
        page.evaluate("url => { location.href = url; }", site.url)
        expect(page.locator("#conversation .welcome")).to_be_visible()


def test_markup_that_slips_through_does_not_run(visit: Callable[..., Visitor], site: Site) -> None:
    visitor = visit()
    page = visitor.page
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked=1\">')"
    )
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), "
        "{textContent: 'window.hacked=2'}))"
    )
    until(page, lambda: len(visitor.violations) >= 2)
    assert page.evaluate("window.hacked") is None
    assert len(visitor.violations) == 2
    visitor.violations.clear()


def test_a_page_that_points_its_own_name_here_is_refused(site: Site) -> None:
    assert refusal(site.url, Host="rebound.example") == 400


@pytest.mark.parametrize("prefix", ["gradio_api/file=", "file="])
def test_files_of_this_machine_are_not_served(site: Site, prefix: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for path in ("/etc/passwd", str(secret), str(site.index.folder / "catalog.db"), "README.md"):
        assert refusal(f"{site.url}{prefix}{path}") in (403, 404)


def test_a_program_that_is_no_browser_may_ask(site: Site) -> None:
    with urllib.request.urlopen(f"{site.url}config") as answer:  # noqa: S310
        assert json.load(answer)["title"] == "ragqa"


# The page over an index with quick embeddings; `python -c` so that the signal meets a real process.
_SERVING = """
import sys
from pathlib import Path
from ragqa.index import Index
from ragqa.configuration import load_settings
from tests.fakes import HashEmbeddings
from ui import serving
from ui.web import app as web
from ui.services import services_over

settings = load_settings({"index": Path(sys.argv[1]), "port": 0}, environ={}).settings
index = Index.open(settings.index, HashEmbeddings(), splitter="test")
serving.open_services = lambda settings: services_over(index, None, "", settings)
web.serve(settings, open_browser=False, announce=lambda url: print(url, flush=True))
"""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_ended_leaves_no_received_files(tmp_path: Path, sent: signal.Signals) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVING, str(tmp_path / "index")],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        [received_here] = temporary.glob("ragqa-*")
        (received_here / "private.txt").write_text("private")
        process.send_signal(sent)
        assert process.wait(60) == 0
    assert not list(temporary.glob("ragqa-*"))


def test_files_on_their_way_in_are_in_a_folder_of_this_user_and_run_alone() -> None:
    before = os.environ.get("GRADIO_TEMP_DIR")
    with received() as first, received() as second:
        assert first != second
        assert stat.S_IMODE(second.stat().st_mode) == 0o700
        assert os.environ["GRADIO_TEMP_DIR"] == str(second)
        (second / "private.txt").write_text("private")
    assert not first.exists()
    assert not second.exists()
    assert os.environ.get("GRADIO_TEMP_DIR") == before

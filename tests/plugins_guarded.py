"""The page with users, for tests of who may do what in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.identity import Role
from ragqa.access.logins import Logins
from ragqa.access.users import Users
from tests.plugins_site import Site, serving_site

WORDS = "correct horse battery"
PEOPLE: tuple[tuple[str, Role, tuple[str, ...] | None], ...] = (
    ("ada", "admin", None),
    ("ed", "editor", None),
    ("rita", "reader", None),
    ("wanda", "reader", ("work",)),
    ("wes", "editor", ("work",)),
)


@dataclass
class Guarded:
    """The page with users, all with one password."""

    site: Site
    file: AccessFile

    def client(self, who: str = "") -> httpx.Client:
        """A browser without windows; logged in as ``who``, by a login that was not typed in."""
        client = httpx.Client(base_url=self.site.url, timeout=60)
        if who:
            secret = Logins(self.file).begin(Users(self.file).find(who).identity)
            client.cookies.set(self.cookie, secret)
        return client

    @property
    def cookie(self) -> str:
        """The name of the login's cookie."""
        return f"ragqa-{urlsplit(self.site.url).port}"

    def handler(self, name: str) -> int:
        """The number by which gradio knows an event handler."""
        with self.client("ada") as client:
            config = client.get("config").json()
        [found] = [d["id"] for d in config["dependencies"] if d["api_name"] == name]
        return int(found)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    file = AccessFile(access_path(folder / "index"))
    for name, role, collections in PEOPLE:
        Users(file).add(name, WORDS, role, collections)
    with serving_site(folder) as site:
        for name, text, collection in (
            ("vault.txt", "The vault opens at noon.", "default"),
            ("desk.txt", "The desk stands in the office.", "work"),
        ):
            (folder / name).write_text(text)
            site.services.add_files([(folder / name, name)], lambda _: None, collection)
        yield Guarded(site, file)


def call(
    client: httpx.Client, handler: int, tab: str, *data: Any, event: object = None
) -> httpx.Response:
    """Call an event handler directly, as the page does."""
    body = {"data": list(data), "event_data": event, "fn_index": handler, "session_hash": tab}
    return client.post("gradio_api/run/predict", json=body)


def queued(client: httpx.Client, handler: int, tab: str, *data: Any, event: object = None) -> str:
    """Call an event handler through the queue; all that comes of it, as text."""
    body = {"data": list(data), "event_data": event, "fn_index": handler, "session_hash": tab}
    joined = client.post("gradio_api/queue/join", json=body)
    assert joined.status_code == 200, joined.text
    return client.get("gradio_api/queue/data", params={"session_hash": tab}).text


def documents(guarded: Guarded) -> dict[str, str]:
    return {s.source: s.document_id for s in guarded.site.index.sources()}

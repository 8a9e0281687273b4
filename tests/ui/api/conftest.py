"""OpenAI's own client of the API, and an API with users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import openai
import pytest

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.identity import Role
from ragqa.access.keys import Keys
from ragqa.access.users import Users
from tests.plugins_api import Api, serving


@dataclass
class Guarded:
    """The API with users: a key of each."""

    api: Api
    file: AccessFile
    keys: Mapping[str, str]

    def ask(
        self, who: str, path: str, body: object = None, method: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """As ``Api.ask``, with the key of ``who``; "" for none."""
        sent = {"Authorization": f"Bearer {self.keys[who]}"} if who else {}
        return self.api.ask(path, body, method, **sent)

    def add(self, who: str, name: str, text: str, collection: str = "") -> dict[str, Any]:
        """Ingest a text; what was told of it."""
        body = {"file_name": name, "text": text, "collection": collection}
        status, told = self.ask(who, "v1/ingest/text", body)
        assert status == 200, told
        document: dict[str, Any] = told["data"][0]
        return document

    def names(self, who: str) -> set[str]:
        """What ``who`` sees in the list."""
        listed = self.ask(who, "v1/ingest/list")[1]["data"]
        return {document["doc_metadata"]["file_name"] for document in listed}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    file = AccessFile(access_path(folder / "index"))
    people: tuple[tuple[str, Role, tuple[str, ...] | None], ...] = (
        ("root", "admin", None),
        ("ed", "editor", None),
        ("rita", "reader", None),
        ("wes", "editor", ("work",)),
        ("wanda", "reader", ("work",)),
        ("nils", "reader", ()),
    )
    for name, role, collections in people:
        Users(file).add(name, None, role, collections)
    keys = {name: Keys(file).add(name) for name, _, _ in people}
    with serving(folder) as api:
        made = Guarded(api, file, keys)
        made.add("root", "plan.txt", "The plums hide a secret in the cellar.")
        made.add("root", "plan.txt", "The plums of the office are blue.", "work")
        yield made


@pytest.fixture
def client(api: Api) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{api.url}v1", api_key="none", max_retries=0) as made:
        yield made

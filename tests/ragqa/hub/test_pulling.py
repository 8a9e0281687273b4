from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ragqa.errors import ModelError
from ragqa.generation.gguf.models import read_gguf
from ragqa.hub.catalogue import find
from ragqa.hub.origin import Origin, read_origin
from ragqa.hub.pulling import Pulled, pull
from ragqa.hub.web import Patience, Web
from tests.hub_server import Hub, hub_server, list_hf, list_modelscope
from tests.ragqa.generation.gguf.files import split

HFL = "hfl/chinese-mixtral-instruct-gguf"


@dataclass
class Case:
    hub: Hub
    folder: Path

    def pull(self, name: str = "chinese-mixtral-instruct:Q4_K", **options: Any) -> Pulled:
        origin = options.pop("origin", None) or read_origin(self.hub.url)
        web = Web(Patience(5.0, 2, lambda _: None))
        return pull(find(name), origin, self.folder, web, **options)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with hub_server() as hub:
        yield Case(hub, tmp_path / "models")


@pytest.fixture(scope="module")
def body(tiny_gguf: Path) -> bytes:
    return tiny_gguf.read_bytes()


def test_the_file_is_found_by_its_quantization_and_fetched(case: Case, body: bytes) -> None:
    list_hf(case.hub, HFL, {"README.md": b"x", "ggml-model-q4_k.gguf": body, "q4_0.gguf": b"y"})
    told: list[tuple[str, int, int]] = []
    done = case.pull(progress=lambda *what: told.append(what))

    assert done.path == case.folder / "chinese-mixtral-instruct-q4_k.gguf"
    assert (done.verified, done.was_here) == (True, False)
    assert done.path.read_bytes() == body
    assert [p.name for p in case.folder.iterdir()] == [done.path.name]
    assert told[-1] == (done.path.name, len(body), len(body))

    case.hub.requests.clear()
    assert case.pull().was_here
    assert case.hub.asked("range") == []


def test_modelscope_has_another_layout(case: Case, body: bytes) -> None:
    repository = "ChineseAlpacaGroup/chinese-mixtral-instruct-gguf"
    list_modelscope(case.hub, repository, {"ggml-model-q4_k.gguf": body})
    done = case.pull(origin=Origin("modelscope", case.hub.url))
    assert (done.path.read_bytes(), done.verified) == (body, True)


def test_a_file_by_its_own_address_is_checked_by_the_digest_given(case: Case, body: bytes) -> None:
    case.hub.files["/some/m.gguf"] = body
    origin = read_origin(f"{case.hub.url}/some/m.gguf")
    with pytest.raises(ModelError, match="SHA-256 differs"):
        case.pull(origin=origin, sha256="0" * 64)
    done = case.pull(origin=origin)
    assert (done.path.read_bytes(), done.verified) == (body, False)


@pytest.mark.parametrize("given", ["00", "0" * 63, "x" * 64, " "])
def test_a_digest_that_is_none_is_told_before_anything_is_fetched(
    case: Case, body: bytes, given: str
) -> None:
    case.hub.files["/some/m.gguf"] = body
    with pytest.raises(ModelError, match="--sha256 cannot be"):
        case.pull(origin=read_origin(f"{case.hub.url}/some/m.gguf"), sha256=given)
    assert not case.hub.requests


def test_a_digest_is_taken_as_tools_and_hubs_write_it(case: Case, body: bytes) -> None:
    case.hub.files["/some/m.gguf"] = body
    known = f" sha256:{sha256(body).hexdigest().upper()} "
    assert case.pull(origin=read_origin(f"{case.hub.url}/some/m.gguf"), sha256=known).verified


def test_a_split_model_is_fetched_in_parts_and_left_so(case: Case, tmp_path: Path) -> None:
    first = split(tmp_path)
    parts = {p.name.replace("m-", "x-Q8_0-"): p.read_bytes() for p in tmp_path.glob("m-*.gguf")}
    assert len(parts) == 2
    list_hf(case.hub, "o/r", parts)
    done = case.pull("o/r:Q8_0")
    assert done.path.name == "r-q8_0-00001-of-00002.gguf"
    assert read_gguf(done.path).tensor_count == read_gguf(first).tensor_count == 4


def test_pieces_cut_anywhere_are_joined(case: Case, body: bytes) -> None:
    cut = [body[:1000], body[1000:5_000_000], body[5_000_000:]]
    list_hf(case.hub, "o/r", {f"m-f16.gguf.part-{x}": c for x, c in zip("abc", cut, strict=True)})
    case.hub.faults = [None, ("break", 1_000_000), ("break", 0), ("break", 0)]
    with pytest.raises(ModelError, match="broke off"):
        case.pull("o/r:F16")
    done = case.pull("o/r:F16")
    assert done.path.name == "r-f16.gguf"
    assert done.path.read_bytes() == body
    assert [p.name for p in case.folder.iterdir()] == ["r-f16.gguf"]


def test_what_is_no_model_is_not_kept(case: Case) -> None:
    list_hf(case.hub, HFL, {"ggml-model-q4_k.gguf": b"<!DOCTYPE html> log in first"})
    with pytest.raises(ModelError, match="not a GGUF file but a web page") as refused:
        case.pull()
    assert case.hub.url in str(refused.value)
    assert "set model" not in str(refused.value)
    assert list(case.folder.iterdir()) == []


def test_a_file_that_does_not_exist_leaves_nothing_behind(case: Case) -> None:
    with pytest.raises(ModelError, match=r"does not exist \(404\)"):
        case.pull(origin=read_origin(f"{case.hub.url}/some/m.gguf"))
    assert list(case.folder.iterdir()) == []


def test_a_file_that_is_here_is_compared_with_the_digest_given(case: Case, body: bytes) -> None:
    case.hub.files["/some/m.gguf"] = body
    origin = read_origin(f"{case.hub.url}/some/m.gguf")
    path = case.pull(origin=origin).path
    with pytest.raises(ModelError, match="is here already, but its SHA-256"):
        case.pull(origin=origin, sha256="0" * 64)
    assert path.read_bytes() == body
    done = case.pull(origin=origin, sha256=sha256(body).hexdigest())
    assert (done.verified, done.was_here) == (True, True)


def test_a_listing_with_a_wrong_digest_keeps_nothing(case: Case, body: bytes) -> None:
    list_hf(case.hub, HFL, {"ggml-model-q4_k.gguf": body}, oid="sha256:" + "0" * 64)
    with pytest.raises(ModelError, match="SHA-256 differs"):
        case.pull()
    assert list(case.folder.iterdir()) == []


def test_a_listing_with_a_wrong_size_keeps_nothing(case: Case, body: bytes) -> None:
    list_hf(case.hub, HFL, {"ggml-model-q4_k.gguf": body}, size=len(body) - 1)
    with pytest.raises(ModelError, match="was announced with"):
        case.pull()
    assert list(case.folder.iterdir()) == []


def test_a_full_disk_is_told_before_anything_is_fetched(
    case: Case, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_hf(case.hub, HFL, {"ggml-model-q4_k.gguf": body})
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 0, 10**8))
    with pytest.raises(ModelError, match=r"has 0\.1 GB free"):
        case.pull()
    assert case.hub.asked("range") == []


def test_a_repository_that_does_not_exist_is_told(case: Case) -> None:
    with pytest.raises(ModelError, match=r"does not exist \(404\)"):
        case.pull()


@pytest.mark.parametrize("answer", [{"error": "x"}, [1], [{"type": "file"}], None, "x"])
def test_a_server_that_is_no_hub_is_told(case: Case, answer: Any) -> None:
    case.hub.pages[f"/api/models/{HFL}/tree/main?recursive=true"] = answer
    with pytest.raises(ModelError, match="did not answer with a list"):
        case.pull()


def test_paths_that_lead_out_of_the_folder_are_left_out(case: Case, body: bytes) -> None:
    list_hf(case.hub, HFL, {"../../x-q4_k.gguf": body, "a//q4_k.gguf": body})
    with pytest.raises(ModelError, match="has no GGUF file"):
        case.pull()


@pytest.mark.parametrize("given", ["ftp://x", "file:///etc", "hugging", "http://"])
def test_an_origin_is_a_web_address(given: str) -> None:
    with pytest.raises(ModelError, match="is no address to fetch models from"):
        read_origin(given)


def test_a_mirror_that_is_no_address_is_told_by_its_variable() -> None:
    with pytest.raises(ModelError, match=r'HF_ENDPOINT cannot be "hf-mirror\.com"') as caught:
        read_origin("hf", "hf-mirror.com")
    assert "环境变量 HF_ENDPOINT" in caught.value.zh
    assert read_origin("modelscope", "hf-mirror.com").kind == "modelscope"


def test_a_mirror_takes_the_place_of_hugging_face() -> None:
    assert read_origin("hf").url == "https://huggingface.co"
    assert read_origin("hf", "https://mirror.example/").url == "https://mirror.example"
    assert read_origin("modelscope", "https://mirror.example").kind == "modelscope"

from __future__ import annotations

import fcntl
import hashlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ragqa.errors import ModelError
from ragqa.hub.transfer import Source, fetch
from ragqa.hub.web import Patience, Web
from tests.hub_server import Hub, hub_server

BODY = bytes(range(256)) * 4096
SHA = hashlib.sha256(BODY).hexdigest()


@dataclass
class Case:
    """A hub with one file, and a place for it."""

    hub: Hub
    part: Path
    pauses: list[float] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)

    def fetch(self, *, size: int = len(BODY), sha256: str = SHA, silence: float = 5.0) -> bytes:
        web = Web(Patience(silence, 3, self.pauses.append))
        url = f"{self.hub.url}/m.gguf"
        self.checked = fetch(web, Source(url, size, sha256), self.part, self.seen.append)
        return self.part.read_bytes()


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with hub_server() as hub:
        hub.files["/m.gguf"] = BODY
        yield Case(hub, tmp_path / "m.gguf.part")


def test_a_file_is_fetched_checked_and_private(case: Case) -> None:
    assert case.fetch() == BODY
    assert case.checked == SHA
    assert stat.S_IMODE(case.part.stat().st_mode) == 0o600
    assert [p.name for p in case.part.parent.iterdir()] == ["m.gguf.part"]
    assert case.seen[-1] == len(BODY)
    assert case.hub.asked("authorization") == [""]


def test_what_breaks_off_is_continued_where_it_broke(case: Case) -> None:
    case.hub.faults = [("break", 300_000), ("break", 300_000), None]
    assert case.fetch() == BODY
    assert case.hub.asked("range") == ["", "bytes=300000-", "bytes=600000-"]
    assert case.hub.asked("if-range")[1:] == ['"one"', '"one"']


def test_breaks_without_end_are_given_up_and_what_came_is_kept(case: Case) -> None:
    case.hub.faults = [("break", 300_000), *[("break", 0)] * 2]
    with pytest.raises(ModelError, match="the connection broke off") as e:
        case.fetch()
    assert "已下载的部分会保留" in e.value.zh
    assert case.part.stat().st_size == 300_000
    assert case.pauses == [1.0, 2.0]

    case.hub.requests.clear()
    assert case.fetch() == BODY
    assert case.hub.asked("range") == ["bytes=300000-"]


def test_a_server_that_falls_silent_is_asked_again(case: Case) -> None:
    case.hub.faults = [("stall", 300_000), None]
    assert case.fetch(silence=0.3) == BODY
    assert case.hub.asked("range") == ["", "bytes=300000-"]


def test_a_server_that_stays_silent_is_told(case: Case) -> None:
    case.hub.faults = [("stall", 0)] * 3
    with pytest.raises(ModelError, match="the server does not answer"):
        case.fetch(silence=0.2)


def test_a_server_that_ignores_ranges_starts_anew(case: Case) -> None:
    case.hub.ranges = False
    case.hub.faults = [("break", 300_000), None]
    assert case.fetch() == BODY
    assert case.hub.asked("range")[1] == "bytes=300000-"


def test_a_file_that_changed_on_the_server_is_not_patched_together(case: Case) -> None:
    case.hub.faults = [("break", 300_000), *[("break", 0)] * 2]
    with pytest.raises(ModelError):
        case.fetch(size=0, sha256="")
    case.hub.files["/m.gguf"], case.hub.etag = BODY[::-1], '"two"'
    assert case.fetch(size=0, sha256="") == BODY[::-1]


def test_a_part_of_another_file_is_thrown_away(case: Case) -> None:
    case.part.write_bytes(b"x" * 1000)
    assert case.fetch() == BODY
    assert case.hub.asked("range") == [""]


def test_a_part_larger_than_the_file_is_thrown_away(case: Case) -> None:
    case.hub.faults = [("break", 300_000), *[("break", 0)] * 2]
    with pytest.raises(ModelError):
        case.fetch()
    with case.part.open("ab") as file:
        file.write(bytes(len(BODY)))
    assert case.fetch() == BODY


def test_all_bytes_of_an_unknown_size_are_told_from_a_vanished_range(case: Case) -> None:
    case.hub.faults = [("break", 300_000), *[("break", 0)] * 2]
    with pytest.raises(ModelError):
        case.fetch(size=0)
    case.hub.files["/m.gguf"] = BODY[:300_000]  # now the range is past its end: 416
    expected = hashlib.sha256(BODY[:300_000]).hexdigest()
    with pytest.raises(ModelError, match="SHA-256 differs"):
        case.fetch(size=0)
    assert case.fetch(size=0, sha256=expected) == BODY[:300_000]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (("size", len(BODY) - 5), r"announced with 1,048,576 bytes, but the server has only"),
        (("size", len(BODY) * 9), r"announced with 1,048,576 bytes, but has 9,437,184"),
        (("more", 70_000), "announced with 1,048,576 bytes, but has"),
    ],
)
def test_a_lie_about_the_size_is_refused(case: Case, fault: object, said: str) -> None:
    case.hub.faults = [fault]
    with pytest.raises(ModelError, match=said) as caught:
        case.fetch()
    assert "公布的大小" in caught.value.zh
    assert not case.part.exists()


def test_another_content_than_announced_is_deleted(case: Case) -> None:
    with pytest.raises(ModelError, match="its SHA-256 differs") as caught:
        case.fetch(sha256="0" * 64)
    assert "SHA-256 不同" in caught.value.zh
    assert list(case.part.parent.iterdir()) == []


def test_the_digest_may_come_with_the_file(case: Case) -> None:
    case.hub.said = {"X-Linked-Etag": f'"{SHA}"', "X-Linked-Size": str(len(BODY))}
    assert case.fetch(size=0, sha256="") == BODY
    assert case.checked == SHA
    case.part.unlink()
    case.hub.said = {"X-Linked-Etag": '"' + "1" * 64 + '"'}
    with pytest.raises(ModelError, match="SHA-256 differs"):
        case.fetch(size=0, sha256="")


def test_without_any_digest_that_is_told(case: Case) -> None:
    assert case.fetch(size=0, sha256="") == BODY
    assert case.checked == ""


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, r"without permission \(401\); set HF_TOKEN"),
        (403, r"without permission \(403\)"),
        (404, r"does not exist \(404\)"),
        (410, "the server answers 410"),
    ],
)
def test_a_refusal_is_not_asked_again(case: Case, status: int, said: str) -> None:
    case.hub.faults = [status]
    with pytest.raises(ModelError, match=said) as caught:
        case.fetch()
    assert str(status) in caught.value.zh
    assert len(case.hub.requests) == 1


def test_a_busy_server_is_asked_again_when_it_says(case: Case) -> None:
    case.hub.faults = [429, 503, None]
    assert case.fetch() == BODY
    assert case.pauses == [7.0, 7.0]


def test_a_server_that_is_always_busy_is_given_up(case: Case) -> None:
    case.hub.faults = [429] * 3
    with pytest.raises(ModelError, match="the server answers 429"):
        case.fetch()


def test_a_server_that_is_not_there_is_told(case: Case, tmp_path: Path) -> None:
    web = Web(Patience(2.0, 2, case.pauses.append))
    with pytest.raises(ModelError, match="the server cannot be reached"):
        fetch(web, Source("http://127.0.0.1:9/m"), tmp_path / "x.part", case.seen.append)


def test_a_redirection_to_another_host_is_followed_without_the_token(case: Case) -> None:
    with hub_server() as other:
        other.files["/cdn"] = BODY
        case.hub.faults = [("location", f"{other.url}/cdn?signature=secret")] * 9
        other.files["/cdn?signature=secret"] = BODY
        assert case.fetch() == BODY
        assert other.asked("authorization") == [""]


@pytest.mark.parametrize("there", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher:x", ""])
def test_a_redirection_to_what_is_no_web_address_is_refused(case: Case, there: str) -> None:
    case.hub.faults = [("location", there)]
    with pytest.raises(ModelError, match="which is not followed"):
        case.fetch()


def test_redirections_without_end_are_refused(case: Case) -> None:
    case.hub.faults = [("location", "/m.gguf")] * 20
    with pytest.raises(ModelError, match="without end"):
        case.fetch()


def test_two_processes_do_not_write_to_one_file(case: Case) -> None:
    with case.part.open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ModelError, match="Another process is fetching"):
            case.fetch()


def test_a_folder_that_cannot_be_written_is_told(case: Case) -> None:
    case.part = case.part.parent / "none" / "m.part"
    with pytest.raises(ModelError, match=r"m\.part cannot be written \(No such file"):
        case.fetch()

"""One file over HTTP: resumed where it broke off, never larger than it should be, checked.

Beside the file it is fetched into, NAME.part, stands NAME.part.json: which file it is a part of.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragqa.errors import ModelError, os_reason
from ragqa.generation.llama.identity import sha256_of
from ragqa.hub import refusals
from ragqa.hub.refusals import AgainError
from ragqa.hub.repositories import digest
from ragqa.hub.web import Web, refuse

if TYPE_CHECKING:
    import httpx2

_GONE = 416  # the range asked for is not there

OnBytes = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be fetched. ``size`` in bytes, 0 when not known; ``sha256`` "" when not known."""

    url: str
    size: int = 0
    sha256: str = ""


def fetch(web: Web, source: Source, part: Path, on_bytes: OnBytes) -> str:
    """Fetch a file into ``part``, going on from what is there of the same file.

    Args:
        web: Asks the server.
        source: What to fetch.
        part: File to write; it is private to the user.
        on_bytes: Told how many bytes are there, from time to time.

    Returns:
        The SHA-256 it was checked against, "" when nobody has stated one.

    Raises:
        ModelError: The server refuses, gives something else than it has stated, or breaks off
            again and again; the disk is full; another process is fetching the same.
    """
    try:
        with _locked(part) as file:
            download = _Download(web, source, part, file, on_bytes)
            try:
                web.persist(source.url, download.go_on, lambda: download.there)
            except ModelError:
                download.leave()
                raise
            file.flush()
            os.fsync(file.fileno())
            download.check()
            return download.sha256
    except OSError as error:
        en, zh = os_reason(error)
        raise ModelError(
            f"{part} cannot be written ({en}); make room or choose another folder with --to. "
            "What was fetched is kept.",
            f"无法写入 {part}（{zh}）；请腾出空间，或用 --to 换一个文件夹。已下载的部分会保留。",
        ) from error


class _Download:
    """A file on its way, over as many answers as it takes."""

    def __init__(self, web: Web, source: Source, part: Path, file: Any, on_bytes: OnBytes) -> None:
        self._web = web
        self._source = source
        self._part = part
        self._file = file
        self._on_bytes = on_bytes
        self._state = part.with_name(part.name + ".json")
        self._etag = ""
        self.size = source.size
        self.sha256 = source.sha256
        self.there = self._resumable()

    def go_on(self) -> None:
        """Read one answer to its end. Raises AgainError when it ends too early."""
        if self.size and self.there == self.size:
            return
        headers = {}
        if self.there:
            headers["Range"] = f"bytes={self.there}-"
            if self._etag:
                headers["If-Range"] = self._etag
        with self._web.get(self._source.url, headers) as (response, said):
            if response.status_code == _GONE:
                self._begin_anew()
                raise AgainError("the server has another file now", "服务器上的文件已改变")
            refuse(response, self._source.url)
            self._agree(response, said)
            self._write(response)
        if self.size and self.there < self.size:
            raise AgainError("the connection broke off", "连接中断")
        self.size = self.there

    def leave(self) -> None:
        """Keep what is there for the next time; nothing, where nothing has come."""
        if not self.there:
            self._forget()

    def check(self) -> None:
        """Compare the digest. Raises ModelError and deletes what is wrong."""
        if self.sha256 and sha256_of(self._part) != self.sha256:
            self._forget()
            raise refusals.wrong_digest(self._source.url)
        self._state.unlink(missing_ok=True)

    def _resumable(self) -> int:
        """Bytes of the same file that are there; others are deleted."""
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
            self._etag, known = str(state["etag"]), str(state["sha256"])
        except (OSError, ValueError, KeyError, TypeError):
            self._etag, known = "", ""
        there = os.fstat(self._file.fileno()).st_size
        # One digest names one file whatever the server; a tag is only good for asking it again.
        same = known == self.sha256 if self.sha256 else bool(self._etag)
        if not there or not same or (self.size and there > self.size):
            self._begin_anew()
            return 0
        self._file.seek(there)
        return there

    def _begin_anew(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self.there = 0
        self._etag = ""

    def _agree(self, response: httpx2.Response, said: dict[str, str]) -> None:
        """Note what the server says of the file; refuse what differs from what was announced."""
        start, total = _place(response)
        if start != self.there:
            self._begin_anew()
            if start:
                raise AgainError("the server sent another part", "服务器发来了另一部分")
        linked = said.get("x-linked-size", "")
        for stated in (total, int(linked) if linked.isdecimal() else 0):
            if self.size and stated and stated != self.size:
                self._forget()
                make = refusals.smaller if stated < self.size else refusals.wrong_size
                raise make(self._source.url, self.size, stated)
            self.size = self.size or stated
        self.sha256 = self.sha256 or digest(said.get("x-linked-etag", ""))
        tag = response.headers.get("etag", "")
        self._etag = "" if tag.startswith("W/") else tag
        self._state.write_text(json.dumps({"etag": self._etag, "sha256": self.sha256}))

    def _write(self, response: httpx2.Response) -> None:
        # As they come: blocks of a fixed size would lose what is in the last one when it breaks.
        for block in response.iter_raw():
            if self.size and self.there + len(block) > self.size:
                self._forget()
                raise refusals.wrong_size(self._source.url, self.size, self.there + len(block))
            self._file.write(block)
            self.there += len(block)
            self._on_bytes(self.there)

    def _forget(self) -> None:
        self._part.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)


@contextmanager
def _locked(part: Path) -> Iterator[Any]:
    """The file, private, and ours alone for as long as the block lasts."""
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ModelError(
                f"Another process is fetching {part}; wait until it has ended.",
                f"另一个进程正在下载 {part}；请等它结束。",
            ) from error
        yield file


def _place(response: httpx2.Response) -> tuple[int, int]:
    """Where an answer begins in the file, and the size of the whole, 0 when it is not stated."""
    if response.status_code == 206:
        _, _, stated = response.headers.get("content-range", "").partition(" ")
        span, _, total = stated.partition("/")
        start = span.partition("-")[0]
        if not start.isdecimal():
            raise AgainError("the server's answer makes no sense", "服务器的回应无效")
        return int(start), int(total) if total.isdecimal() else 0
    length = response.headers.get("content-length", "")
    return 0, int(length) if length.isdecimal() else 0

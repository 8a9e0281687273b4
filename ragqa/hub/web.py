"""Asking servers over HTTP: with patience, and never led to where one should not go."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

from ragqa.hub import refusals
from ragqa.hub.origin import is_web
from ragqa.hub.refusals import AgainError

if TYPE_CHECKING:
    import httpx2

_MAX_JSON = 64 << 20
_MAX_REDIRECTS = 8
_LONGEST_PAUSE = 60.0  # seconds between two tries


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to bear with a server.

    Attributes:
        silence: Seconds without a byte after which a connection has stalled.
        tries: In a row, none of which has brought a byte.
        pause: Waits the seconds it is given between tries.
    """

    silence: float = 60.0
    tries: int = 6
    pause: Callable[[float], None] = time.sleep


T = TypeVar("T")


@dataclass
class Web:
    """Asks servers. A token is sent to the host it is meant for only.

    Args:
        patience: With servers that stall or break off.
        token: Of the hub's user, "" for none.
        host: To which the token is sent.
    """

    patience: Patience = field(default_factory=Patience)
    token: str = ""
    host: str = ""

    def json(self, url: str) -> tuple[Any, str]:
        """What an address answers, and the address of its next page, "" for none."""

        def read() -> tuple[Any, str]:
            with self.get(url, {"Accept": "application/json"}) as (response, _):
                refuse(response, url)
                text = b""
                for block in response.iter_bytes():
                    text += block
                    if len(text) > _MAX_JSON:
                        raise refusals.wrong_answer(url)
                following = response.links.get("next", {}).get("url", "")
            try:
                return json.loads(text), _same_host(url, following)
            except ValueError as error:
                raise refusals.wrong_answer(url) from error

        return self.persist(url, read, lambda: 0)

    def persist(self, url: str, attempt: Callable[[], T], there: Callable[[], int]) -> T:
        """Try until it succeeds, or ``tries`` in a row have not made ``there`` grow.

        Raises:
            ModelError: It was given up, or ``attempt`` raises it.
        """
        import httpx2

        failed, before = 0, there()
        while True:
            try:
                return attempt()
            except (AgainError, httpx2.TransportError) as error:
                en, zh, after = _reason(error)
            failed, before = (1, there()) if there() > before else (failed + 1, before)
            if failed >= self.patience.tries:
                raise refusals.given_up(url, en, zh)
            self.patience.pause(min(max(after, 2.0 ** (failed - 1)), _LONGEST_PAUSE))

    @contextmanager
    def get(
        self, url: str, headers: dict[str, str]
    ) -> Iterator[tuple[httpx2.Response, dict[str, str]]]:
        """The answer of the last address of a chain of redirections, and what hubs said on it."""
        import httpx2

        said: dict[str, str] = {}
        # Nothing of the environment but proxies, and no address is followed that is not looked at.
        with httpx2.Client(timeout=self.patience.silence, follow_redirects=False) as client:
            for _ in range(_MAX_REDIRECTS):
                with client.stream("GET", url, headers=headers | self.headers(url)) as response:
                    said |= {k: v for k, v in response.headers.items() if k.startswith("x-linked")}
                    if not response.is_redirect:
                        yield response, said
                        return
                    url = _followed(url, response.headers.get("location", ""))
        raise refusals.endless(url)

    def headers(self, url: str) -> dict[str, str]:
        """What is told to a server: the token only to its own host, and only encrypted."""
        headers = {"User-Agent": "ragqa", "Accept-Encoding": "identity"}
        parts = urlsplit(url)
        if self.token and parts.netloc == self.host and parts.scheme == "https":
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


def refuse(response: httpx2.Response, url: str) -> None:
    """Raise for an answer that is not the file, as ``refusals.refuse_status``."""
    refusals.refuse_status(response.status_code, response.headers.get("retry-after", ""), url)


def _followed(url: str, location: str) -> str:
    """The address a redirection leads to. Raises ModelError when it may not be followed."""
    there = urljoin(url, location)
    downgraded = urlsplit(url).scheme == "https" and urlsplit(there).scheme != "https"
    if not location or not is_web(there) or downgraded:
        raise refusals.not_followed(url, there)
    return there


def _same_host(url: str, following: str) -> str:
    there = urljoin(url, following) if following else ""
    return there if urlsplit(there).netloc == urlsplit(url).netloc else ""


def _reason(error: Exception) -> tuple[str, str, float]:
    import httpx2

    if isinstance(error, AgainError):
        return error.en, error.zh, error.after
    if isinstance(error, httpx2.TimeoutException):
        return "the server does not answer", "服务器没有响应", 0.0
    if isinstance(error, httpx2.ConnectError):
        return "the server cannot be reached", "无法连接服务器", 0.0
    return "the connection broke off", "连接中断", 0.0

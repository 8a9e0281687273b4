"""The address of a model server as the setting ``model`` names it: ``openai:URL#NAME``."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ragqa.errors import SettingsError

PREFIX = "openai:"
_MEANT = (PREFIX, "http://", "https://")
_CREDENTIALS = re.compile(r"//[^/?#@]*@")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a model server listens.

    Attributes:
        url: The base of its API, mostly ending in ``/v1``; no credentials, no slash at the end.
        model: Name of the model there, "" for the only one it has.
    """

    url: str
    model: str = ""

    @property
    def host(self) -> str:
        """Name or number of the machine."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether it is this machine, so that nothing leaves it."""
        return is_loopback(self.host)

    @property
    def root(self) -> str:
        """Where a server has what OpenAI's API does not know, such as ``/tokenize``."""
        return self.url.removesuffix("/v1")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host, by name or number."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_address(model: str) -> bool:
    """Whether the setting ``model`` means a server, also where its prefix was left out."""
    return model.startswith(_MEANT)


def read_address(model: str) -> Address:
    """The address in the setting ``model``.

    Raises:
        SettingsError: It is no http address behind "openai:", or holds a password.
    """
    url, _, name = model.removeprefix(PREFIX).partition("#")
    try:
        parts = urlsplit(url.strip())
        known = bool(
            model.startswith(PREFIX)
            and parts.scheme in ("http", "https")
            and parts.hostname
            and parts.port != 0
        )
    except ValueError:  # a port that is no number, a bracket that is not closed
        known = False
    if not known:
        raise SettingsError(
            f'Setting "model" cannot be {redacted(model)}; give openai:http://HOST:PORT/v1#NAME.',
            f"设置 “model” 的值 {redacted(model)} 无效；应为 openai:http://主机:端口/v1#模型名。",
        )
    if "@" in parts.netloc:
        raise SettingsError(
            'Setting "model" holds a name or password before the host; put the key of the server '
            "into api_key (RAGQA_API_KEY) instead.",
            "设置 “model” 的主机名前含有用户名或密码；请改用设置 api_key（RAGQA_API_KEY）。",
        )
    return Address(f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/"), name.strip())


def redacted(model: str) -> str:
    """The setting as it may be shown: without name and password."""
    return _CREDENTIALS.sub("//…@", model)

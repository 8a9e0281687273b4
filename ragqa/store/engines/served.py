"""Vectors that a Chroma server keeps, in place of the index folder: where, and under which name.

vectors/7/server.json says so in the folder that would hold them. Nothing else of an index goes
there, and no text: ids, vectors, and the document and revision that each belongs to.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ragqa.errors import IndexUnusableError, SettingsError

FOLDER = "folder"
"""The setting that brings vectors back from a server."""

_MARKER = "server.json"


@dataclass(frozen=True, slots=True)
class Served:
    """A collection of a server.

    Attributes:
        address: Base of the server's API, without a slash at the end.
        collection: Of this index alone.
    """

    address: str
    collection: str

    @property
    def host(self) -> str:
        """Name or number of the machine."""
        return urlsplit(self.address).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether it is asked by TLS."""
        return self.address.startswith("https:")

    @property
    def port(self) -> int:
        """Chroma's own where none is named."""
        return urlsplit(self.address).port or (443 if self.secure else 8000)


def checked_address(setting: str) -> str:
    """The setting ``chroma`` as stores take it: "", "folder", or an address.

    Raises:
        SettingsError: It is none of these.
    """
    address = setting.strip().rstrip("/")
    if address in ("", FOLDER):
        return address
    parts = urlsplit(address)
    try:
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number
        fits = False
    if fits and not parts.path and not parts.username:
        return address
    raise SettingsError(
        'Setting "chroma" must be the address of a Chroma server, for example '
        'http://127.0.0.1:8000, or "folder".',
        "设置 “chroma” 应为 Chroma 服务器的地址，例如 http://127.0.0.1:8000，或 “folder”。",
    )


def new_collection(address: str) -> Served:
    """A name that nobody has used."""
    return Served(address, f"ragqa-{secrets.token_hex(12)}")


def mark(folder: Path, served: Served) -> None:
    """Note in the folder of vectors that a server keeps them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARKER).write_text(json.dumps(asdict(served)), encoding="utf-8")


def marked(folder: Path) -> Served | None:
    """Who keeps the vectors; None where the folder does."""
    try:
        return Served(**json.loads((folder / _MARKER).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError):
        return Served("", "")  # of nobody: they are written anew


def elsewhere(folder: Path, address: str) -> IndexUnusableError:
    """Why vectors are not used that a server keeps which the settings do not name."""
    return IndexUnusableError(
        f"The vectors of {folder} are kept by the Chroma server {address}; set `chroma` to it, or "
        'to "folder" to keep them in the index folder again.',
        f"{folder} 的向量保存在 Chroma 服务器 {address} 上；请把设置 chroma 设为该地址，"
        "或设为 “folder” 以改回保存在索引文件夹中。",
    )


def unreachable(folder: Path, address: str, error: Exception) -> IndexUnusableError:
    """What to do about a server that does not answer, or not as it should."""
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    return IndexUnusableError(
        f"The Chroma server {address}, which keeps the vectors of {folder}, cannot be used "
        f'({reason}); start it, or set `chroma` to "folder".',
        f"保存 {folder} 的向量的 Chroma 服务器 {address} 无法使用（{reason}）；"
        "请启动它，或把设置 chroma 设为 “folder”。",
    )

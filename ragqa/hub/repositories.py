"""The files of a repository, as its hub lists them: pure, from what the hub has answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ragqa.errors import ModelError
from ragqa.hub.matching import RemoteFile
from ragqa.hub.origin import Origin

_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_listing(answer: Any, origin: Origin, repository: str) -> list[RemoteFile]:
    """The files of a listing; those whose path is odd are left out.

    Args:
        answer: JSON that was read from ``origin.listing``.
        origin: The hub.
        repository: For the error.

    Raises:
        ModelError: It is no listing.
    """
    read = _modelscope if origin.kind == "modelscope" else _hugging_face
    try:
        return [file for file in read(answer) if _is_inside(file.path)]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ModelError(
            f"{origin.url} did not answer with a list of the files of {repository}; is it a hub "
            "of models? Try another one with --from.",
            f"{origin.url} 返回的不是 {repository} 的文件列表；它是模型仓库吗？"
            "请用 --from 换一个来源。",
        ) from error


def _hugging_face(answer: Any) -> Iterator[RemoteFile]:
    if not isinstance(answer, list):
        raise TypeError
    for entry in answer:
        if entry.get("type", "file") != "file":
            continue
        # Large files have their digest and real size in "lfs"; "oid" outside is Git's own.
        lfs = entry.get("lfs") or {}
        yield RemoteFile(str(entry["path"]), _size(lfs, entry), digest(str(lfs.get("oid", ""))))


def _modelscope(answer: Any) -> Iterator[RemoteFile]:
    for entry in answer["Data"]["Files"] or []:
        if entry.get("Type") != "tree":
            size = int(entry.get("Size") or 0)
            yield RemoteFile(str(entry["Path"]), size, digest(str(entry.get("Sha256") or "")))


def _size(*entries: Mapping[str, Any]) -> int:
    return next((int(entry["size"]) for entry in entries if "size" in entry), 0)


def digest(text: str) -> str:
    """A SHA-256 in what a hub says, without its quotes and prefix; "" when it is none."""
    text = text.strip().removeprefix("W/").strip('"').lower().removeprefix("sha256:")
    return text if _SHA256.fullmatch(text) else ""


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return all(part not in ("", ".", "..") for part in parts) and "\\" not in path

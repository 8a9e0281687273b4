"""From where a model is fetched: addresses of Hugging Face, its mirrors and ModelScope. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlsplit

from ragqa.errors import ModelError

HUGGING_FACE = "https://huggingface.co"
MODELSCOPE = "https://modelscope.cn"


@dataclass(frozen=True, slots=True)
class Origin:
    """A hub, or one file.

    Attributes:
        kind: "hf" also for mirrors of Hugging Face; "file" for the address of a GGUF itself.
        url: Address without a "/" at its end.
    """

    kind: Literal["hf", "modelscope", "file"]
    url: str

    def listing(self, repository: str) -> str:
        """Address of the list of a repository's files."""
        if self.kind == "modelscope":
            return (
                f"{self.url}/api/v1/models/{repository}/repo/files?Recursive=true&Revision=master"
            )
        return f"{self.url}/api/models/{repository}/tree/main?recursive=true"

    def file(self, repository: str, path: str) -> str:
        """Address of a file of a repository."""
        if self.kind == "modelscope":
            there = f"{self.url}/api/v1/models/{repository}/repo?Revision=master&FilePath="
            return there + quote(path, safe="")
        return f"{self.url}/{repository}/resolve/main/{quote(path)}"


def read_origin(given: str, endpoint: str = "") -> Origin:
    """What ``--from`` stands for.

    Args:
        given: "hf", "modelscope", the address of a mirror of Hugging Face, or that of a file.
        endpoint: Address that takes the place of Hugging Face's, as HF_ENDPOINT says.

    Raises:
        ModelError: It is none of these, or the endpoint is no address.
    """
    if given == "modelscope":
        return Origin("modelscope", MODELSCOPE)
    url = (endpoint.strip() or HUGGING_FACE) if given == "hf" else given
    if not is_web(url):
        if given == "hf":
            raise ModelError(
                f'HF_ENDPOINT cannot be "{url}"; give an address that begins with https://, or '
                "unset it.",
                f"环境变量 HF_ENDPOINT 的值“{url}”无效；请写以 https:// 开头的地址，或取消设置。",
            )
        raise ModelError(
            f'"{url}" is no address to fetch models from; give hf, modelscope, or an address '
            "that begins with https://.",
            f"“{url}” 不是可用的下载地址；请写 hf、modelscope 或以 https:// 开头的地址。",
        )
    kind: Literal["hf", "file"] = "file" if ".gguf" in urlsplit(url).path.lower() else "hf"
    return Origin(kind, url.rstrip("/"))


def is_web(url: str) -> bool:
    """Whether an address is http or https, and names a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False

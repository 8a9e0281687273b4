"""Reads the header of a GGUF file before native code does, and trusts no number in it.

Layout (ggml's docs/gguf.md): magic, version u32, tensor count u64, metadata count u64, then the
metadata as key, type, value, then the tensors as name, dimensions, type, offset; little-endian.
What the numbers mean for a model is the business of ``models``.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ragqa.errors import ModelError
from ragqa.generation.gguf.quants import tensor_bytes
from ragqa.generation.gguf.reader import Reader, missing, unreadable

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MAX_METADATA = 10_000
_MAX_TENSORS = 100_000
_MAX_ITEMS = 2_000_000  # the largest vocabularies have 300,000
_MAX_KEPT_ITEMS = 4096  # of a list of numbers: one for each layer
_MAX_DIMENSION = 1 << 40
_MAX_ALIGNMENT = 1 << 20
_SCALARS = dict(enumerate(("<B", "<b", "<H", "<h", "<I", "<i", "<f", "<?")))
_SCALARS |= {10: "<Q", 11: "<q", 12: "<d"}
_STRING = 8
_ARRAY = 9
_TOKENS = "tokenizer.ggml.tokens"

Scalar = int | float | str
Value = Scalar | tuple[int | float, ...]

_FOREIGN = (
    (b"version https://git-lfs", "a Git LFS pointer", "Git LFS 指针文件"),
    (b"PK\x03\x04", "a PyTorch file or another zip archive", "PyTorch 文件或其他 zip 压缩包"),
    (b"\x80\x02", "a PyTorch file", "PyTorch 文件"),
    (b"<", "a web page", "网页"),
    (b"tjgg", "a model in the old GGML format", "旧的 GGML 格式模型"),
    (b"lmgg", "a model in the old GGML format", "旧的 GGML 格式模型"),
)


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of the file.

    Attributes:
        name: As llama.cpp knows it.
        shape: Its dimensions, the fastest first.
        type: ggml's number of its storage format (``quants.TENSOR_TYPES``).
        offset: Of its data, in bytes from the begin of the data of all.
    """

    name: str
    shape: tuple[int, ...]
    type: int
    offset: int

    @property
    def count(self) -> int:
        """Numbers in it."""
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the weights.

    Attributes:
        path: Of the file.
        size: Of the file in bytes.
        version: Of the format.
        metadata_count: Number of metadata entries.
        metadata: Numbers, texts, and short lists of numbers, by their keys.
        lengths: How many items each list has, kept or not.
        tensors: In the order of the file.
        data: Where the data of all tensors begins.
    """

    path: Path
    size: int
    version: int
    metadata_count: int
    metadata: Mapping[str, Value]
    lengths: Mapping[str, int]
    tensors: tuple[Tensor, ...]
    data: int


class NotGgufError(ModelError):
    """A file of another kind, named in ``kind`` in English and Chinese."""

    def __init__(self, path: Path, setting: str, en: str, zh: str) -> None:
        super().__init__(
            f"{path} is not a GGUF file but {en}; set {setting} to a file that ends in .gguf.",
            f"{path} 不是 GGUF 文件，而是{zh}；请将 {setting} 设为以 .gguf 结尾的文件。",
        )
        self.kind = en, zh


def read_header(path: Path, setting: str = "model") -> Header:
    """Read a header of any architecture and see that the file is complete.

    Args:
        path: Of the file.
        setting: The one that names it, which errors say is to be changed: "model" or "lora".

    Raises:
        ModelError: The file is missing, a folder, empty, unreadable, something else than GGUF, cut
            off or damaged.
    """
    if path.is_dir():
        raise ModelError(
            f"{path} is a folder; set {setting} to the GGUF file itself.",
            f"{path} 是文件夹；请将 {setting} 设为 GGUF 文件本身。",
        )
    if not path.is_file():
        raise missing(path, setting)
    try:
        with path.open("rb") as file:
            return _header(Reader(file, path, path.stat().st_size), setting)
    except OSError as error:
        raise unreadable(path, error) from error


def _header(reader: Reader, setting: str) -> Header:
    version = _check_start(reader, setting)
    tensor_count, metadata_count = reader.integer("<Q"), reader.integer("<Q")
    if not 0 <= tensor_count <= _MAX_TENSORS:
        raise reader.damaged(f"{tensor_count} tensors", f" {tensor_count} 个张量")
    if not 0 < metadata_count <= _MAX_METADATA:
        raise reader.damaged(f"{metadata_count} entries", f" {metadata_count} 个条目")
    metadata: dict[str, Value] = {}
    lengths: dict[str, int] = {}
    for _ in range(metadata_count):
        key = reader.string()
        kind = reader.integer("<I")
        if kind == _ARRAY:
            items, lengths[key] = _list(reader, unique=key == _TOKENS)
            metadata |= {key: items} if items else {}
        else:
            metadata[key] = _scalar(reader, kind)
    tensors = tuple(_tensor(reader) for _ in range(tensor_count))
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 0 < alignment <= _MAX_ALIGNMENT:
        raise reader.damaged("no usable general.alignment", "无效的 general.alignment")
    data = -(-reader.tell() // alignment) * alignment
    _check_complete(reader, tensors, data)
    return Header(
        path=reader.path,
        size=reader.size,
        version=version,
        metadata_count=metadata_count,
        metadata=metadata,
        lengths=lengths,
        tensors=tensors,
        data=data,
    )


def _check_start(reader: Reader, setting: str) -> int:
    """Magic and version; returns the version."""
    if reader.size == 0:
        raise ModelError(
            f"The file {reader.path} is empty; download it again.",
            f"文件 {reader.path} 是空的；请重新下载。",
        )
    start = reader.read(min(len(_MAGIC), reader.size))
    if start != _MAGIC:
        en, zh = _looks_like(start + reader.read(min(64, reader.size - len(start))))
        raise NotGgufError(reader.path, setting, en, zh)
    version = reader.integer("<I")
    if version not in _VERSIONS:
        big_endian = version != 0 and version & 0xFFFF == 0
        raise ModelError(
            f"{reader.path} is GGUF "
            f"{'for big-endian machines' if big_endian else f'version {version}'}; "
            "only versions 2 and 3, little-endian, can be loaded: download a newer file.",
            f"{reader.path} 是{'大端序的 GGUF' if big_endian else f' GGUF 版本 {version}'}；"
            "只支持小端序的版本 2 和 3，请下载较新的文件。",
        )
    return version


def _looks_like(start: bytes) -> tuple[str, str]:
    for magic, en, zh in _FOREIGN:
        if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
            return en, zh
    # safetensors: the length of a JSON header in eight bytes, then the header
    if start[8:9] == b"{":
        return "a safetensors file", "safetensors 文件"
    return "something else", "其他内容"


def _scalar(reader: Reader, kind: int) -> Scalar:
    return reader.string() if kind == _STRING else reader.number(_form(reader, kind))


def _list(reader: Reader, *, unique: bool) -> tuple[tuple[int | float, ...], int]:
    """A list and its length; one of texts, or a long one, is skipped and comes back empty."""
    kind, count = reader.integer("<I"), reader.integer("<Q")
    if count > _MAX_ITEMS:
        raise reader.damaged(f"a list of {count} items", f"长达 {count} 项的列表")
    if kind == _STRING:
        _pass_texts(reader, count, unique=unique)
        return (), count
    form = _form(reader, kind)
    if count > _MAX_KEPT_ITEMS:
        reader.skip(count * struct.calcsize(form))
        return (), count
    return tuple(reader.number(form) for _ in range(count)), count


def _pass_texts(reader: Reader, count: int, *, unique: bool) -> None:
    seen: set[bytes] = set()
    for _ in range(count):
        if not unique:
            reader.skip(reader.integer("<Q"))
        elif (token := reader.raw()) in seen:  # llama.cpp would end the process
            shown = token[:40].decode("utf-8", "replace")
            raise reader.damaged(f"the token {shown!r} twice", f"重复的词元 {shown!r}")
        else:
            seen.add(token)


def _form(reader: Reader, kind: int) -> str:
    if kind not in _SCALARS:
        raise reader.damaged(f"the unknown type {kind}", f"未知类型 {kind}")
    return _SCALARS[kind]


def _tensor(reader: Reader) -> Tensor:
    name = reader.string()
    dimensions = reader.integer("<I")
    if dimensions > 4:
        raise reader.damaged(f"{dimensions} dimensions", f" {dimensions} 个维度")
    shape = tuple(reader.integer("<Q") for _ in range(dimensions))
    if any(size > _MAX_DIMENSION for size in shape):
        raise reader.damaged(f"a tensor of {max(shape)} numbers", f"长达 {max(shape)} 的张量")
    return Tensor(name, shape, reader.integer("<I"), reader.integer("<Q"))


def _check_complete(reader: Reader, tensors: tuple[Tensor, ...], data: int) -> None:
    """Every tensor ends inside the file; a download that broke off is found here."""
    end = max((t.offset + tensor_bytes(t.type, t.count) for t in tensors), default=0)
    if end and data + end > reader.size:
        raise reader.truncated()

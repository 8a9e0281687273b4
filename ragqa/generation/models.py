"""Reads the header of a GGUF file before native code does, and trusts no number in it.

Layout (ggml's docs/gguf.md): magic, version u32, tensor count u64, metadata count u64, then the
metadata as key, type, value, then the tensors as name, dimensions, type, offset; little-endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ragqa.errors import ModelError, os_reason

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MAX_METADATA = 10_000
_MAX_TENSORS = 100_000
_MAX_ITEMS = 2_000_000  # the largest vocabularies have 300,000
_MAX_STRING = 1 << 20
_MAX_SIZE = 1 << 32  # of one number that describes the model
_SCALARS = dict(enumerate(("<B", "<b", "<H", "<h", "<I", "<i", "<f", "<?")))
_SCALARS |= {10: "<Q", 11: "<q", 12: "<d"}
_STRING = 8
_ARRAY = 9

Value = int | float | str

_FOREIGN = (
    (b"version https://git-lfs", "a Git LFS pointer", "Git LFS 指针文件"),
    (b"PK\x03\x04", "a PyTorch file or another zip archive", "PyTorch 文件或其他 zip 压缩包"),
    (b"\x80\x02", "a PyTorch file", "PyTorch 文件"),
    (b"<", "a web page", "网页"),
    (b"tjgg", "a model in the old GGML format", "旧的 GGML 格式模型"),
    (b"lmgg", "a model in the old GGML format", "旧的 GGML 格式模型"),
)


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a GGUF file says about itself.

    Attributes:
        version: Of the format.
        tensor_count: Number of tensors.
        metadata_count: Number of metadata entries.
        architecture: llama.cpp's name of it; Mixtral is "llama" with experts.
        name: Of the model, "" when it has none.
        expert_count: 8 for Mixtral, 0 for a model without experts.
        context_length: Tokens it was trained for.
        block_count: Number of layers.
        size_bytes: Of the file.
        kv_bytes: Of the key-value cache for one token, in f16.
        embedding_length: Width of the model.
        feed_forward_length: Inner width of a block, or of one expert.
        head_count: Attention heads.
        experts_used: Experts that work at once, 0 for a model without experts.
        vocabulary: Tokens it knows.
    """

    version: int
    tensor_count: int
    metadata_count: int
    architecture: str
    name: str
    expert_count: int
    context_length: int
    block_count: int
    size_bytes: int
    kv_bytes: int
    embedding_length: int
    feed_forward_length: int
    head_count: int
    experts_used: int
    vocabulary: int


def check_gguf(path: Path) -> GgufHeader:
    """Read and check the header.

    Raises:
        ModelError: The file is missing, a folder, empty, unreadable, something else than GGUF, cut
            off, damaged, or a model of another architecture than "llama".
    """
    if path.is_dir():
        raise ModelError(
            f"{path} is a folder; set model to the GGUF file itself.",
            f"{path} 是文件夹；请将 model 设为 GGUF 文件本身。",
        )
    if not path.is_file():
        raise ModelError(
            f"The model file {path} does not exist; set model to a GGUF file.",
            f"模型文件 {path} 不存在；请将 model 设为一个 GGUF 文件。",
        )
    try:
        with path.open("rb") as file:
            return _header(_Reader(file, path, path.stat().st_size))
    except OSError as error:
        en, zh = os_reason(error)
        raise ModelError(
            f"The model file {path} cannot be read: {en}; check its permissions and the disk.",
            f"无法读取模型文件 {path}：{zh}；请检查文件权限和磁盘。",
        ) from error


class _Reader:
    """Reads little-endian values; never past the end, never more than the bounds allow."""

    def __init__(self, file: BinaryIO, path: Path, size: int) -> None:
        self.path = path
        self.size = size
        self._file = file
        self._left = size

    def bytes(self, count: int) -> bytes:
        self._take(count)
        data = self._file.read(count)
        if len(data) < count:
            raise self.truncated()
        return data

    def skip(self, count: int) -> None:
        self._take(count)
        self._file.seek(count, 1)

    def number(self, form: str) -> int | float:
        value: int | float = struct.unpack(form, self.bytes(struct.calcsize(form)))[0]
        return value

    def integer(self, form: str) -> int:
        return int(self.number(form))

    def string(self) -> str:
        length = self.integer("<Q")
        if length > _MAX_STRING:
            raise self.damaged(f"a text of {length} bytes", f"长达 {length} 字节的文本")
        return self.bytes(length).decode("utf-8", "replace")

    def tell(self) -> int:
        return self.size - self._left

    def _take(self, count: int) -> None:
        if count > self._left:
            raise self.truncated()
        self._left -= count

    def truncated(self) -> ModelError:
        return ModelError(
            f"{self.path} is cut off: it ends after {self.size:,} bytes; download it again.",
            f"{self.path} 不完整：只有 {self.size:,} 字节；请重新下载。",
        )

    def damaged(self, en: str, zh: str) -> ModelError:
        return ModelError(
            f"{self.path} is damaged: its header states {en}; download it again.",
            f"{self.path} 已损坏：文件头中有{zh}；请重新下载。",
        )


def _header(reader: _Reader) -> GgufHeader:
    version = _check_start(reader)
    tensor_count, metadata_count = reader.integer("<Q"), reader.integer("<Q")
    if not 0 < tensor_count <= _MAX_TENSORS:
        raise reader.damaged(f"{tensor_count} tensors", f" {tensor_count} 个张量")
    if not 0 < metadata_count <= _MAX_METADATA:
        raise reader.damaged(f"{metadata_count} entries", f" {metadata_count} 个条目")
    values: dict[str, Value] = {}
    for _ in range(metadata_count):
        key = reader.string()
        value = _value(reader, reader.integer("<I"))
        if value is not None:
            values[key] = value
    architecture = _architecture(reader, values)
    _check_tensors(reader, tensor_count, _size(reader, values, "general.alignment", 32))
    blocks = _size(reader, values, "llama.block_count")
    heads = _size(reader, values, "llama.attention.head_count")
    width = _size(reader, values, "llama.embedding_length")
    head_size = width // heads
    return GgufHeader(
        version=version,
        tensor_count=tensor_count,
        metadata_count=metadata_count,
        architecture=architecture,
        name=str(values.get("general.name", "")),
        expert_count=_size(reader, values, "llama.expert_count", 0),
        context_length=_size(reader, values, "llama.context_length"),
        block_count=blocks,
        size_bytes=reader.size,
        # keys and values, two bytes each, for every key-value head of every layer
        kv_bytes=blocks
        * _size(reader, values, "llama.attention.head_count_kv", heads)
        * (
            _size(reader, values, "llama.attention.key_length", head_size)
            + _size(reader, values, "llama.attention.value_length", head_size)
        )
        * 2,
        embedding_length=width,
        feed_forward_length=_size(reader, values, "llama.feed_forward_length", 4 * width),
        head_count=heads,
        experts_used=_size(reader, values, "llama.expert_used_count", 0),
        vocabulary=_size(reader, values, "llama.vocab_size", 32000),
    )


def _check_start(reader: _Reader) -> int:
    """Magic and version; returns the version."""
    if reader.size == 0:
        raise ModelError(
            f"The model file {reader.path} is empty; download it again.",
            f"模型文件 {reader.path} 是空的；请重新下载。",
        )
    start = reader.bytes(min(len(_MAGIC), reader.size))
    if start != _MAGIC:
        en, zh = _looks_like(start + reader.bytes(min(64, reader.size - len(start))))
        raise ModelError(
            f"{reader.path} is not a GGUF file but {en}; set model to a file that ends in .gguf.",
            f"{reader.path} 不是 GGUF 文件，而是{zh}；请将 model 设为以 .gguf 结尾的文件。",
        )
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


def _value(reader: _Reader, kind: int) -> Value | None:
    """A scalar or a text; None for an array, which is skipped."""
    if kind == _STRING:
        return reader.string()
    if kind != _ARRAY:
        return reader.number(_scalar(reader, kind))
    kind, count = reader.integer("<I"), reader.integer("<Q")
    if count > _MAX_ITEMS:
        raise reader.damaged(f"a list of {count} items", f"长达 {count} 项的列表")
    if kind == _STRING:
        for _ in range(count):
            reader.skip(reader.integer("<Q"))
    else:
        reader.skip(count * struct.calcsize(_scalar(reader, kind)))
    return None


def _scalar(reader: _Reader, kind: int) -> str:
    if kind not in _SCALARS:
        raise reader.damaged(f"the unknown type {kind}", f"未知类型 {kind}")
    return _SCALARS[kind]


def _architecture(reader: _Reader, values: dict[str, Value]) -> str:
    architecture = str(values.get("general.architecture", ""))
    if architecture != "llama":
        shown = f"{architecture[:40]!r}" if architecture else "none"
        raise ModelError(
            f'{reader.path} has the architecture {shown}, not Mixtral\'s "llama"; use a GGUF of '
            "Chinese-Mixtral-Instruct.",
            f"{reader.path} 的架构是 {shown}，不是 Mixtral 的“llama”；"
            "请使用 Chinese-Mixtral-Instruct 的 GGUF 文件。",
        )
    return architecture


def _size(reader: _Reader, values: dict[str, Value], key: str, default: int | None = None) -> int:
    """A positive whole number of the metadata."""
    value = values.get(key, default)
    if value == default and default is not None:
        return default
    if not isinstance(value, int) or not 0 < value < _MAX_SIZE:
        raise reader.damaged(f"no usable {key}", f"无效的 {key}")
    return value


def _check_tensors(reader: _Reader, count: int, alignment: int) -> None:
    """Every tensor begins inside the file; a download that broke off is found here."""
    last = 0
    for _ in range(count):
        reader.string()
        dimensions = reader.integer("<I")
        if dimensions > 4:
            raise reader.damaged(f"{dimensions} dimensions", f" {dimensions} 个维度")
        reader.skip(8 * dimensions + 4)
        last = max(last, reader.integer("<Q"))
    data = -(-reader.tell() // alignment) * alignment
    if data + last >= reader.size:
        raise reader.truncated()

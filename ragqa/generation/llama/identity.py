"""Which model it is, beyond its file's name: what its states on disk may be used with."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ragqa.disk import made_whole
from ragqa.generation.gguf.reader import unreadable
from ragqa.generation.llama.lora import Lora
from ragqa.generation.memory.fitting import Load

DIGESTS = "model-digests.json"
_ONE = threading.Lock()  # two who ask for one file at once would read it twice


def identity(parts: Sequence[Path], lora: Lora | None, load: Load, cache: Path) -> str:
    """A digest of everything that keys and values of a text depend on, all weights included.

    Not of the context window: a text read in one can be used in any other that is large enough.

    Args:
        parts: The files of the model, in order.
        lora: Its adapter.
        load: How it is loaded.
        cache: Folder where digests of files are remembered.

    Raises:
        ModelError: A file cannot be read.
    """
    known: dict[str, Any] = {
        "model": [digest(path, cache) for path in parts],
        "lora": [digest(lora.path, cache), lora.scale] if lora else None,
        "kv": [load.kv_type, load.flash_attention],
        "library": version("llama_cpp_python"),
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def weights_digest(parts: Sequence[Path], cache: Path) -> str:
    """The ``digest`` of a model's only file; of the digests of all its files, where it has several.

    Raises:
        ModelError: A file cannot be read.
    """
    digests = [digest(path, cache) for path in parts]
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    )


def sha256_of(path: Path) -> str:
    """Of a whole file, lower case hexadecimal; 25 GB take a minute.

    Raises:
        ModelError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error


def digest(path: Path, cache: Path) -> str:
    """As ``sha256_of``; of an unchanged file it takes no time.

    It is remembered by path, size, times of change and inode in a file of ``cache``.

    Raises:
        ModelError: It cannot be read.
    """
    try:
        with _ONE:
            return _digest(path.resolve(), cache)
    except OSError as error:
        raise unreadable(path, error) from error


def _digest(path: Path, cache: Path) -> str:
    known = path.stat()
    stamp = [known.st_size, known.st_mtime_ns, known.st_ctime_ns, known.st_ino]
    if (found := _remembered(cache).get(str(path))) and found[:-1] == stamp:
        return str(found[-1])
    value = sha256_of(path)
    _remember(cache, {str(path): [*stamp, value]})
    return value


def _remembered(cache: Path) -> dict[str, list[Any]]:
    try:
        known = json.loads((cache / DIGESTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in known.items() if _is_entry(v)} if isinstance(known, dict) else {}


def _is_entry(value: object) -> bool:
    return isinstance(value, list) and len(value) == 5 and isinstance(value[-1], str)


def _remember(cache: Path, new: dict[str, list[Any]]) -> None:
    """Add to what is remembered; where that cannot be, it is worked out again another time.

    Files that are gone are forgotten.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with made_whole(cache / DIGESTS) as file:
            there = {k: v for k, v in _remembered(cache).items() if Path(k).is_file()}
            file.write(json.dumps(there | new).encode())
    except OSError:
        return

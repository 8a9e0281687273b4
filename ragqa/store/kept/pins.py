"""What a model has read of whole documents, kept in the index folder: see ``ragqa pin``.

A file, little-endian:

    bytes   what
    8       b"RAGQAKV1"
    4       length of the notes
    …       the notes: JSON, the fields of ``Note``
    4 × n   token ids
    …       the model's state, as llama.cpp wrote it
    32      HMAC-SHA256 of all before, by the index's key

So nothing reaches llama.cpp but what this index wrote itself. The files tell of the documents'
text: they are for their owner alone, go when their document goes, and are no part of a backup.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import shutil
import struct
import sys
from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Self

from ragqa.disk import made_whole
from ragqa.store.key import key_of

FOLDER = "pins"
_MAGIC = b"RAGQAKV1"
_LENGTH = struct.Struct("<I")
_MAC = hashlib.sha256().digest_size
_LONGEST_NOTES = 1 << 16
_MOST_TOKENS = 1 << 20
_LONGEST_HEAD = len(_MAGIC) + _LENGTH.size + _LONGEST_NOTES + 4 * _MOST_TOKENS


@dataclass(frozen=True, slots=True)
class Note:
    """Of what a state is.

    Attributes:
        model: Everything the state depends on besides the tokens, as one text.
        document_id: Of the document that was read.
        revision: The same.
        source: Its name.
        language: Of the instructions around it.
        tokens: How many were read.
        day: The date (ISO) that they contain, "" for none: on others they are of no use.
    """

    model: str
    document_id: str
    revision: int
    source: str
    language: str
    tokens: int
    day: str = ""

    @classmethod
    def read(cls, text: bytes) -> Self:
        """From JSON. Raises ValueError when it is anything else than what was written."""
        try:
            note = cls(**json.loads(text))
        except (TypeError, RecursionError) as error:
            raise ValueError("other fields") from error
        texts = note.model, note.document_id, note.source, note.language, note.day
        numbers = note.revision, note.tokens
        if {type(text) for text in texts} != {str} or {type(n) for n in numbers} != {int}:
            raise ValueError("a field is of another kind")
        if not 0 < note.tokens <= _MOST_TOKENS:
            raise ValueError("no such number of tokens")
        return note


@dataclass(frozen=True, slots=True)
class Pin:
    """A state on disk. ``size`` in bytes; ``used`` when it was last of use, seconds since 1970."""

    note: Note
    path: Path
    size: int
    used: float


class Pins:
    """The states of one index.

    Args:
        index: Folder of the index.
        most_bytes: Of all together; those longest unused make way.

    Attributes:
        folder: Where they lie.
        most_bytes: As given.
    """

    def __init__(self, index: Path, most_bytes: int) -> None:
        self._index = index
        self.folder = index / FOLDER
        self.most_bytes = most_bytes

    def all(self) -> list[Pin]:
        """All that are there, last used first. They may still turn out to be broken."""
        found = [pin for path in self._files() if (pin := _pin(path)) is not None]
        return sorted(found, key=lambda pin: pin.used, reverse=True)

    def add(self, note: Note, tokens: Sequence[int], state: memoryview) -> Pin:
        """Store a state, in place of one of the same document, language and model.

        Raises:
            OSError: It cannot be written.
            ValueError: It is larger than ``most_bytes``, or ``tokens`` are not as many as noted.
        """
        head = _head(note, tokens)
        size = len(head) + len(state) + _MAC
        if size > self.most_bytes or len(tokens) != note.tokens:
            raise ValueError(f"{size} bytes and {len(tokens)} tokens do not fit {note}")
        self.folder.mkdir(mode=0o700, exist_ok=True)
        path = self.folder / f"{_name(note)}.kv"
        self._make_room(size, path)
        mac = hmac.new(key_of(self._index), head, "sha256")
        mac.update(state)
        with made_whole(path) as file:
            for part in (head, state, mac.digest()):
                file.write(part)
        return Pin(note, path, size, path.stat().st_mtime)

    def tokens(self, pin: Pin) -> list[int]:
        """Its token ids, not yet checked; none when it cannot be read."""
        try:
            with pin.path.open("rb") as file:
                return _tokens(file, _note(file, pin.size))
        except (OSError, ValueError):
            return []

    def read(self, pin: Pin) -> tuple[list[int], memoryview] | None:
        """Token ids and state, checked; None, and the file is gone, when it is broken.

        None also where memory is too short for it. It counts as a use.
        """
        try:
            content = bytearray(pin.size)
            with pin.path.open("rb") as file:
                whole = file.readinto(content) == pin.size and not file.read(1)
            if not whole or not self._is_ours(content):
                raise ValueError("not as it was written")
            head = BytesIO(content[:_LONGEST_HEAD])
            tokens = _tokens(head, _note(head, pin.size))
            os.utime(pin.path)
        except ValueError:
            pin.path.unlink(missing_ok=True)
            return None
        except (OSError, MemoryError):
            return None
        return tokens, memoryview(content)[head.tell() : -_MAC]

    def remove(self, pins: Iterable[Pin]) -> None:
        """Delete these. No error where one is gone."""
        for pin in pins:
            pin.path.unlink(missing_ok=True)

    def forget(self, revisions: Collection[tuple[str, int]]) -> None:
        """Delete what is of these revisions of documents (id, number)."""
        if self.folder.is_dir():
            self.remove(p for p in self.all() if (p.note.document_id, p.note.revision) in revisions)

    def erase(self) -> None:
        """Delete all of them. Raises OSError."""
        if self.folder.is_dir():
            shutil.rmtree(self.folder)

    def _is_ours(self, content: bytearray) -> bool:
        said = memoryview(content)
        mac = hmac.new(key_of(self._index), said[:-_MAC], "sha256")
        return hmac.compare_digest(mac.digest(), said[-_MAC:])

    def _files(self) -> list[Path]:
        return list(self.folder.glob("*.kv"))

    def _make_room(self, size: int, path: Path) -> None:
        """Delete those longest unused until ``size`` bytes fit; ``path`` is replaced anyhow."""
        places: list[tuple[float, int, Path]] = []
        for other in self._files():
            with contextlib.suppress(OSError):
                known = other.stat()
                places.append((known.st_mtime, known.st_size, other))
        places = sorted(place for place in places if place[2] != path)
        held = sum(place[1] for place in places)
        for _, bytes_, other in places:
            if held + size <= self.most_bytes:
                return
            other.unlink(missing_ok=True)
            held -= bytes_


def _name(note: Note) -> str:
    same = json.dumps([note.model, note.document_id, note.language])
    return hashlib.sha256(same.encode()).hexdigest()[:32]


def _head(note: Note, tokens: Sequence[int]) -> bytes:
    notes = json.dumps(asdict(note)).encode()
    return b"".join((_MAGIC, _LENGTH.pack(len(notes)), notes, _packed(tokens)))


def _packed(tokens: Sequence[int]) -> bytes:
    ids = array("i", tokens)
    if sys.byteorder == "big":
        ids.byteswap()
    return ids.tobytes()


def _pin(path: Path) -> Pin | None:
    """What a file is by its notes; None when it is none of ours."""
    try:
        known = path.stat()
        with path.open("rb") as file:
            return Pin(_note(file, known.st_size), path, known.st_size, known.st_mtime)
    except (OSError, ValueError):
        return None


def _note(file: BinaryIO, size: int) -> Note:
    """The notes at the beginning of a file of ``size`` bytes. Raises ValueError."""
    start = file.read(len(_MAGIC) + _LENGTH.size)
    if len(start) != len(_MAGIC) + _LENGTH.size or not start.startswith(_MAGIC):
        raise ValueError("another kind of file")
    [length] = _LENGTH.unpack_from(start, len(_MAGIC))
    if length > _LONGEST_NOTES:
        raise ValueError("such notes are never written")
    note = Note.read(file.read(length))
    if file.tell() + 4 * note.tokens + _MAC > size:
        raise ValueError("the file is cut")
    return note


def _tokens(file: BinaryIO, note: Note) -> list[int]:
    ids = array("i")
    ids.frombytes(file.read(4 * note.tokens))
    if len(ids) != note.tokens:
        raise ValueError("the file is cut")
    if sys.byteorder == "big":
        ids.byteswap()
    return ids.tolist()

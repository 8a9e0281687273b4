"""Which layers of a PDF (optional content) are switched off when it is opened.

Plans have layers, and so have pages in two languages and questions with their answers.
PDFium tells the layer of what is drawn, by its name, but not whether that is off; pypdf does, and
opens only files that may have layers.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ingest.formats.pypdf_reader import foreign_errors, open_reader

# A file says in its catalog that it has layers, which is written plainly or in an object stream;
# those of an encrypted file cannot be looked into.
_TOLD = b"/OCProperties"
_ENCRYPTED = b"/Encrypt"
_PACKED = re.compile(rb"/ObjStm\b.{0,500}?stream\r?\n", re.DOTALL)
_BLOCK, _OVERLAP = 1 << 24, 1 << 20  # bytes of the file; the next ones hold what a block cuts off
_MOST_UNPACKED = 1 << 26  # bytes of a block
_LONGEST_UNPACKED = 1 << 22  # of one stream


def hidden(path: Path, password: str) -> frozenset[bytes]:
    """The names of the layers that are off, as written in the file; none that is of one on, too.

    Args:
        path: The file.
        password: With which it opens, "" where it needs none.
    """
    return _read_off(path, password) if _may_have_layers(path) else frozenset()


def _may_have_layers(path: Path) -> bool:
    with path.open("rb") as file:
        before = b""
        while block := file.read(_BLOCK):
            piece = before + block
            if _TOLD in piece or _ENCRYPTED in piece:
                return True
            if any(_TOLD in packed for packed in _unpacked(piece)):
                return True
            before = piece[-_OVERLAP:]
    return False


def _unpacked(piece: bytes) -> Iterator[bytes]:
    left = _MOST_UNPACKED
    for match in _PACKED.finditer(piece):
        with suppress(zlib.error):
            data = piece[match.end() : match.end() + _OVERLAP]
            unpacked = zlib.decompressobj().decompress(data, min(left, _LONGEST_UNPACKED))
            yield unpacked
            left -= len(unpacked)
        if left <= 0:
            return


def _read_off(path: Path, password: str) -> frozenset[bytes]:
    with suppress(*foreign_errors()), path.open("rb") as stream:
        root: Any = open_reader(stream, password).trailer["/Root"]
        properties = root["/OCProperties"]
        layers = set(properties["/OCGs"])
        off = layers & _off(layers, properties["/D"])
        return frozenset(_names(off) - _names(layers - off))
    return frozenset()


def _off(layers: set[Any], config: Any) -> set[Any]:
    """Those that are off when the file is opened on a screen.

    Args:
        layers: References to all, which is how they are listed.
        config: What the file says of them then.
    """
    off = layers - set(_got(config, "/ON")) if config.get("/BaseState") == "/OFF" else set()
    off |= set(_got(config, "/OFF"))
    for event in _got(config, "/AS"):
        event = event.get_object()
        if event["/Event"] != "/View":
            continue
        for layer in _got(event, "/OCGs"):
            use = _got(_got(layer.get_object(), "/Usage", {}), "/View", {})
            if "/ViewState" in use:
                (off.add if use["/ViewState"] == "/OFF" else off.discard)(layer)
    return off


def _names(layers: set[Any]) -> set[bytes]:
    return {layer.get_object()["/Name"].original_bytes for layer in layers}


def _got(config: Any, name: str, default: Any = ()) -> Any:
    """A value, also where another object holds it."""
    value = config.get(name, default)
    return value.get_object() if hasattr(value, "get_object") else value

"""Which layers of a PDF (optional content) are switched off when it is opened, and what is in them.

Plans have layers, and so have pages in two languages and questions with their answers.
PDFium reads what is in a layer that is off, and does not tell that it is; pypdf does, and opens
only files that may have layers. So the objects of the file are said anew for PDFium, with what
pypdf has found in them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.formats.pdf.pypdf_reader import foreign_errors, open_reader
from ingest.formats.pdf.update import OFF, Update

# A file says in its catalog that it has layers, which is written plainly or in an object stream;
# those of an encrypted file cannot be looked into.
_TOLD = b"/OCProperties"
_ENCRYPTED = b"/Encrypt"
_PACKED = re.compile(rb"/ObjStm\b.{0,500}?stream\r?\n", re.DOTALL)
_BLOCK, _OVERLAP = 1 << 24, 1 << 20  # bytes of the file; the next ones hold what a block cuts off
_MOST_UNPACKED = 1 << 26  # bytes of a block
_LONGEST_UNPACKED = 1 << 22  # of one stream
_HIDDEN = 1 << 1  # in the flags of an annotation


def update(path: Path, password: str) -> bytes:
    """What is to stand behind the bytes of a file so that PDFium tells what is off; b"" if nothing.

    What is drawn in a layer that is off has a mark with ``OFF`` then; a form XObject in one is
    empty, an annotation hidden.

    Args:
        path: The file.
        password: With which it opens, "" where it needs none.
    """
    return _read(path, password) if _may_have_layers(path) else b""


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


def _read(path: Path, password: str) -> bytes:
    with suppress(*foreign_errors()), path.open("rb") as stream:
        reader = open_reader(stream, password)
        update = Update(path, reader)
        _tell_all(reader, layers_of(reader), update)
        return update.written()
    return b""


def layers_of(reader: Any) -> Layers:
    """The layers of a file that pypdf has opened; raises KeyError where it has none."""
    properties = reader.trailer["/Root"]["/OCProperties"]
    every = set(properties["/OCGs"])
    return Layers(frozenset(every), frozenset(every & _off(every, properties["/D"])))


def _tell_all(reader: Any, layers: Layers, update: Update) -> None:
    seen: set[Any] = set()
    for page in reader.pages:
        for note in references(got(page, "/Annots")):
            if layers.hide(reference_in(note.get_object(), "/OC")):
                update.add(note, {"/F": got(note.get_object(), "/F", 0) | _HIDDEN})
        waiting = [got(page, "/Resources", {})]
        while waiting:
            resources = waiting.pop()
            for mark in references(got(resources, "/Properties", {}).values()):
                if mark not in seen and layers.hide(mark):
                    update.add(mark, {OFF: 1})
                seen.add(mark)
            for drawn in references(got(resources, "/XObject", {}).values()):
                form = drawn.get_object() if drawn not in seen else {}
                seen.add(drawn)
                if form.get("/Subtype") != "/Form":
                    continue
                if layers.hide(reference_in(form, "/OC")):
                    update.add_empty_form(drawn)
                else:
                    waiting.append(got(form, "/Resources", {}))


@dataclass(frozen=True, slots=True)
class Layers:
    """References to all layers, and to those that are off."""

    every: frozenset[Any]
    off: frozenset[Any]

    def hide(self, membership: Any) -> bool:
        """Whether what says this of itself is not seen.

        Args:
            membership: A reference to a layer, or to what names several and a rule; else None.
        """
        if membership is None or membership in self.every:
            return membership in self.off
        rules = membership.get_object()
        if "/VE" in rules:
            return not self._holds(rules["/VE"])
        named = got(rules, "/OCGs")
        named = named if isinstance(named, list) else [reference_in(rules, "/OCGs")]
        on = [layer not in self.off for layer in named if layer in self.every]
        seen = {"/AllOn": all(on), "/AnyOff": not all(on), "/AllOff": not any(on)}
        return bool(on) and not seen.get(got(rules, "/P"), any(on))

    def _holds(self, expression: Any) -> bool:
        if hasattr(expression, "idnum") and expression in self.every:
            return expression not in self.off
        operator, *values = expression.get_object()
        if operator == "/Not":
            return not self._holds(values[0])
        return (all if operator == "/And" else any)(self._holds(value) for value in values)


def _off(layers: set[Any], config: Any) -> set[Any]:
    """Those that are off when the file is opened on a screen.

    Args:
        layers: References to all, which is how they are listed.
        config: What the file says of them then.
    """
    off = layers - set(got(config, "/ON")) if config.get("/BaseState") == "/OFF" else set()
    off |= set(got(config, "/OFF"))
    for event in got(config, "/AS"):
        event = event.get_object()
        if event["/Event"] != "/View":
            continue
        for layer in got(event, "/OCGs"):
            use = got(got(layer.get_object(), "/Usage", {}), "/View", {})
            if "/ViewState" in use:
                (off.add if use["/ViewState"] == "/OFF" else off.discard)(layer)
    return off


def references(values: Iterable[Any]) -> Iterator[Any]:
    return (value for value in values if hasattr(value, "idnum"))


def reference_in(config: Any, name: str) -> Any:
    """A value that is another object of the file; None where it is not."""
    return next(references([config.raw_get(name)]), None) if name in config else None


def got(config: Any, name: str, default: Any = ()) -> Any:
    """A value, also where another object holds it."""
    value = config.get(name, default)
    return value.get_object() if hasattr(value, "get_object") else value

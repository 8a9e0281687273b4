"""Pages of PDF with layers (optional content) to be switched off."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

PLAN = "The pump stands in the cellar."
OTHER = "The pump stands on the roof."


def names(**values: PdfObject | str) -> DictionaryObject:
    """A dictionary; a text among its values is a name."""
    return DictionaryObject(
        {
            NameObject(f"/{key}"): value
            if isinstance(value, PdfObject)
            else NameObject(f"/{value}")
            for key, value in values.items()
        }
    )


def layer(title: str, **more: PdfObject | str) -> DictionaryObject:
    """A layer to be given to a page."""
    return names(Type="OCG", Name=TextStringObject(title), **more)


def within(number: int, *content: str) -> str:
    """Content of a page that is in its layer, or under its rule, of that number."""
    return f"/OC /L{number} BDC {' '.join(content)} EMC"


class Layered:
    """A page with layers L0, L1… to be written."""

    def __init__(self, *layers: DictionaryObject) -> None:
        self.writer = PdfWriter()
        self.layers = [self.writer._add_object(each) for each in layers]
        self.groups = list(self.layers)  # without the rules that are added
        self.forms: dict[str, IndirectObject] = {}

    def add_rule(self, **values: PdfObject | str) -> IndirectObject:
        """One more that content may be within: several layers, and when they are seen."""
        self.layers.append(self.writer._add_object(names(Type="OCMD", **values)))
        return self.layers[-1]

    def add_form(self, name: str, content: str, **values: PdfObject) -> None:
        """One that content draws as one thing, by its name."""
        form = DecodedStreamObject()
        form.set_data(content.encode())
        form.update(names(**values))
        box = ArrayObject(map(NumberObject, (0, 0, 595, 842)))
        form.update(names(Type="XObject", Subtype="Form", BBox=box, Resources=self._resources()))
        self.forms[name] = self.writer._add_object(form)

    def write(
        self,
        path: Path,
        content: str,
        password: str = "",
        remarks: Sequence[DictionaryObject] = (),
        **config: PdfObject | str,
    ) -> Path:
        page = self.writer.add_blank_page(595, 842)
        page[NameObject("/Annots")] = ArrayObject(map(self.writer._add_object, remarks))
        page[NameObject("/Resources")] = self._resources()
        stream = DecodedStreamObject()
        stream.set_data(content.encode())
        page[NameObject("/Contents")] = self.writer._add_object(stream)
        properties = names(OCGs=ArrayObject(self.groups), D=names(**config))
        self.writer._root_object[NameObject("/OCProperties")] = properties
        if password:
            self.writer.encrypt(password, algorithm="AES-256")
        with path.open("wb") as out:
            self.writer.write(out)
        return path

    def _resources(self) -> DictionaryObject:
        font = names(Type="Font", Subtype="Type1", BaseFont="Helvetica")
        properties = names(**{f"L{n}": each for n, each in enumerate(self.layers)})
        return names(Font=names(F1=font), Properties=properties, XObject=names(**self.forms))


def word(name: str) -> NameObject:
    """A name, as PDF has it."""
    return NameObject(f"/{name}")


def packed(content: str) -> bytes:
    """A page with layers L0 and, switched off, L1; all but its content in an object stream."""
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[4 0 R 5 0 R]/D<</OFF[5 0 R]>>>>>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 7 0 R/Resources<<"
        "/Font<</F1 6 0 R>>/Properties<</L0 4 0 R/L1 5 0 R>>>>>>",
        4: "<</Type/OCG/Name(Plan)>>",
        5: "<</Type/OCG/Name(Other)>>",
        6: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    inside, index = "", []
    for number, value in objects.items():
        index.append(f"{number} {len(inside)}")
        inside += value + " "
    head = " ".join(index) + " "
    body = bytearray(b"%PDF-1.5\n")
    places = {}

    def add(number: int, entries: str, data: bytes) -> None:
        places[number] = len(body)
        data = zlib.compress(data)
        body.extend(f"{number} 0 obj\n<<{entries}/Length {len(data)}".encode())
        body.extend(b"/Filter/FlateDecode>>\nstream\n" + data + b"\nendstream\nendobj\n")

    add(7, "", content.encode())
    add(8, f"/Type/ObjStm/N {len(objects)}/First {len(head)}", (head + inside).encode())
    start = len(body)
    rows = [(0, 0, 65535), *((2, 8, n) for n in range(len(objects)))]
    rows += [(1, places[7], 0), (1, places[8], 0), (1, start, 0)]
    table = b"".join(bytes((k,)) + a.to_bytes(3) + b.to_bytes(2) for k, a, b in rows)
    add(9, f"/Type/XRef/Size {len(rows)}/W[1 3 2]/Root 1 0 R", table)
    return bytes(body + f"startxref\n{start}\n%%EOF\n".encode())

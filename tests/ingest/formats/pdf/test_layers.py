"""Layers of a PDF (optional content) that are switched off when it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pypdf.generic import (
    ArrayObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from ingest.formats.pdf import layers as pdf_layers
from ingest.formats.pdf import pdf
from ingest.formats.pdfium import pdfium
from ingest.formats.pdfium.pdfium import Document, damaged
from tests.ingest.formats.pdf.layered import (
    OTHER,
    PLAN,
    Layered,
    layer,
    names,
    packed,
    within,
    word,
)
from tests.ingest.pdfs import placed, write_pdf


def test_what_is_in_a_layer_that_is_off_is_left_out(tmp_path: Path) -> None:
    page = Layered(layer("Plan"), layer("其他方案"))
    content = [
        placed(60, 780, "Words before."),
        within(0, placed(60, 760, PLAN)),
        within(1, placed(60, 740, OTHER), "/Span BMC", placed(60, 720, "At once."), "EMC"),
        placed(60, 700, "Words after."),
    ]
    path = page.write(tmp_path / "a.pdf", "\n".join(content), OFF=ArrayObject(page.layers[1:]))
    assert pdf.load(path).text.split("\n") == ["Words before.", PLAN, "Words after."]


def test_every_layer_is_read_where_none_is_off(tmp_path: Path) -> None:
    page = Layered(layer("Plan"), layer("Other"))
    content = within(0, placed(60, 760, PLAN)) + within(1, placed(60, 740, OTHER))
    text = pdf.load(page.write(tmp_path / "a.pdf", content)).text
    assert PLAN in text
    assert OTHER in text


@pytest.mark.parametrize("password", ["", "secret"])
def test_layers_may_be_off_unless_told_on(tmp_path: Path, password: str) -> None:
    page = Layered(layer("Plan"), layer("Other"))
    content = within(0, placed(60, 760, PLAN)) + within(1, placed(60, 740, OTHER))
    on = ArrayObject(page.layers[:1])
    path = page.write(tmp_path / "a.pdf", content, password, BaseState="OFF", ON=on)
    assert pdf.load(path, ["secret"]).text == PLAN


def test_a_layer_may_be_for_print_alone(tmp_path: Path) -> None:
    unseen = names(View=names(ViewState="OFF"), Print=names(PrintState="ON"))
    page = Layered(layer("Plan"), layer("Printed", Usage=unseen))
    content = within(0, placed(60, 760, PLAN)) + within(1, placed(60, 740, OTHER))
    event = names(
        Event="View", Category=ArrayObject([NameObject("/View")]), OCGs=ArrayObject(page.layers)
    )
    path = page.write(tmp_path / "a.pdf", content, AS=ArrayObject([event]))
    assert pdf.load(path).text == PLAN


def test_layers_are_found_in_what_is_drawn_as_one_thing(tmp_path: Path) -> None:
    page = Layered(layer("Plan"), layer("Other"))
    page.add_form("Inner", placed(60, 760, PLAN) + within(1, placed(60, 740, OTHER)))
    page.add_form("Outer", "/Inner Do " + placed(60, 720, "In the outer one."))
    content = "/Outer Do " + within(1, "/Outer Do")
    path = page.write(tmp_path / "a.pdf", content, OFF=ArrayObject(page.layers[1:]))
    assert pdf.load(path).text.split("\n") == [PLAN, "In the outer one."]


def test_a_layer_that_is_off_may_be_called_as_one_that_is_on(tmp_path: Path) -> None:
    page = Layered(layer("0"), layer("0"))
    content = within(0, placed(60, 760, PLAN)) + within(1, placed(60, 740, OTHER))
    path = page.write(tmp_path / "a.pdf", content, OFF=ArrayObject(page.layers[1:]))
    assert pdf.load(path).text == PLAN


@pytest.mark.parametrize(
    ("rule", "is_seen"),
    [
        ("AnyOn", True),
        ("AllOn", False),
        ("AnyOff", True),
        ("AllOff", False),
        (["Or", 0, 1], True),
        (["And", 0, 1], False),
        (["And", 0, ["Not", 1]], True),
        (["Not", 0], False),
    ],
)
@pytest.mark.parametrize("password", ["", "secret"])
def test_several_layers_may_say_together_what_is_seen(
    tmp_path: Path, rule: str | list[Any], is_seen: bool, password: str
) -> None:
    page = Layered(layer("On"), layer("Off"))

    def told(part: Any) -> PdfObject:
        if isinstance(part, list):
            return ArrayObject(map(told, part))
        return page.layers[part] if isinstance(part, int) else word(part)

    off = ArrayObject(page.layers[1:])
    if isinstance(rule, str):
        page.add_rule(OCGs=ArrayObject(page.layers), P=rule)
    else:
        page.add_rule(VE=told(rule))
    content = placed(60, 760, PLAN) + within(2, placed(60, 740, OTHER))
    path = page.write(tmp_path / "a.pdf", content, password, OFF=off)
    assert pdf.load(path, ["secret"]).text == (f"{PLAN}\n{OTHER}" if is_seen else PLAN)


def test_a_rule_may_name_one_layer_or_none(tmp_path: Path) -> None:
    page = Layered(layer("Off"))
    off = ArrayObject(page.layers)
    page.add_rule(OCGs=page.layers[0])
    page.add_rule(OCGs=ArrayObject())
    content = within(1, placed(60, 760, OTHER)) + within(2, placed(60, 740, PLAN))
    assert pdf.load(page.write(tmp_path / "a.pdf", content, OFF=off)).text == PLAN


@pytest.mark.parametrize("password", ["", "secret"])
def test_what_is_drawn_as_one_thing_may_be_in_a_layer(tmp_path: Path, password: str) -> None:
    page = Layered(layer("On"), layer("Off"))
    rule = page.add_rule(OCGs=page.layers[1])
    page.add_form("Seen", placed(60, 760, PLAN), OC=page.layers[0])
    page.add_form("Unseen", placed(60, 740, OTHER), OC=page.layers[1])
    page.add_form("Ruled", placed(60, 720, OTHER), OC=rule)
    path = page.write(
        tmp_path / "a.pdf",
        "/Unseen Do /Seen Do /Ruled Do",
        password,
        OFF=ArrayObject(page.layers[1:2]),
    )
    assert pdf.load(path, ["secret"]).text == PLAN


def test_what_is_noted_in_a_layer_that_is_off_is_left_out(tmp_path: Path) -> None:
    page = Layered(layer("On"), layer("Off"))
    box = ArrayObject(map(NumberObject, (60, 700, 90, 720)))
    remarks = [
        names(Type="Annot", Subtype="Text", Rect=box, Contents=TextStringObject(text), OC=each)
        for text, each in zip(("Check this.", "Forget this."), page.layers, strict=True)
    ]
    path = page.write(
        tmp_path / "a.pdf", placed(60, 760, PLAN), "", remarks, OFF=ArrayObject(page.layers[1:])
    )
    text = pdf.load(path).text
    assert "Check this." in text
    assert "Forget this." not in text


def test_a_file_is_read_whole_where_its_layers_cannot_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Layered(layer("Off"))
    content = placed(60, 780, PLAN) + within(0, placed(60, 760, OTHER))
    path = page.write(tmp_path / "a.pdf", content, OFF=ArrayObject(page.layers))

    def open_document(path: Path, passwords: Sequence[str], update: bytes = b"") -> Document:
        if update:
            raise damaged()
        return pdfium.open_document(path, passwords)

    monkeypatch.setattr("ingest.formats.pdf.pdf.open_document", open_document)
    assert pdf.load(path).text == f"{PLAN}\n{OTHER}"


def test_layers_that_are_damaged_are_read(tmp_path: Path) -> None:
    page = Layered(layer("Plan"))
    path = page.write(tmp_path / "a.pdf", within(0, placed(60, 760, PLAN)), OFF=NumberObject(7))
    assert pdf.load(path).text == PLAN


def test_what_says_which_layers_are_off_may_be_packed(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(packed(within(0, placed(60, 760, PLAN)) + within(1, placed(60, 740, OTHER))))
    assert pdf.load(path).text == PLAN


def test_files_without_layers_are_not_opened_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(pdf_layers, "_read", lambda path, _password: opened.append(path))
    assert pdf_layers.update(write_pdf(tmp_path / "a.pdf", [[PLAN]]), "") == b""
    assert opened == []

"""Layers that are off, in the text that pypdf gives of a page."""

from __future__ import annotations

from pathlib import Path

from pypdf.generic import ArrayObject

from ingest.formats.pdf.pypdf_text import page_texts
from tests.ingest.formats.pdf.layered import OTHER, PLAN, Layered, layer, within
from tests.ingest.pdfs import placed


def lines(path: Path) -> list[str]:
    return page_texts(path, "", [0])[0].strip().split("\n")


def test_what_is_in_a_layer_that_is_off_is_left_out(tmp_path: Path) -> None:
    page = Layered(layer("Plan"), layer("Other"))
    content = [
        placed(60, 780, "Before."),
        within(0, placed(60, 760, PLAN)),
        within(1, placed(60, 740, OTHER), "/Span BMC", placed(60, 720, "At once."), "EMC"),
        "EMC /Span BMC",
        placed(60, 700, "After."),
        f"BT /F1 12 Tf 60 680 Td 20 TL (First) Tj /OC /L1 BDC ({OTHER}) ' EMC (Third) ' ET",
    ]
    path = page.write(tmp_path / "a.pdf", "\n".join(content), OFF=ArrayObject(page.layers[1:]))
    assert lines(path) == ["Before.", PLAN, "After.", "First", "Third"]


def test_forms_and_what_is_in_them_may_be_off(tmp_path: Path) -> None:
    page = Layered(layer("Plan"), layer("Other"))
    page.add_form("X0", placed(60, 760, PLAN) + within(1, placed(60, 740, OTHER)))
    page.add_form("X1", placed(60, 720, OTHER), OC=page.layers[1])
    path = page.write(tmp_path / "a.pdf", "/X0 Do /X1 Do", OFF=ArrayObject(page.layers[1:]))
    assert lines(path) == [PLAN]


def test_all_is_read_where_no_layer_is_off(tmp_path: Path) -> None:
    page = Layered(layer("Plan"))
    path = page.write(tmp_path / "a.pdf", within(0, placed(60, 760, PLAN)))
    assert lines(path) == [PLAN]

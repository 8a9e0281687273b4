from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from ingest.formats.pdf import pdf
from tests.ingest.pdfs import placed, write_drawn


def value(of: Any) -> Any:
    if isinstance(of, str):
        return NameObject(of) if of.startswith("/") else TextStringObject(of)
    if isinstance(of, float):
        return FloatObject(of)
    if isinstance(of, int):
        return NumberObject(of)
    if isinstance(of, Sequence):
        return ArrayObject(map(value, of))
    if isinstance(of, Mapping):
        return DictionaryObject({NameObject(key): value(one) for key, one in of.items()})
    return of


def annotated(
    path: Path, content: bytes, notes: Sequence[Mapping[str, Any]], *, form: bool = True
) -> Path:
    """A page with notes; those that are widgets are fields of a form."""
    write_drawn(path, content)
    writer = PdfWriter(clone_from=PdfReader(path))
    every = [writer._add_object(value({"/Type": "/Annot", **note})) for note in notes]
    writer.pages[0][NameObject("/Annots")] = ArrayObject(every)
    if form:
        fields = [r for r, n in zip(every, notes, strict=True) if n["/Subtype"] == "/Widget"]
        writer._root_object[NameObject("/AcroForm")] = value({"/Fields": fields})
    with path.open("wb") as out:
        writer.write(out)
    return path


def field(name: str, text: Any, box: Sequence[float], **more: Any) -> dict[str, Any]:
    own = {f"/{key}": one for key, one in more.items()}
    return {"/Subtype": "/Widget", "/FT": "/Tx", "/T": name, "/V": text, "/Rect": box} | own


def ticked(name: str, state: str, box: Sequence[float]) -> dict[str, Any]:
    button = {"/FT": "/Btn", "/V": state, "/AS": state}
    return {"/Subtype": "/Widget", "/T": name, "/Rect": box} | button


PRINTED = "\n".join(
    (
        *(placed(60, 700, "Name:"), placed(60, 660, "Date of birth ......")),
        *(placed(80, 620, "married"), placed(180, 620, "single"), placed(60, 590, "Address")),
    )
).encode()


def test_what_was_filled_in_is_told_by_what_is_printed_beside_it(tmp_path: Path) -> None:
    fields = [
        field("topmost[0].Page1[0].f1_01[0]", "Maria Schmidt", [100, 695, 300, 712]),
        field("f2", "1980-05-04", [160, 655, 300, 672]),
        ticked("c1", "/Yes", [62, 618, 74, 630]),
        ticked("c2", "/Off", [162, 618, 174, 630]),
        field("f3", "Hauptstr. 5\nBerlin", [60, 545, 300, 585]),
        field("f4", "red", [60, 300, 300, 320], TU="Favourite colour"),
        field("deep.f5[2]", "42", [60, 200, 300, 220]),
        field("f6", "", [60, 180, 300, 190]),
        field("f7", "secret", [60, 160, 300, 170], Ff=1 << 13),
        field("f8", "unseen", [60, 140, 300, 150], F=2),
    ]
    parsed = pdf.load(annotated(tmp_path / "a.pdf", PRINTED, fields), recognise=False)
    printed, _, filled = parsed.text.partition("\n\n")
    assert printed.startswith("Name:")
    assert filled == (
        "Filled in (表单内容):\n- Name: Maria Schmidt\n- Date of birth: 1980-05-04\n- [x] married\n"
        "- Address: Hauptstr. 5 Berlin\n- Favourite colour: red\n- f5: 42"
    )


def test_the_value_of_a_field_may_be_that_of_its_parent(tmp_path: Path) -> None:
    path = annotated(tmp_path / "a.pdf", PRINTED, [field("kid", "x", [100, 695, 300, 712])])
    writer = PdfWriter(clone_from=PdfReader(path))
    kid = writer.pages[0]["/Annots"][0]  # type: ignore[index]
    parent = value({"/FT": "/Tx", "/T": "person", "/V": "Maria Schmidt"})
    parent[NameObject("/Kids")] = ArrayObject([kid])
    for key in ("/V", "/FT", "/T"):
        del kid.get_object()[key]
    kid.get_object()[NameObject("/Parent")] = writer._add_object(parent)
    writer._root_object["/AcroForm"][NameObject("/Fields")] = ArrayObject(  # type: ignore[index]
        [kid.get_object()["/Parent"]]
    )
    writer.write(path)
    assert "- Name: Maria Schmidt" in pdf.load(path, recognise=False).text


@pytest.mark.parametrize("form", [True, False])
def test_remarks_and_what_was_typed_onto_a_page_are_read(tmp_path: Path, form: bool) -> None:
    box = [60, 400, 200, 420]
    notes: list[dict[str, Any]] = [
        {"/Subtype": "/Highlight", "/Rect": box, "/T": "Anna", "/Contents": "请律师核对 5 月前"},
        {"/Subtype": "/Text", "/Rect": box, "/Contents": "Too late?\nAsk Bo."},
        {"/Subtype": "/FreeText", "/Rect": box, "/T": "Bo", "/Contents": "Maria Schmidt"},
        {"/Subtype": "/Highlight", "/Rect": box, "/T": "Anna"},
        {"/Subtype": "/Link", "/Rect": box, "/Contents": "a link"},
        {"/Subtype": "/Popup", "/Rect": box, "/Contents": "again"},
    ]
    path = annotated(tmp_path / "a.pdf", placed(60, 700, "The text.").encode(), notes, form=form)
    assert pdf.load(path, recognise=False).text == (
        "The text.\n\nComment (批注), Anna: 请律师核对 5 月前\nComment (批注): Too late?\nAsk Bo.\n"
        "Maria Schmidt"
    )


def test_a_page_of_nothing_but_what_was_typed_onto_it_has_text(tmp_path: Path) -> None:
    note = {"/Subtype": "/FreeText", "/Rect": [60, 400, 200, 420], "/Contents": "Paid on 3 May"}
    parsed = pdf.load(annotated(tmp_path / "a.pdf", b"", [note]), recognise=False)
    assert (parsed.text, parsed.pages_without_text) == ("Paid on 3 May", ())


def test_a_long_text_in_a_field_is_whole(tmp_path: Path) -> None:
    told = "many words " * 4000 + "end"
    notes = [field("f", told, [100, 695, 300, 712], TU="Report")]
    parsed = pdf.load(annotated(tmp_path / "a.pdf", PRINTED, notes), recognise=False)
    assert parsed.text.endswith(f"- Report: {told}")


def test_a_choice_is_told_as_the_form_shows_it_not_as_it_keeps_it(tmp_path: Path) -> None:
    cantons = [["ZH", "Zürich"], ["BE", "Bern"], ["VS", "Wallis"]]
    box = [60, 300, 300, 320]
    notes = [
        field("a", "BE", box, FT="/Ch", Ff=1 << 17, Opt=cantons, TU="Canton"),
        field("b", ["ZH", "VS"], box, FT="/Ch", Ff=1 << 21, Opt=cantons, TU="Cantons"),
        field("c", "Genève", box, FT="/Ch", Ff=3 << 17, Opt=cantons, TU="Typed in"),
        field("d", "", box, FT="/Ch", Ff=1 << 17, Opt=cantons, TU="Not chosen"),
    ]
    parsed = pdf.load(annotated(tmp_path / "a.pdf", PRINTED, notes), recognise=False)
    assert parsed.text.endswith(
        "表单内容):\n- Canton: Bern\n- Cantons: Zürich, Wallis\n- Typed in: Genève"
    )


@pytest.mark.parametrize(
    ("left", "told"), [(162, "- [x] Are you married?: single"), (400, "- [x] Are you married?: no")]
)
def test_which_of_several_buttons_is_pressed_is_told(tmp_path: Path, left: int, told: str) -> None:
    group = {"FT": "/Btn", "Ff": 1 << 15, "TU": "Are you married?"}
    off = field("m", "/no", [62, 618, 74, 630], AS="/Off", **group)
    on = field("m", "/no", [left, 618, left + 12, 630], AS="/no", **group)
    path = annotated(tmp_path / "a.pdf", PRINTED, [off, on])
    assert pdf.load(path, recognise=False).text.endswith(f"表单内容):\n{told}")


def signed(path: Path, signers: Sequence[str], **own: Mapping[str, Any]) -> Path:
    """A page with a field for each signer, one above the other, and how each signature looks."""
    boxes = [[100, 690 - 50 * n, 240, 722 - 50 * n] for n in range(len(signers))]
    of = {"/Subtype": "/Widget", "/FT": "/Sig", "/T": "Signature1", "/F": 4}
    annotated(path, PRINTED, [of | {"/Rect": box} | own for box in boxes])
    writer = PdfWriter(clone_from=PdfReader(path))
    for widget, name in zip(cast(ArrayObject, writer.pages[0]["/Annots"]), signers, strict=True):
        drawn = StreamObject()
        drawn.set_data(
            b"BT /F1 9 Tf 2 20 Td (Signed by %b) Tj 0 -12 Td (2011) Tj ET" % name.encode()
        )
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        look = {"/Type": "/XObject", "/Subtype": "/Form", "/BBox": [0, 0, 140, 32]}
        drawn.update(value(look | {"/Resources": {"/Font": {"/F1": font}}}))
        widget.get_object()[NameObject("/AP")] = value({"/N": writer._add_object(drawn)})
    writer.write(path)
    return path


def test_what_each_signature_shows_is_read(tmp_path: Path) -> None:
    path = signed(tmp_path / "s.pdf", ["Paul Frey", "Ada Roth"], **{"/V": {"/Type": "/Sig"}})

    text = pdf.load(path).text

    assert "- Name: Signed by Paul Frey 2011\n" in text
    assert text.endswith(": Signed by Ada Roth 2011")  # over "Date of birth ......"


def test_a_field_that_is_not_signed_shows_nothing(tmp_path: Path) -> None:
    assert "Paul Frey" not in pdf.load(signed(tmp_path / "s.pdf", ["Paul Frey"])).text

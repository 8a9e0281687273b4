"""Comments on PowerPoint slides, in the two forms in which they are written."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pptx
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from ingest.formats.slides.slides import load_pptx

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
THREADS = "http://schemas.microsoft.com/office/2018/10/relationships"
P = "xmlns='http://schemas.openxmlformats.org/presentationml/2006/main'"
P188 = "xmlns='http://schemas.microsoft.com/office/powerpoint/2018/8/main'"
A = "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"


def relate(to: Any, name: str, kind: str, xml: str) -> None:
    part = Part(PackURI(name), "application/xml", to.package, xml.encode())
    to.relate_to(part, kind)


def deck(folder: Path, form: str, people: str, comments: str, kind: str) -> Path:
    shown = pptx.Presentation()
    first = shown.slides.add_slide(shown.slide_layouts[5])
    first.shapes.title.text = "One"
    shown.slides.add_slide(shown.slide_layouts[5]).shapes.title.text = "Two"
    relate(shown.part, "/ppt/people.xml", f"{form}/{kind}", people)
    relate(first.part, "/ppt/comments/comment1.xml", f"{form}/comments", comments)
    path = folder / "a.pptx"
    shown.save(str(path))
    return path


def test_comments_are_told_on_their_slide(tmp_path: Path) -> None:
    people = f"<cmAuthorLst {P}><cmAuthor id='0' name='王五'/></cmAuthorLst>"
    comments = (
        f"<cmLst {P}><cm authorId='0'><pos x='1' y='1'/><text>请\n核对</text></cm>"
        "<cm authorId='7'><text>Whose?</text></cm><cm><text/></cm></cmLst>"
    )
    path = deck(tmp_path, OFFICE, people, comments, "commentAuthors")
    assert load_pptx(path).text == (
        "# One\n\nComment (批注), 王五: 请 核对\n\nComment (批注): Whose?\n\n# Two"
    )


def test_threads_are_told_with_their_replies(tmp_path: Path) -> None:
    def body(text: str) -> str:
        return f"<txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></txBody>"

    people = f"<authorLst {P188}><author id='{{a}}' name='Anna'/></authorLst>"
    comments = (
        f"<cmLst {P188} {A}><cm authorId='{{a}}'><replyLst><reply authorId='{{b}}'>"
        f"{body('Yes.')}</reply></replyLst>{body('Shorter?')}</cm></cmLst>"
    )
    assert load_pptx(deck(tmp_path, THREADS, people, comments, "authors")).text == (
        "# One\n\nComment (批注), Anna: Shorter?\n\nComment (批注): Yes.\n\n# Two"
    )


def test_damaged_comments_cost_no_slide(tmp_path: Path) -> None:
    path = deck(tmp_path, OFFICE, "<cmAuthorLst", "<cmLst><cm", "commentAuthors")
    assert load_pptx(path).text == "# One\n\n# Two"


def test_comments_that_are_named_twice_are_told_once(tmp_path: Path) -> None:
    comments = f"<cmLst {P}><cm><text>Whose?</text></cm></cmLst>"
    path = deck(tmp_path, OFFICE, f"<cmAuthorLst {P}/>", comments, "commentAuthors")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "ppt/slides/_rels/slide1.xml.rels"
    [relation] = re.findall(rb"<Relationship [^>]*/comments\"[^>]*>", parts[name])
    again = re.sub(rb'Id="\w+"', b'Id="again"', relation)
    parts[name] = parts[name].replace(relation, relation + again)
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    assert load_pptx(path).text == "# One\n\nComment (批注): Whose?\n\n# Two"

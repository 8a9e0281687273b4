"""Files that are made to harm, read by the real child: each ends as text or as one error line."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.parsed import Parsed
from ingest.sandbox.sandbox import Parser
from ragqa.errors import DocumentError
from tests.ingest.ofds import NS, ofd, page, text
from tests.ingest.small_files import (
    book,
    changed,
    deck,
    epub,
    fictionbook,
    packed,
    tar,
    word,
)

LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
)
BOMB = f"<!DOCTYPE x [{LAUGHS}]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'
ELSEWHERE = "http://127.0.0.1:9"
REMOTE = f'<!DOCTYPE x SYSTEM "{ELSEWHERE}/d" [<!ENTITY % p SYSTEM "{ELSEWHERE}/p"> %p;]>'
LINE = "for safety"
MIB = 1 << 20


def structured(head: str) -> Callable[[], bytes]:
    return lambda: f"{head}<a><p>words &l9;</p></a>".encode()


def flat(head: str) -> Callable[[], bytes]:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    return lambda: (
        f"{head}<o:document xmlns:o='{space}:office:1.0' xmlns:t='{space}:text:1.0'><o:body>"
        f"<o:text><t:p>words{head and ' &l9;'}</t:p></o:text></o:body></o:document>"
    ).encode()


def declared(head: str) -> Callable[[bytes], bytes]:
    """A document type before the root element, and its entity within the text."""

    def change(part: bytes) -> bytes:
        start = part.index(b"?>") + 2 if part.startswith(b"<?xml") else 0
        rest = part[start:].replace(b"words", b"words &l9;")
        return part[:start] + head.encode() + rest

    return change


def nested_mail(deep: int) -> bytes:
    mail = EmailMessage()
    mail.set_content("words")
    for _ in range(deep):
        outer = EmailMessage()
        outer["Subject"] = "s"
        outer.set_content("words")
        outer.add_attachment(mail)
        mail = outer
    return bytes(mail)


HEADS = {"laughs": BOMB, "outside": OUTSIDE, "remote": REMOTE}


def office(suffix: str, head: str) -> Callable[[], bytes]:
    make, part = {
        "docx": (word, "word/document.xml"),
        "xlsx": (book, "xl/worksheets/sheet1.xml"),
        "pptx": (deck, "ppt/slides/slide1.xml"),
    }[suffix]
    return lambda: changed(make(), part, declared(head))


def book_of_chapters(head: str) -> Callable[[], bytes]:
    return lambda: epub("<p>words</p>", head)


def tale(head: str) -> Callable[[], bytes]:
    return lambda: fictionbook("<p>words &l9;</p>", head)


def layout(head: str) -> Callable[[], bytes]:
    return lambda: changed(
        ofd([page(text("words", 9, 9))]), "Doc_0/Pages/Page_0/Content.xml", declared(head)
    )


def drawn_without_end() -> bytes:
    """Units that each use the next one ten times."""
    used = '<ofd:CompositeObject ResourceID="{}"/>'
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{n}"><ofd:Content>{used.format(n + 1) * 10}</ofd:Content>'
        "</ofd:CompositeGraphicUnit>"
        for n in range(20)
    )
    pages = [page(text("words", 9, 9)), page(used.format(0), resources="r.xml")]
    return ofd(pages, {"Doc_0/Pages/Page_1/r.xml": f"<ofd:Res {NS}>{units}</ofd:Res>"})


FILES: dict[str, tuple[Callable[[], bytes], str | None]] = {
    # name: how it is made, and a part of the error, "" for any, or None where it is read
    **{
        f"{kind}.{suffix}": (office(suffix, head), LINE)
        for kind, head in HEADS.items()
        for suffix in ("docx", "xlsx", "pptx")
    },
    **{f"{kind}.epub": (book_of_chapters(head), LINE) for kind, head in HEADS.items()},
    **{f"{kind}.ofd": (layout(head), "no readable text") for kind, head in HEADS.items()},
    **{f"{kind}.fb2": (tale(head), "XML") for kind, head in HEADS.items()},
    **{f"{kind}.xml": (structured(head), "XML") for kind, head in HEADS.items()},
    **{f"{kind}.fodt": (flat(head), "XML") for kind, head in HEADS.items()},
    "deep.xml": (lambda: b"<a>" * 200_000 + b"words" + b"</a>" * 200_000, "damaged"),
    "notes.xml": (
        lambda: b"<p>words" + b"<note>" * 2_000 + b"</note>" * 2_000 + b"</p>",
        "nested too deeply",
    ),
    "wide.xml": (lambda: b"<a>words" + b"<b c='d'/>" * 100_000 + b"</a>", None),
    "within.xml": (lambda: b"<p>words " * 150 + b"<x/>" * 100_000 + b"</p>" * 150, None),
    "deep.fodt": (
        lambda: flat("")().replace(b"words", b"words" + b"<x>" * 2_000 + b"</x>" * 2_000),
        None,
    ),
    "aliases.yaml": (lambda: b"a: &a [words]\n" + b"b: &b [*a, *a]\n" * 50_000, None),
    "deep.yaml": (lambda: b"".join(b" " * n + b"words:\n" for n in range(3_000)), None),
    "line.py": (lambda: b"words = '" + b"(" * (5 * MIB) + b"'", "minified"),
    "remark.c": (lambda: b"/* words\n" + b"x\n" * 300_000, None),
    "classes.py": (lambda: b"class words:\n" * 100_000, None),
    "deep.fb2": (lambda: fictionbook("<section>" * 200_000), "damaged"),
    "within.fb2": (lambda: fictionbook("<p>words</p>" + "<x>" * 240 + "</x>" * 240), None),
    "notes.fb2": (
        lambda: fictionbook(
            "<p>words</p></body><body name='notes'>"
            + "".join(f"<section id='n{n}'>" for n in range(240))
            + f"<p>{'words ' * 100_000}</p>"
            + "</section>" * 240
        ),
        "million characters",
    ),
    "head.ofd": (
        lambda: changed(ofd([page(text("words", 9, 9))]), "OFD.xml", declared(BOMB)),
        LINE,
    ),
    "ratio.ofd": (lambda: ofd([page()], {"a.png": bytes(64 * MIB)}), LINE),
    "names.ofd": (lambda: ofd([page()], {"../../etc/x": b""}), LINE),
    "units.ofd": (drawn_without_end, None),
    "steps.ofd": (
        lambda: ofd([page(text("words" * 99_999, 9, 9, code='DeltaX="g 999999999999 2"'))]),
        None,
    ),
    "blocks.ofd": (
        lambda: ofd(
            [
                page(text("words", 9, 9)),
                page("<ofd:PageBlock>" * 5_000 + "</ofd:PageBlock>" * 5_000),
            ]
        ),
        None,
    ),
    "pages.ofd": (lambda: ofd([page(text("words", 9, 9))] * 10_001), LINE),
    "chapter.epub": (lambda: epub(f"{BOMB}<html><p>words &l9;</p></html>"), None),
    "drawing.html": (
        lambda: f"{OUTSIDE}<p>words</p><svg><text>&l9;</text></svg>".encode(),
        None,
    ),
    "utf16.docx": (
        lambda: changed(
            word(),
            "word/document.xml",
            lambda part: (
                declared(BOMB)(part.replace(b"UTF-8", b"UTF-16")).decode().encode("utf-16")
            ),
        ),
        LINE,
    ),
    "ratio.docx": (lambda: packed({"word/document.xml": bytes(64 * MIB)}), LINE),
    "ratio.xlsx": (lambda: packed({"xl/workbook.xml": b" " * (64 * MIB)}), LINE),
    "many.epub": (lambda: packed({f"{n}": b"" for n in range(10_001)}), LINE),
    "names.docx": (lambda: packed({"../../etc/x": b"", "[Content_Types].xml": b""}), LINE),
    "wide.csv": (lambda: b",".join([b"words"] * 100_000), "columns"),
    "wide.xlsx": (
        lambda: changed(
            book(),
            "xl/worksheets/sheet1.xml",
            lambda part: part.replace(b'r="A1"', b'r="ZZZ1"'),
        ),
        "columns",
    ),
    "tall.csv": (lambda: b"words\n" * 300_000, "rows"),
    "quote.csv": (lambda: b'a,"' + b"words\n" * 400_000, "separated values"),
    "deep.json": (lambda: b"[" * 500_000 + b"]" * 500_000, "nested too deeply"),
    "deeper.json": (lambda: b'{"a":' * 200_000, "nested too deeply"),
    "long.json": (lambda: json.dumps({"k": "words " * 4 * MIB}).encode(), "million characters"),
    "digits.json": (lambda: b"[" + b"9" * 100_000 + b"]", None),
    "deep.html": (lambda: b"<div>" * 200_000 + b"words", "nested too deeply"),
    "deep-table.html": (lambda: b"<table><tr><td>" * 1_500 + b"words", "nested too deeply"),
    "unclosed.html": (lambda: b"<b><i>words" * 100_000, ""),
    "comment.html": (lambda: b"words<!--" * 200_000, None),
    "deep.docx": (
        lambda: changed(
            word(),
            "word/document.xml",
            lambda part: part.replace(b"<w:p>", b"<w:ins>" * 3000 + b"<w:p>", 1).replace(
                b"</w:p>", b"</w:p>" + b"</w:ins>" * 3000, 1
            ),
        ),
        "",
    ),
    "ratio.tgz": (lambda: gzip.compress(tar({"a.txt": bytes(64 * MIB)})), LINE),
    "ratio.txt.xz": (lambda: lzma.compress(bytes(64 * MIB)), LINE),
    "many.tar": (lambda: tar({f"{n}": b"" for n in range(10_001)}), LINE),
    "names.tar": (lambda: tar({"../../etc/x": b"x", "/a.txt": b"x", "b.txt": b"words"}), None),
    "mails.mbox": (lambda: b"From a 10:00 2024\nSubject: words\n\n" * 3_000, None),
    "begins.mbox": (lambda: b"From \n" * 500_000, "is not a mailbox"),
    "line.mbox": (lambda: b"From \nSubject: words\n\n" + b"x" * (20 * MIB), None),
    "mails.eml": (lambda: nested_mail(40), None),
    "heads.rtf": (
        lambda: b"{\\rtf1 words" + b"{\\header {\\b x} y}" * 50_000 + b"{\\header " * 9_999,
        None,
    ),
    "groups.rtf": (lambda: b"{\\rtf1 " + b"{\\b " * 500_000 + b"words", None),
    "binary.rtf": (lambda: b"{\\rtf1 words\\bin999999999 x}", None),
    "markdown.md": (lambda: b"words\n" + b"[" * 300_000 + b"\n" + b"# " * 100_000, None),
    "cues.srt": (lambda: b"00:00:01,000 --> 00:00:02,000\nwords\n\n" * 50_000, None),
    "cells.ipynb": (lambda: b'{"cells": ' + b"[" * 100_000, "nested too deeply"),
}


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(wall_seconds=60, memory_bytes=2 << 30) as parser:
        yield parser


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_as_text_or_as_one_error_line(
    tmp_path: Path, parser: Parser, name: str
) -> None:
    make, reason = FILES[name]
    path = tmp_path / name
    path.write_bytes(make())
    outcome: Parsed | DocumentError
    try:
        outcome = parser.parse(path)
    except DocumentError as error:
        outcome = error
    if reason is None:
        assert isinstance(outcome, Parsed), outcome
        assert "words" in outcome.text or name == "digits.json"
        assert "lollol" not in outcome.text
        assert "root:" not in outcome.text
    elif isinstance(outcome, DocumentError):
        assert reason in outcome.en
        assert outcome.en.startswith(f"{name} ")
        assert "\n" not in outcome.en + outcome.zh
        assert "crashed" not in outcome.en
    else:
        assert not reason, outcome.text[:200]

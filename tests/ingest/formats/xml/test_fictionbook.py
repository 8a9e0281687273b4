from __future__ import annotations

import base64
import zipfile
from pathlib import Path

import pytest

from ingest.loading.loaders import load
from ragqa.errors import DocumentError
from tests.ingest.formats.test_pictures import READ, letters, png

ABOUT = """<description><title-info>
<author><first-name>Ann</first-name><middle-name>B.</middle-name><last-name>Lee</last-name></author>
<author><nickname>bob</nickname></author><book-title>A Tale</book-title>
<annotation><p>What it is about.</p></annotation></title-info></description>"""
BODY = """<body><title><p>A Tale</p><p>in two parts</p></title>
<epigraph><p>Wise words.</p><text-author>Somebody</text-author></epigraph>
<section><title><p>Part 1</p></title><p>It was seen<a l:href="#n1" type="note">[1]</a> in
<emphasis>May</emphasis>, 10<sup>6</sup> times.<!-- no --></p><empty-line/>
<poem><stanza><v>One line</v><v>and another</v></stanza></poem>
<section><title><p>Deeper</p></title><p>Again<a l:href="#n1">[1]</a>.</p><subtitle>* * *</subtitle>
<cite><p>Quoted.</p></cite><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>
</section></section><section><p>No title.</p></section></body>
<body name="notes"><title><p>Notes</p></title>
<section id="n1"><title><p>1</p></title><p>In a letter.</p><p>To Carl.</p></section>
<section id="n2"><title><p>2</p></title><p>Nowhere told.</p></section></body>"""
TEXT = """Ann B. Lee
bob

What it is about.

# A Tale in two parts

Wise words.

Somebody

## Part 1

It was seen[^1] in
May, 10^6 times.

[^1] In a letter. To Carl.

One line
and another

### Deeper

Again[^1].

* * *

Quoted.

| A | B |
| --- | --- |
| 1 | 2 |

No title.

[^2] Nowhere told."""


def book(inside: str, *, head: str = "", encoding: str = "utf-8") -> bytes:
    names = (
        'xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink"'
    )
    text = f'<?xml version="1.0" encoding="{encoding}"?>{head}<FictionBook {names}>{inside}'
    return f"{text}</FictionBook>".encode(encoding)


def test_a_book_is_read_with_its_notes_where_they_are_referred_to(tmp_path: Path) -> None:
    (tmp_path / "a.fb2").write_bytes(book(ABOUT + BODY))
    parsed = load(tmp_path / "a.fb2")
    assert parsed.title == "A Tale"
    assert parsed.text == TEXT
    assert [(heading.level, heading.title) for heading in parsed.headings] == [
        (1, "A Tale in two parts"),
        (2, "Part 1"),
        (3, "Deeper"),
    ]


def test_a_book_may_be_in_another_encoding_and_packed(tmp_path: Path) -> None:
    inside = "<body><section><title><p>Глава</p></title><p>Слова.</p></section></body>"
    with zipfile.ZipFile(tmp_path / "a.fb2.zip", "w") as archive:
        archive.writestr("a.fb2", book(inside, encoding="windows-1251"))
    assert load(tmp_path / "a.fb2.zip").text == "# a.fb2\n\n# Глава\n\nСлова."


def test_a_book_may_lack_its_namespace(tmp_path: Path) -> None:
    (tmp_path / "a.fb2").write_text("<FictionBook><body><p>Words.</p></body></FictionBook>")
    assert load(tmp_path / "a.fb2").text == "Words."


def test_a_picture_in_a_book_is_read_in_its_place(tmp_path: Path) -> None:
    image, data = '<image l:href="#a.png"/>', base64.b64encode(png("Room 808")).decode()
    broken = '<binary id="b.png">!</binary>'
    inside = f"<body><p>before</p>{image}{image.replace('a.', 'b.')}<p>after{image}</p></body>"
    (tmp_path / "a.fb2").write_bytes(book(f'{inside}<binary id="a.png">{data}</binary>{broken}'))
    parsed = load(tmp_path / "a.fb2")
    assert letters(parsed.text) == "beforeRoom808after"
    assert [remark.en for remark in parsed.remarks] == [READ]
    assert load(tmp_path / "a.fb2", ocr=False).text == "before\n\nafter"


@pytest.mark.parametrize("data", [b"", b"words", b"<html><body/></html>", book(BODY)[:400]])
def test_what_is_no_book_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.fb2").write_bytes(data)
    with pytest.raises(DocumentError, match="is damaged"):
        load(tmp_path / "a.fb2")


def test_a_picture_may_have_more_than_ten_million_characters(tmp_path: Path) -> None:
    data = "A" * 10_000_001
    inside = f'<body><p>before</p></body><binary id="a.png">{data}</binary>'
    (tmp_path / "a.fb2").write_bytes(book(inside))
    assert load(tmp_path / "a.fb2").text == "before"


def test_a_book_that_declares_entities_is_refused(tmp_path: Path) -> None:
    head = '<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    (tmp_path / "a.fb2").write_bytes(book('<body><p id="&b;">a</p></body>', head=head))
    with pytest.raises(DocumentError, match="declares XML entities"):
        load(tmp_path / "a.fb2")


@pytest.mark.parametrize("deep", [2_000, 100_000])
def test_a_book_that_is_nested_too_deeply_is_refused(tmp_path: Path, deep: int) -> None:
    inside = f"<body>{'<section>' * deep}<p>a</p>{'</section>' * deep}</body>"
    (tmp_path / "a.fb2").write_bytes(book(inside))
    with pytest.raises(DocumentError, match=r"nested too deeply|is damaged"):
        load(tmp_path / "a.fb2")

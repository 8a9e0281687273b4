"""A text with few damaged characters is read, and how many there are is told."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from ingest.loading.loaders import load
from ragqa.errors import DocumentError

LINE = "员工手册规定，年假可以保留到三月底。".encode()
BROKEN = LINE[:-1]


@pytest.mark.parametrize("begin", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.tex", "a.py"])
def test_what_is_damaged_costs_its_own_characters_alone(
    tmp_path: Path, name: str, begin: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(begin + b"\n".join([LINE, LINE, BROKEN, LINE]))
    parsed = load(path)

    assert parsed.text.count("年假可以保留到三月底") == 4
    assert parsed.text.count("\ufffd") == 1
    assert [remark.en for remark in parsed.remarks] == [
        "1 character is damaged and shown as \ufffd; the rest of the text was read."
    ]


HEAD = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><text>%b</text></svg>'


@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("a.html", b"<meta charset=utf-8><title>T</title><p>%b</p>"),
        ("a.html", codecs.BOM_UTF8 + b"<p>%b</p>"),
        ("a.xml", b'<?xml version="1.0" encoding="UTF-8"?>\n<a><p>%b</p></a>'),
        ("a.xml", b"<a><p>%b</p></a>"),  # XML that says nothing is in UTF-8
        ("a.svg", SVG),
        ("a.opml", b'<opml version="2.0"><body><outline text="%b"/></body></opml>'),
        ("a.eml", b"From: a@b.example\r\nSubject: T\r\n" + HEAD + b"\r\n%b\r\n"),
        ("a.vcf", b"BEGIN:VCARD\nVERSION:2.1\nFN:A\nNOTE;CHARSET=UTF-8:%b\nEND:VCARD\n"),
        ("a.json", b'{"a": "%b"}'),  # JSON is in UTF-8
        ("a.ipynb", b'{"cells": [{"cell_type": "markdown", "source": "%b"}]}'),
        ("a.tex", b"%% !TEX encoding = UTF-8\n%b\n"),
    ],
)
def test_what_says_that_it_is_utf8_is_read_with_more_damage(
    tmp_path: Path, name: str, around: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(around % (BROKEN + b"."))
    parsed = load(path)

    assert "年假可以保留到三月底\ufffd." in parsed.text
    assert [r.zh for r in parsed.remarks] == ["有 1 个字符已损坏，以 \ufffd 代替；其余文字已读取。"]


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "gb18030", "big5hkscs"])
def test_what_says_so_falsely_is_read_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    said = {
        "cp1252": "Die Übergabe der Schlüssel erfolgt am fünften März in München.",
        "cp1251": "Передача ключей состоится пятого марта в Москве, в офисе.",
        "gb18030": "员工手册规定，年假可以保留到三月底，逾期作废，特殊情况除外。",
        "big5hkscs": "員工手冊規定，年假可以保留到三月底，逾期作廢，特殊情況除外。",
    }[encoding]
    path = tmp_path / "a.html"
    path.write_bytes(b"<meta charset=utf-8><p>%b</p>" % said.encode(encoding))
    parsed = load(path)

    assert parsed.text.strip() == said
    assert parsed.remarks == ()


def test_what_is_damaged_all_over_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\n".join([LINE] + ["底。".encode()[:-1] + b"\n" + BROKEN] * 3))
    with pytest.raises(DocumentError, match="damaged at byte"):
        load(path)


def test_a_whole_text_has_no_such_remark(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(LINE)
    assert load(path).remarks == ()

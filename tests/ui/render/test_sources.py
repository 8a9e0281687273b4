"""Documents as a table: their names, pages, and what is to be said of them."""

from __future__ import annotations

import dataclasses

from ragqa.sources import Source
from ui import render
from ui.texts import EN, ZH


def source_of(folder: str, name: str) -> Source:
    return Source(
        document_id=f"{folder}/{name}",
        folder=folder,
        source=name,
        path=f"{folder}/{name}",
        revision=2,
        size=1,
        mtime_ns=1,
        sha256="",
        pages=40,
        pages_without_text=12,
        chunks=7,
    )


def test_sources_show_pages_without_text_and_the_reason() -> None:
    source = dataclasses.replace(source_of("/f", "scan\x1b.pdf"), reason="old")
    header, row = render.sources_text([source], EN).splitlines()
    assert header.split() == ["source", "pages", "without", "text", "chunks", "revision", "remark"]
    assert row.split() == ["scan\\x1b.pdf", "40", "12", "7", "2", "old"]


def test_a_remark_does_not_repeat_the_name_of_its_document() -> None:
    source = dataclasses.replace(
        source_of("/f", "old/c.doc"), reason="c.doc is broken.", reason_zh="c.doc 已损坏。"
    )
    assert render.sources_text([source], EN).endswith("  is broken.")
    assert render.sources_text([source], ZH).count("c.doc") == 1


def test_documents_of_one_name_are_shown_with_their_folders() -> None:
    sources = [
        source_of("/work", "a.txt"),
        source_of("/home", "a.txt"),
        source_of("/home", "b.txt"),
    ]
    names = [line.split()[0] for line in render.sources_text(sources, EN).splitlines()]
    assert names == ["source", "/work/a.txt", "/home/a.txt", "b.txt"]


def test_a_reason_is_shown_in_the_language_of_the_texts() -> None:
    source = dataclasses.replace(
        source_of("/f", "a"), reason="It is broken.", reason_zh="文件已损坏。"
    )
    assert "It is broken." in render.sources_text([source], EN)
    shown = render.sources_text([source], ZH)
    assert "文件已损坏。" in shown
    assert "broken" not in shown

"""Who reads what is noted, and what an older reader has read is told from what a newer one has."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from ingest.formats import ocr
from ingest.loading.loaders import NAMES, SUFFIXES, load
from ingest.parsed import PageStart, Parsed
from ingest.versions import OCR, VERSIONS, is_outdated, read_by
from tests.ingest.indexing import write


@pytest.fixture(autouse=True)
def _ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was raised since."""
    for kind in VERSIONS:
        monkeypatch.setitem(VERSIONS, kind, 1)


def test_every_reader_has_a_version_and_every_version_a_reader() -> None:
    readers = (*SUFFIXES.values(), *NAMES.values())
    assert {OCR, *(reader.kind for reader in readers)} == VERSIONS.keys()


def test_what_is_inside_a_file_is_read_by_its_own_kind_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("a.md", "# Apples\n\nThey are red.")
        packed.writestr("b.exe", "MZ")
    assert load(tmp_path / "a.zip").kinds == ("archive", "markdown")
    assert load(write(tmp_path / "a.csv", "a,b\n1,2\n")).kinds == ("sheet",)
    assert load(write(tmp_path / "README", "Read me.")).kinds == ("text",)


def test_recognised_pictures_are_counted_those_inside_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "read_image", lambda image: "text")
    picture = tmp_path / "a.png"
    Image.new("RGB", (40, 40), "white").save(picture)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.write(picture, "a.png")
        packed.write(picture, "b.png")
    told = []
    parsed = load(tmp_path / "a.zip", on_page=lambda: told.append(1))
    assert (parsed.kinds, parsed.recognised, len(told)) == (("archive", "image"), 2, 2)
    assert read_by(parsed) == "archive=1 image=1 ocr=1"


def parsed(*kinds: str, pages: int = 0, recognised: int = 0) -> Parsed:
    starts = tuple(PageStart(0, n + 1) for n in range(pages))
    return Parsed("x", starts, kinds=kinds, recognised=recognised)


def test_only_what_the_kind_that_was_raised_has_read_is_outdated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = {kinds: read_by(parsed(*kinds)) for kinds in (("pdf",), ("mail", "pdf"), ("mail",))}
    assert not any(is_outdated(stamp, ocr=True) for stamp in made.values())
    monkeypatch.setitem(VERSIONS, "pdf", 2)
    outdated = [kinds for kinds, stamp in made.items() if is_outdated(stamp, ocr=True)]
    assert outdated == [("pdf",), ("mail", "pdf")]


def test_what_an_older_ragqa_has_read_is_outdated() -> None:
    assert is_outdated("", ocr=True)
    assert is_outdated("", ocr=False)


def test_what_a_newer_ragqa_has_read_is_not_outdated() -> None:
    assert not is_outdated("pdf=2 unheard=1", ocr=True)


@pytest.mark.parametrize(
    ("made", "stamp"),
    [
        (parsed("pdf", pages=4, recognised=2), "ocr=1 pdf=1"),
        (parsed("pdf", pages=4, recognised=3), "ocr=1"),
        (parsed("pdf", pages=1, recognised=1), "ocr=1"),
        (parsed("pdf", pages=1), "pdf=1"),
        (parsed("word", recognised=20), "ocr=1 word=1"),
        (parsed("archive", "pdf", recognised=21), "ocr=1"),
        (parsed("image", recognised=1), "image=1 ocr=1"),
    ],
)
def test_of_a_scan_only_text_recognition_counts(made: Parsed, stamp: str) -> None:
    assert read_by(made) == stamp


def test_pages_without_text_are_pages_of_a_scan_too() -> None:
    made = replace(parsed("pdf", pages=2, recognised=2), pages_without_text=(3, 4))
    assert read_by(made) == "ocr=1 pdf=1"


def test_what_was_recognised_is_kept_while_nothing_may_be_recognised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(VERSIONS, OCR, 2)
    assert is_outdated("ocr=1 pdf=1", ocr=True)
    assert not is_outdated("ocr=1 pdf=1", ocr=False)


def test_kinds_that_the_reading_process_makes_up_are_not_noted() -> None:
    assert read_by(parsed("pdf", "x=9 y", "__class__")) == "pdf=1"

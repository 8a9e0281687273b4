from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingest.sandbox.painting import paint
from ragqa.errors import ChangedFileError, DocumentError, FileUnavailableError
from tests.ingest.pdfs import write_pdf


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_page_comes_over_with_its_marks(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "指南.pdf", [["one"], ["the quote"]])
    page = paint(path, 2, sha256=digest(path), quote="the quote", before="one")
    assert page.png.startswith(b"\x89PNG\r\n")
    assert page.pages == 2
    assert len(page.marks) == 1


def test_a_file_that_holds_something_else_than_what_was_read_is_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["one"]])
    before = digest(path)
    write_pdf(path, [["two"]])
    with pytest.raises(ChangedFileError, match=r"a\.pdf was changed"):
        paint(path, 1, sha256=before)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnavailableError, match=r"gone\.pdf cannot be read any more"):
        paint(tmp_path / "gone.pdf", 1, sha256="")


def test_a_damaged_file_is_named_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing\n")
    with pytest.raises(DocumentError, match=r"^a\.pdf is damaged") as refused:
        paint(path, 1, sha256=digest(path))
    assert refused.value.zh.startswith("a.pdf 已损坏")


def test_a_page_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["one"]])
    with pytest.raises(DocumentError, match=r"Page 1 of a\.pdf took longer than 0\.01 seconds"):
        paint(path, 1, sha256=digest(path), seconds=0.01)


def test_a_crash_of_the_child_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["one"]])
    monkeypatch.setattr(
        "ingest.sandbox.painting.command", lambda module: ["/bin/sh", "-c", "kill -11 $$"]
    )
    with pytest.raises(DocumentError, match=r"Page 1 of a\.pdf crashed"):
        paint(path, 1, sha256=digest(path))


def test_the_child_has_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RAGQA_API_KEY", "HF_TOKEN"):
        monkeypatch.setenv(name, "unspeakable")
    head = '{"error": ["env: %s", ""], "kind": "DocumentError"}'
    told = f"printf '{head}\\n' \"$RAGQA_API_KEY$HF_TOKEN\""
    monkeypatch.setattr("ingest.sandbox.painting.command", lambda module: ["/bin/sh", "-c", told])
    with pytest.raises(DocumentError) as refused:
        paint(tmp_path / "a.pdf", 1, sha256="")
    assert refused.value.en == "env: "

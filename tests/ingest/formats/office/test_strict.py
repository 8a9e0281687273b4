from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.loading.loaders import load
from tests.ingest import small_files


def strict(data: bytes) -> bytes:
    """An Office file as "Strict Open XML" has it."""
    parts: dict[str, str | bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            for what in (b"officeDocument", b"wordprocessingml", b"spreadsheetml", b"drawingml"):
                part = _moved(part, what)
            parts[name] = _moved(part, b"presentationml")
    return small_files.packed(parts)


def _moved(part: bytes, what: bytes) -> bytes:
    usual = b"http://schemas.openxmlformats.org/" + what + b"/2006/"
    return part.replace(usual, b"http://purl.oclc.org/ooxml/" + what + b"/")


@pytest.mark.parametrize(
    ("ending", "make"),
    [("docx", small_files.word), ("xlsx", small_files.book), ("pptx", small_files.deck)],
)
def test_strict_files_are_read_as_others(
    tmp_path: Path, ending: str, make: Callable[[], bytes]
) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(strict(make()))
    parsed = load(path)
    assert "words" in parsed.text
    assert not parsed.remarks

"""A text with few damaged characters is read, and how many there are is told."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from ingest.loaders import load
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


def test_what_is_damaged_all_over_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\n".join([LINE] + ["底。".encode()[:-1] + b"\n" + BROKEN] * 3))
    with pytest.raises(DocumentError, match="damaged at byte"):
        load(path)


def test_a_whole_text_has_no_such_remark(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(LINE)
    assert load(path).remarks == ()

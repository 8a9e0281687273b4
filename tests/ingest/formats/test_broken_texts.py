"""Texts that a program has cut by bytes, or a crash has left zeros in."""

from __future__ import annotations

import pytest

from ingest.formats.encodings import decode
from ragqa.errors import DocumentError

CUT = "日志：服务器已启动，端口 8080。\nServer started.\n".encode() * 3


@pytest.mark.parametrize("at", range(1, 4))
@pytest.mark.parametrize("character", ["é", "志", "\U0001f600"])
def test_utf8_that_was_cut_within_a_character_is_read(character: str, at: int) -> None:
    parts = character.encode()
    if at < len(parts):
        assert decode(parts[at:] + CUT + parts[:at]) == CUT.decode()


def test_a_character_that_is_broken_within_the_text_is_damage() -> None:
    with pytest.raises(DocumentError, match="damaged at byte"):
        decode(CUT + "志".encode()[:2] + b"\n" + CUT)


@pytest.mark.parametrize("zeros", [8, 4096])
def test_blocks_of_zeros_within_a_text_are_no_part_of_it(zeros: int) -> None:
    assert decode(CUT + bytes(zeros) + CUT) == (CUT + CUT).decode()


@pytest.mark.parametrize(
    "data",
    [bytes(4096), b"\x01\x02" + bytes(8) + CUT, CUT + bytes(8) + b"a\0b", bytes(9) + b"\xff"],
)
def test_other_zeros_are_those_of_binary_data(data: bytes) -> None:
    with pytest.raises(DocumentError, match="binary data"):
        decode(data)

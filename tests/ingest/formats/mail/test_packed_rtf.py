from __future__ import annotations

import struct

import pytest

from ingest.formats.mail.packed_rtf import unpacked

HELLO = (  # of Microsoft's description
    b"-\x00\x00\x00+\x00\x00\x00LZFu\xf1\xc5\xc7\xa7\x03\x00\n\x00rcpg125B2\n\xf3 hel\t\x00 bw\x05"
    b"\xb0ld}\n\x80\x0f\xa0"
)
TEXT = b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def packed(text: bytes) -> bytes:
    """Rich text in this form, though not any smaller."""
    body = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    return struct.pack("<IIII", len(body) + 12, len(text), 0x75465A4C, 0) + body


def test_the_example_of_the_description_is_unpacked() -> None:
    assert unpacked(HELLO) == TEXT


@pytest.mark.parametrize("length", [1, 8, 9, 10_000])
def test_what_is_not_made_smaller_is_as_it_was(length: int) -> None:
    text = bytes(range(1, 251)) * 40
    assert unpacked(packed(text[:length])) == text[:length]


def test_what_repeats_itself_runs_round_the_window() -> None:
    text = b"".join(b"\0%08d" % n for n in range(600))  # 4,800 letters, then what came 8 before
    again = (207 + 4_800 - 8) % 4096 << 4 | 6
    data = text + b"\x01" + again.to_bytes(2, "big")
    head = struct.pack("<IIII", 0, 4_808, 0x75465A4C, 0)
    assert unpacked(head + data)[-16:] == b"00000599" * 2


def test_rich_text_may_not_be_packed_at_all() -> None:
    assert unpacked(struct.pack("<IIII", 0, 3, 0x414C454D, 0) + b"abcd") == b"abc"


@pytest.mark.parametrize("data", [b"", b"abc", HELLO[:12] + b"....", b"\0" * 40])
def test_what_is_not_rich_text_is_nothing(data: bytes) -> None:
    assert unpacked(data) == b""


def test_what_is_cut_off_is_unpacked_as_far_as_it_goes() -> None:
    for end in range(16, len(HELLO)):
        assert TEXT.startswith(unpacked(HELLO[:end]))

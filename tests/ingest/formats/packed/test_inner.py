"""Files within files: what is said of those that cannot be read, and what their names cannot do."""

from __future__ import annotations

import errno
import gc
import gzip
import io
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.blocks import Blocks
from ingest.formats.packed import inner
from ingest.formats.packed.inner import Members, Reading
from ingest.loading import loaders
from ingest.loading.loaders import load
from ingest.parsed import Parsed, Remark
from ragqa.errors import DocumentError, FileUnavailableError
from tests.ingest.formats.mail.test_mail import attach, letter
from tests.ingest.formats.mail.test_mailbox import box
from tests.ingest.small_files import packed, tar


def read(path: Path, name: str, reading: Reading) -> Parsed:
    """Stands in for the loaders: the file's bytes as text; an empty one is an error."""
    text = path.read_text("utf-8")
    if not text:
        raise DocumentError(f"{name} is empty.", f"{name} 为空。")
    return Parsed(
        text, pages_without_text=(2, 3), pages_by_ocr=(1,), remarks=(Remark("odd.", "异常。"),)
    )


def members() -> Members:
    return Members(Blocks(), 1, Reading(read))


def test_what_is_missing_inside_is_told_of_the_outer_file() -> None:
    made = members()
    made.add("a\u202e.txt", io.BytesIO(b"words"))
    for n in range(7):
        made.add(f"{n}.txt", io.BytesIO(b""))
    parsed = made.parsed("T")
    assert (parsed.text, parsed.title) == ("# a\\u202e.txt\n\nwords", "T")
    assert [remark.en for remark in parsed.remarks] == [
        "7 of the files inside were not read: 0.txt is empty; 1.txt is empty; 2.txt is empty; "
        "3.txt is empty; 4.txt is empty; ….",
        "a\\u202e.txt: odd.",
        "a\\u202e.txt: 1 page was read by text recognition (OCR).",
        "a\\u202e.txt: 2 pages have no text.",
    ]
    assert all(remark.zh != remark.en for remark in parsed.remarks)


def test_of_many_files_with_something_to_tell_only_the_first_are_told() -> None:
    made = members()
    made.tell(Remark("It is odd.", "异常。"))
    for n in range(20):
        made.add(f"{n}.txt", io.BytesIO(b"words"))
    remarks = made.parsed().remarks
    assert remarks[0] == Remark("It is odd.", "异常。")
    assert len(remarks) == 12
    assert remarks[-1].en == "There are 50 more such remarks on the files inside."
    assert remarks[-1].zh == "另有 50 条关于其中文件的说明。"


def test_a_file_that_cannot_be_read_is_not_held() -> None:
    class Stream(io.BytesIO):
        pass

    made, stream = members(), Stream(b"")
    held = weakref.ref(stream)
    made.add("a.txt", stream)
    del stream
    gc.collect()
    assert held() is None


def test_one_reason_is_told_once_for_files_of_one_name() -> None:
    made = members()
    for _ in range(9):
        made.add("a.bin", io.BytesIO(b""))
    made.add("a.txt", io.BytesIO(b"words"))
    remark = made.parsed().remarks[0]
    assert remark.en == "9 of the files inside were not read: a.bin is empty."
    assert remark.zh == "其中 9 个文件未读取：a.bin 为空。"


def test_when_nothing_inside_could_be_read_that_is_the_error() -> None:
    made = members()
    made.leave_out(DocumentError("x is a link.", "x 是链接。"))
    with pytest.raises(DocumentError, match=r"^has nothing to read: 1 of .*: x is a link\.$"):
        made.parsed()


def test_an_outer_file_of_its_own_text_may_hold_nothing_readable() -> None:
    blocks = Blocks()
    blocks.text("body")
    made = Members(blocks, 2, Reading(read))
    made.add("a.txt", io.BytesIO(b""))
    assert made.parsed().text == "body"


@given(st.text(max_size=60))
def test_a_name_inside_is_never_a_path(name: str) -> None:
    seen: list[Path] = []

    def note(path: Path, shown: str, reading: Reading) -> Parsed:
        seen.append(path)
        return Parsed("x")

    Reading(note).inner(name, io.BytesIO(b"x"))
    assert seen[0].parent.parent == Path(tempfile.gettempdir())
    assert seen[0].stem == "inner"
    assert not seen[0].exists()


def test_the_number_of_files_is_bounded_over_all_depths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inner, "MAX_ENTRIES", 3)
    made = members()
    for n in range(5):
        made.add(f"{n}.txt", io.BytesIO(b"words"))
    parsed = made.parsed()
    assert parsed.text.count("words") == 3
    assert "2 of the files inside were not read: 3.txt holds more than" in parsed.remarks[0].en


TWO = {"a.txt": b"first", "b.txt": b"second"}


def mail() -> bytes:
    made = letter("Text.")
    attach(made, "a.txt", b"first")
    return bytes(made)


FILES: dict[str, Callable[[], bytes]] = {
    "a.zip": lambda: packed(TWO),
    "b.zip": lambda: packed({"a.txt": b"first", "in.zip": packed(TWO)}),
    "a.tar": lambda: tar(TWO),
    "a.txt.gz": lambda: gzip.compress(b"first"),
    "a.eml": mail,
    "a.mbox": lambda: box([mail().decode(), letter("Next.")]),
}


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("a.zip", 2),
        ("b.zip", 1),
        ("b.zip", 3),
        ("a.tar", 2),
        ("a.txt.gz", 1),
        ("a.eml", 1),
        ("a.mbox", 1),
    ],
)
def test_what_a_full_disk_leaves_unread_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, copy: int
) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    left, real = copy, shutil.copyfileobj

    def copied(source: IO[bytes], target: IO[bytes]) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(source, target)

    monkeypatch.setattr(shutil, "copyfileobj", copied)
    with pytest.raises(FileUnavailableError, match="No space left on device") as caught:
        load(path)
    assert "磁盘已满" in caught.value.zh


def test_a_file_inside_that_the_system_refuses_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path, _reading: Reading) -> Parsed:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setitem(loaders.SUFFIXES, ".log", refused)
    path = tmp_path / "a.zip"
    path.write_bytes(packed({"a.txt": b"first", "b.log": b"second"}))
    parsed = load(path)
    assert parsed.text == "# a.txt\n\nfirst"
    assert "b.log cannot be read: Invalid argument" in parsed.remarks[0].en

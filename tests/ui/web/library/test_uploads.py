from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.errors import IndexUnusableError
from ui.web.library.uploads import LONGEST_NAME, Offered, offered, shown_name, shown_path, store


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("三月（修订）.pdf", "三月（修订）.pdf"),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("../../etc/passwd", "etcpasswd"),
        ("..\\boot.ini", "boot.ini"),
        ("a\nb\x00c.txt", "abc.txt"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_a_shown_name_has_no_hidden_characters_and_no_way_out(given_name: str, shown: str) -> None:
    assert shown_name(given_name) == shown


def test_a_long_name_is_cut_between_characters_and_keeps_its_suffix() -> None:
    shown = shown_name("长" * 300 + ".pdf")
    assert shown == "长" * 65 + ".pdf"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_every_name_is_shown_within_bounds(name: str) -> None:
    shown = shown_name(name)
    assert 0 < len(shown.encode()) <= LONGEST_NAME
    assert not set("/\\\0\n\u202e") & set(shown)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("papers/2024/a.pdf", "papers/2024/a.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\\\docs\\..\\a.txt", "C:/docs/a.txt"),
        ("a/\u202e/./b.txt", "a/file/b.txt"),
        ("", "file"),
        ("/".join("abcdefghijklmnop") + "/x.txt", "f/g/h/i/j/k/l/m/n/o/p/x.txt"),
    ],
)
def test_a_shown_path_stays_within_its_folder(given_name: str, shown: str) -> None:
    assert shown_path(given_name) == shown


def test_only_files_that_the_server_received_are_taken(tmp_path: Path) -> None:
    received = {"ab12": tmp_path / "ab12"}
    claimed = ["ab12", "ab12", "/etc/passwd", "a\0b", "", 7, None, ["ab12"]]
    files = [{"name": "n.txt", "file": token, "size": 1} for token in claimed]
    found = offered({"files": files}, lambda token: received.pop(token, None))
    assert [file.path for file in found] == [tmp_path / "ab12", *[None] * (len(claimed) - 1)]


@pytest.mark.parametrize("data", [{}, {"files": None}, {"files": "x"}, {"files": [1, None, "x"]}])
def test_an_event_of_another_shape_offers_nothing(data: dict[str, object]) -> None:
    assert offered(data, lambda _: pytest.fail("nothing is asked for")) == []


def test_uploads_are_copied_under_random_names_with_known_suffixes_only(tmp_path: Path) -> None:
    files = [tmp_path / "Report.PDF", tmp_path / "run.sh"]
    for file in files:
        file.write_text(file.name)
    home = tmp_path / "uploads"
    given = [Offered(file.name, file, 1) for file in files]
    stored = store([*given, Offered("unsent.pdf", None, 1)], home, {".pdf"})
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert [name for _, name in stored] == ["Report.PDF", "run.sh"]
    assert [copy.suffix for copy, _ in stored] == [".pdf", ""]
    assert [copy.read_text() for copy, _ in stored] == ["Report.PDF", "run.sh"]
    assert all(copy.parent == home and len(bytes.fromhex(copy.stem)) == 16 for copy, _ in stored)


def test_the_copy_of_a_packed_file_still_says_what_is_in_it(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.touch()
    names = ["Log.TXT.gz", "v1.2.txt.gz", "a.txt.sh.gz", "a.gz.sh", "b.sh.gz"]
    stored = store([Offered(name, file, 1) for name in names], tmp_path / "u", {".gz", ".txt"})
    endings = ["".join(copy.suffixes) for copy, _ in stored]
    assert endings == [".txt.gz", ".txt.gz", ".gz", "", ".gz"]


@pytest.mark.parametrize("reason", [errno.EACCES, errno.ENOSPC, errno.EROFS])
def test_why_nothing_can_be_kept_is_told_and_no_copy_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    (tmp_path / "sent").write_text("text")
    files = [Offered(f"{n}.txt", tmp_path / "sent", 4) for n in range(2)]
    copy = shutil.copyfile

    def refuse(source: Path, target: Path) -> None:
        if any(target.parent.iterdir()):
            target.write_text("te")
            raise OSError(reason, os.strerror(reason), str(target))
        copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", refuse)
    with pytest.raises(IndexUnusableError, match=os.strerror(reason)) as error:
        store(files, tmp_path / "index" / "uploads", {".txt"})
    assert str(tmp_path / "index") in error.value.text("zh")
    assert os.strerror(reason) not in error.value.text("zh")
    assert list((tmp_path / "index" / "uploads").iterdir()) == []

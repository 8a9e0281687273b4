"""Walking a folder: what is found, what is left out, and how it is named."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.folder.files import (
    NO_DOCUMENTS,
    Found,
    LeftOut,
    discover,
    found_file,
    shown_name,
    stored_path,
)
from ragqa.errors import FolderError, SettingsError


def write(path: Path, text: str = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(folder: Path, ignore: Sequence[str] = ()) -> list[str]:
    return [entry.source for entry in discover(folder, ignore) if isinstance(entry, Found)]


def left_out(folder: Path) -> dict[str, LeftOut]:
    return {e.source: e for e in discover(folder) if isinstance(e, LeftOut)}


def test_files_are_found_in_order_with_size_and_time(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/deep/c.txt", "章节/一.txt"):
        write(tmp_path / name)
    entries = list(discover(tmp_path))
    assert [entry.source for entry in entries] == ["a.md", "b.txt", "sub/deep/c.txt", "章节/一.txt"]
    [first, *_] = entries
    assert isinstance(first, Found)
    status = (tmp_path / "a.md").stat()
    assert first == Found("a.md", tmp_path / "a.md", status.st_size, status.st_mtime_ns)


def test_hidden_files_locks_and_litter_are_passed_over_in_silence(tmp_path: Path) -> None:
    for name in (".git/a.txt", ".DS_Store", "~$a.docx", "__pycache__/a.txt", "Thumbs.db"):
        write(tmp_path / name)
    assert list(discover(tmp_path)) == []


def test_file_of_an_unknown_format_is_left_out_with_the_reason_but_has_not_failed(
    tmp_path: Path,
) -> None:
    write(tmp_path / "film.MKV")
    write(tmp_path / "passwd")
    write(tmp_path / "old.djvu")
    entries = left_out(tmp_path)
    assert not any(entry.failed for entry in entries.values())
    assert entries["film.MKV"].reason.en == "The format .mkv is not supported."
    assert entries["film.MKV"].reason.zh == "不支持 .mkv 格式。"
    assert entries["old.djvu"].reason.en.endswith("save it as PDF.")
    assert entries["passwd"].reason.en == "The file has no format suffix."


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([], ["a.txt", "b/a.txt", "b/c.md", "drafts/a.txt"]),
        (["*.md"], ["a.txt", "b/a.txt", "drafts/a.txt"]),
        (["drafts/"], ["a.txt", "b/a.txt", "b/c.md"]),
        (["/b/a.txt"], ["a.txt", "b/c.md", "drafts/a.txt"]),
        (["a.txt"], ["b/c.md"]),
        (["b/*", "!b/c.md"], ["a.txt", "b/c.md", "drafts/a.txt"]),
    ],
)
def test_ignore_patterns_mean_what_they_mean_in_gitignore(
    tmp_path: Path, patterns: list[str], expected: list[str]
) -> None:
    for name in ("a.txt", "b/a.txt", "b/c.md", "drafts/a.txt"):
        write(tmp_path / name)
    assert found(tmp_path, patterns) == expected


def test_pattern_that_cannot_be_understood_is_a_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ignore") as raised:
        found(tmp_path, ["!"])
    assert "ignore" in raised.value.zh


def test_excluded_folder_is_not_entered(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / "index" / "b.txt")
    entries = list(discover(tmp_path, exclude=[tmp_path / "sub" / ".." / "index"]))
    assert [entry.source for entry in entries] == ["a.txt"]


def test_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / ".store" / "b.txt")
    (tmp_path / "link.txt").symlink_to("a.txt")
    (tmp_path / "shelf").symlink_to(".store")
    assert found(tmp_path) == ["a.txt", "link.txt", "shelf/b.txt"]


def test_folder_that_several_links_lead_to_is_walked_once_under_its_own_name(
    tmp_path: Path,
) -> None:
    write(tmp_path / "real" / "a.txt")
    (tmp_path / "again").symlink_to("real")
    (tmp_path / "real" / "loop").symlink_to("..")
    (tmp_path / "real" / "self").symlink_to(".")
    assert found(tmp_path) == ["real/a.txt"]


def test_link_that_leads_outside_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "docs_evil" / "secret.txt")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "file.txt").symlink_to(tmp_path / "docs_evil" / "secret.txt")
    (tmp_path / "docs" / "folder").symlink_to(tmp_path / "docs_evil")
    entries = left_out(tmp_path / "docs")
    assert set(entries) == {"file.txt", "folder"}
    assert entries["folder"].reason.en == "The link leads outside the folder."
    assert found(tmp_path / "docs") == []


def test_broken_and_circular_links_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").symlink_to("nowhere.txt")
    (tmp_path / "circle.txt").symlink_to("circle.txt")
    entries = left_out(tmp_path)
    assert set(entries) == {"broken.txt", "circle.txt"}
    assert not any(entry.failed for entry in entries.values())


def test_pipe_is_left_out_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert left_out(tmp_path)["pipe.txt"].reason.en == "It is not a regular file."


def test_sub_folder_that_cannot_be_read_has_failed_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / "locked" / "b.txt")
    write(tmp_path / "z.txt")
    scandir = os.scandir

    # Permissions do not stop root, as whom tests may run.
    def refuse(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    entry = left_out(tmp_path)["locked/"]
    assert entry.failed
    assert "Permission denied" in entry.reason.en
    assert found(tmp_path) == ["a.txt", "z.txt"]


@pytest.mark.parametrize("name", ["missing", "file.txt", "nul\0name"])
def test_folder_that_cannot_be_walked_is_one_error_in_both_languages(
    tmp_path: Path, name: str
) -> None:
    write(tmp_path / "file.txt")
    with pytest.raises(FolderError) as raised:
        list(discover(tmp_path / name))
    assert raised.value.exit_code == 2
    assert "\0" not in raised.value.en
    assert raised.value.en != raised.value.zh


def test_a_folder_without_documents_is_passed_over_and_refused_where_it_is_asked_for(
    tmp_path: Path,
) -> None:
    write(tmp_path / "eval" / NO_DOCUMENTS)
    write(tmp_path / "eval" / "report.txt")
    write(tmp_path / "a.txt")
    assert found(tmp_path) == ["a.txt"]
    with pytest.raises(FolderError, match=f"delete {NO_DOCUMENTS}") as raised:
        list(discover(tmp_path / "eval"))
    assert f"请删除其中的 {NO_DOCUMENTS}" in raised.value.zh


def test_names_are_shown_in_one_unicode_form(tmp_path: Path) -> None:
    write(tmp_path / unicodedata.normalize("NFD", "café.txt"))
    [entry] = discover(tmp_path)
    assert entry.source == unicodedata.normalize("NFC", "café.txt")
    assert isinstance(entry, Found)
    assert entry.path.exists()


def test_two_files_whose_names_differ_only_in_form_are_both_found(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        write(tmp_path / unicodedata.normalize(form, "é.txt"), form)
    entries = [entry for entry in discover(tmp_path) if isinstance(entry, Found)]
    assert [entry.source for entry in entries] == ["e\\u0301.txt", "é.txt"]
    assert [entry.path.read_text() for entry in entries] == ["NFD", "NFC"]


def test_name_that_is_not_utf_8_is_shown_and_stored_escaped(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xc4\xe3.txt"
    os.close(os.open(raw, os.O_CREAT))
    [entry] = discover(tmp_path)
    assert entry.source == "\\xc4\\xe3.txt"
    assert isinstance(entry, Found)
    assert os.fsencode(entry.path) == raw
    assert stored_path(entry.path) == f"{tmp_path}/\\xc4\\xe3.txt"


def test_control_characters_and_turning_marks_are_shown_escaped() -> None:
    assert shown_name("a\nb\u202egpj.exe") == "a\\x0ab\\u202egpj.exe"


def test_single_file_keeps_the_name_it_is_given(tmp_path: Path) -> None:
    path = write(tmp_path / "8f2a.txt")
    entry = found_file(path, "../报告.txt")
    assert isinstance(entry, Found)
    assert (entry.source, entry.path) == ("../报告.txt", path)


def test_single_file_that_is_missing_or_of_an_unknown_format_is_left_out(tmp_path: Path) -> None:
    missing = found_file(tmp_path / "gone.txt", "gone.txt")
    assert isinstance(missing, LeftOut)
    assert missing.failed
    unknown = found_file(write(tmp_path / "a.mkv"), "a.mkv")
    assert isinstance(unknown, LeftOut)
    assert not unknown.failed


def test_links_that_lead_in_a_circle_are_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("b.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    for entry in discover(tmp_path):
        assert isinstance(entry, LeftOut)
        assert not entry.failed
        assert "circle" in entry.reason.en or "symbolic links" in entry.reason.en
        assert "RuntimeError" not in entry.reason.en + entry.reason.zh


def test_what_programs_put_beside_code_is_passed_over_in_silence(tmp_path: Path) -> None:
    for name in (
        *("src/main.py", "vendor/contract.txt", "env/notes.txt"),
        *("node_modules/a/a.js", "x.egg-info/SOURCES.txt", "dist/app.min.js", "package-lock.json"),
        *("venv/pyvenv.cfg", "venv/lib/a.py", "target/CACHEDIR.TAG", "target/debug/a.rs"),
    ):
        write(tmp_path / name)
    assert left_out(tmp_path) == {}
    assert found(tmp_path) == ["env/notes.txt", "src/main.py", "vendor/contract.txt"]

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.formats.packed import zipped
from ragqa.errors import DocumentError


def archive(folder: Path, **entries: bytes) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(DocumentError) as caught, zipped.opened(path):
        pass
    return caught.value.en


def test_an_ordinary_archive_opens(tmp_path: Path) -> None:
    with zipped.opened(archive(tmp_path, a=b"1")) as opened:
        assert zipped.read(opened, "a") == b"1"
        with pytest.raises(DocumentError, match=r"is damaged.*\(b\)"):
            zipped.read(opened, "b")


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "MAX_ENTRIES", 2)
    assert refusal(archive(tmp_path, a=b"", b=b"", c=b"")).startswith("holds more than 2 files")


def test_a_large_archive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "MAX_UNPACKED", 2**20)
    assert refusal(archive(tmp_path, a=bytes(2**20 + 1))).startswith("unpacks to more than 1 MB")


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    assert "200 times its size" in refusal(archive(tmp_path, a=bytes(33 * 2**20)))


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\..\\x"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    assert refusal(archive(tmp_path, **{name: b""})).startswith("holds names that lead out")


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert refusal(path).startswith("is damaged")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert refusal(path).startswith("is protected by a password")


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, a=b"12345")
    data = bytearray(path.read_bytes())
    central = data.rindex(b"PK\x01\x02")
    data[central + 8] |= 1
    path.write_bytes(data)
    assert refusal(path).startswith("is encrypted")


def test_a_damaged_entry_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, a=b"12345" * 50)
    data = bytearray(path.read_bytes())
    data[36] ^= 0xFF
    path.write_bytes(data)
    with zipped.opened(path) as opened, pytest.raises(DocumentError, match="is damaged"):
        zipped.read(opened, "a")


def test_xml_without_entities_is_read() -> None:
    assert zipped.xml("<!DOCTYPE a><a>中</a>".encode()).text == "中"


@pytest.mark.parametrize(
    "declared",
    [
        b'<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">',
        b'<!ENTITY b SYSTEM "file:///etc/passwd">',
        b'<!ENTITY % b SYSTEM "http://127.0.0.1/x"> %b;',
    ],
)
def test_xml_with_entities_is_refused(declared: bytes) -> None:
    with pytest.raises(DocumentError):
        zipped.xml(b"<!DOCTYPE a [" + declared + b"]><a>&b;</a>")


def test_broken_xml_is_refused() -> None:
    with pytest.raises(DocumentError, match="is damaged"):
        zipped.xml(b"<a><b></a>")


@pytest.mark.parametrize(("data", "kind"), [(b"%PDF-1.7\n", "PDF"), (b"\x89PNG\r\n", "PNG")])
def test_another_kind_of_file_is_named(tmp_path: Path, data: bytes, kind: str) -> None:
    (tmp_path / "a.docx").write_bytes(data * 20)
    with (
        pytest.raises(DocumentError, match=f"is not what its name says but {kind}; give it"),
        zipped.opened(tmp_path / "a.docx"),
    ):
        pass

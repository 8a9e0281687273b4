"""Zip archives: what is inside is read under its name, and what is meant to harm is not."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]
import pytest

from ingest.formats.packed import inner, zipped
from ingest.formats.packed.archive import load_zip
from ingest.formats.packed.inner import Reading
from ingest.loading.loaders import load
from ingest.parsed import Heading, Parsed
from ingest.sandbox.sandbox import Parser
from ragqa.errors import DocumentError
from tests.ingest.devset import DOCS
from tests.ingest.small_files import packed


def write(folder: Path, data: bytes) -> Path:
    path = folder / "a.zip"
    path.write_bytes(data)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        load(path)
    return caught.value.en


def test_each_member_is_a_section_under_its_name(tmp_path: Path) -> None:
    entries = {
        "文档/说明.md": "# 第一章\n\n正文".encode("gb18030"),
        "文档/": b"",
        "__MACOSX/._x": b"litter",
        ".git/config": b"hidden",
        "$RECYCLE.BIN/a.txt": b"litter",
        "node_modules/x/readme.md": b"litter",
        "b.csv": b"k,v\n1,2\n",
    }
    parsed = load(write(tmp_path, packed(entries)))
    assert parsed.text == (
        "# 文档/说明.md\n\n# 第一章\n\n正文\n\n# b.csv\n\n| k | v |\n| --- | --- |\n| 1 | 2 |"
    )
    assert [(h.level, h.title) for h in parsed.headings] == [
        (1, "文档/说明.md"),
        (2, "第一章"),
        (1, "b.csv"),
        (90, "rows 1-2"),
    ]
    assert parsed.remarks == ()


def test_a_document_that_is_called_an_archive_is_read_as_what_it_is(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("The keys are at gate 4.")
    document.save(str(tmp_path / "a.zip"))
    workbook = openpyxl.Workbook()
    workbook.create_sheet("Keys", 0).append(["gate", 4])
    workbook.save(tmp_path / "b.zip")
    assert load(tmp_path / "a.zip").text == "The keys are at gate 4."
    assert [heading.title for heading in load(tmp_path / "b.zip").headings][:1] == ["Keys"]


def test_the_pages_of_a_member_are_said_in_its_headings(tmp_path: Path) -> None:
    data = (DOCS / "tlmgr-intro-zh-cn.pdf").read_bytes()
    parsed = load(write(tmp_path, packed({"a/guide.pdf": data})))
    whole = load(DOCS / "tlmgr-intro-zh-cn.pdf")
    assert parsed.pages == ()
    offset = parsed.text.index(whole.text)
    for page in whole.pages:
        titles = [h.title for h in parsed.headings if h.start == offset + page.start]
        assert titles[-1].startswith(f"p. {page.number}")


def test_members_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    parsed = load(write(tmp_path, packed({"a.txt": b"fine", "b.exe": b"MZ", "c.pdf": b"no"})))
    assert parsed.headings == (Heading(0, 1, "a.txt"),)
    assert parsed.remarks[0].en.startswith("2 of the files inside were not read: b.exe is of no ki")
    assert "c.pdf is damaged" in parsed.remarks[0].en
    assert "c.pdf" in parsed.remarks[0].zh


def test_an_archive_of_nothing_readable_is_refused_with_the_reasons(tmp_path: Path) -> None:
    error = refusal(write(tmp_path, packed({"b.exe": b"MZ"})))
    assert error.startswith("a.zip has nothing to read: 1 of the files inside was not read: b.exe")


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_names_without_a_declared_encoding_are_recognised(tmp_path: Path, encoding: str) -> None:
    name = ("測試文件與說明.txt" if encoding == "big5" else "测试文件和说明.txt").encode(encoding)
    data = packed({"x" * len(name): b"words"}).replace(b"x" * len(name), name)
    assert load(write(tmp_path, data)).headings[0].title == name.decode(encoding)


@pytest.mark.parametrize("before", [b"", b"self-extracting"])
def test_a_name_that_is_not_the_utf_8_it_says_costs_nothing(tmp_path: Path, before: bytes) -> None:
    wrong = "说明文件.txt".encode("gb18030")
    data = packed({"文" * (len(wrong) // 3) + "a" * (len(wrong) % 3): b"odd", "好.txt": b"fine"})
    data = data.replace(("文" * (len(wrong) // 3) + "a" * (len(wrong) % 3)).encode(), wrong)
    path = write(tmp_path, before + data)
    parsed = load(path)
    assert parsed.text == "# 说明文件.txt\n\nodd\n\n# 好.txt\n\nfine"
    assert path.read_bytes() == before + data


def test_a_member_of_no_known_name_that_is_damaged_is_the_only_one_lost(tmp_path: Path) -> None:
    data = packed({"文文.txt": b"odd" * 30, "good.txt": b"fine"})
    data = data.replace("文文.txt".encode(), b"\xc3(\xc3(\xc3(.txt")
    begin = data.index(b".txt") + 4
    parsed = load(write(tmp_path, data[:begin] + b"\xff" + data[begin + 1 :]))
    assert parsed.text == "# good.txt\n\nfine"
    assert ".txt is damaged" in parsed.remarks[0].en


def test_a_member_that_is_packed_in_another_way_is_the_only_one_lost(tmp_path: Path) -> None:
    """As Windows packs what is large: by Deflate64."""
    data = bytearray(packed({"big.txt": b"odd", "good.txt": b"fine"}))
    for mark, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(mark) + method] = 9
    parsed = load(write(tmp_path, bytes(data)))
    assert parsed.text == "# good.txt\n\nfine"
    assert "big.txt is packed in a way that cannot be unpacked" in parsed.remarks[0].en


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", "fine")
    parsed = load(path)
    assert parsed.text == "# a.txt\n\nfine"
    assert "link.txt is a link and is not followed" in parsed.remarks[0].en


@pytest.mark.parametrize("name", ["../x.txt", "/etc/x.txt", "a/../../x.txt", "..\\x.txt"])
def test_only_what_has_a_name_that_leads_out_is_left_out_and_named(
    tmp_path: Path, name: str
) -> None:
    parsed = load(write(tmp_path, packed({name: b"words", "good.txt": b"fine"})))
    assert parsed.text == "# good.txt\n\nfine"
    assert f"{name} has a name that leads out" in parsed.remarks[0].en
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
    assert "leads out" in refusal(write(tmp_path, packed({name: b"words"})))


def test_a_name_with_a_nul_ends_there(tmp_path: Path) -> None:
    data = packed({"a.txtxexe": b"words"}).replace(b"a.txtxexe", b"a.txt\0exe")
    assert load(write(tmp_path, data)).headings[0].title == "a.txt"


def test_archives_in_archives_end_at_a_depth(tmp_path: Path) -> None:
    data = packed({"a.txt": b"innermost"})
    for _ in range(3):
        data = packed({"n.zip": data})
    assert "innermost" not in (error := refusal(write(tmp_path, data)))
    assert "is a file within more than 3 others" in error
    assert load(write(tmp_path, packed({"n.zip": packed({"a.txt": b"inner"})}))).text.endswith(
        "inner"
    )


def test_an_archive_that_holds_itself_ends(tmp_path: Path) -> None:
    # Each level holds ten of the level below: 10,000 files at the end of a small archive.
    data = packed({f"{n}.txt": b"leaf" for n in range(10)})
    for _ in range(2):
        data = packed({f"{n}.zip": data for n in range(10)})
    parsed = load(write(tmp_path, data))
    assert parsed.text.count("leaf") == 1000


def test_what_is_inside_of_all_levels_is_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inner, "MAX_UNPACKED", 100_000)
    middle = packed({"a.txt": b"word " * 12_000})
    parsed = load(write(tmp_path, packed({"1.zip": middle, "2.zip": middle})))
    assert parsed.text.count("word") == 12_000
    assert "2.zip has nothing to read" in parsed.remarks[0].en
    assert "unpacks to more than" in parsed.remarks[0].en


def overlapping(files: int, size: int) -> bytes:
    """An archive in which every entry names the same packed bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(b"a" * size) + packer.flush()
    crc = zlib.crc32(b"a" * size)
    sizes = struct.pack("<III", crc, len(data), size)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes
    body = local + struct.pack("<HH", 5, 0) + b"0.txt" + data
    directory = b""
    for n in range(files):
        name = b"%d.txt" % n
        directory += b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
        directory += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<HHHHIIH", 0, 0, files, files, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def test_entries_that_overlap_are_refused(tmp_path: Path) -> None:
    assert load(write(tmp_path, overlapping(1, 50))).text == "# 0.txt\n\n" + "a" * 50
    assert "entries that overlap" in refusal(write(tmp_path, overlapping(9, 50)))


def test_bombs_are_refused_in_the_child_too(tmp_path: Path) -> None:
    bombs = {
        "ratio.zip": packed({"a.txt": bytes(64 << 20)}),
        "many.zip": packed({f"{n}": b"" for n in range(zipped.MAX_ENTRIES + 1)}),
        "overlap.zip": overlapping(2000, 20_000),
        "nested.zip": packed({"in.zip": packed({"a.txt": bytes(64 << 20)})}),
    }
    for name, data in bombs.items():
        (tmp_path / name).write_bytes(data)
    with Parser(wall_seconds=60, memory_bytes=1 << 30) as parser:
        for path in sorted(tmp_path.iterdir()):
            outcome = parser.outcome(path)
            assert isinstance(outcome, DocumentError)
            assert outcome.en.startswith(f"{path.name} ")
            assert "for safety" in outcome.en


def test_an_office_document_that_was_unpacked_is_one_document(tmp_path: Path) -> None:
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document2.xml": b"<a/>",
        "_rels/.rels": b"<a/>",
    }
    seen: list[tuple[str, list[str]]] = []

    def note(path: Path, name: str, reading: Reading) -> Parsed:
        with zipfile.ZipFile(path) as document:
            seen.append((name, document.namelist()))
        return Parsed("text")

    made = packed({f"合同/旧/{name}": data for name, data in parts.items()})
    parsed = load_zip(write(tmp_path, made), Reading(note))
    assert parsed.text == "# 合同/旧.docx\n\ntext"
    assert seen == [("合同/旧.docx", list(parts))]


def test_files_of_no_known_kind_are_told_in_short(tmp_path: Path) -> None:
    files = {"a.txt": b"text", "b.rels": b"", "c.aux": b""}
    [remark] = load(write(tmp_path, packed(files))).remarks
    assert remark.en == (
        "2 of the files inside were not read: b.rels is of no kind that can be read; "
        "c.aux is of no kind that can be read."
    )
    assert remark.zh == "其中 2 个文件未读取：b.rels 不是可读取的格式；c.aux 不是可读取的格式。"

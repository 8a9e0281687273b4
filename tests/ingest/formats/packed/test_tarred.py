"""Tar archives and packed files: as zip archives are, and what is meant to harm is not read."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.formats.packed import inner, tarred, zipped
from ingest.loading.loaders import load
from ingest.parsed import Parsed
from ingest.sandbox.sandbox import Parser
from ragqa.errors import DocumentError
from tests.ingest.devset import DOCS
from tests.ingest.small_files import tar

Pack = Callable[[bytes], bytes]
PACKERS: dict[str, Pack] = {
    "a.tar": bytes,
    "a.tar.gz": gzip.compress,
    "a.TGZ": gzip.compress,
    "a.tar.bz2": bz2.compress,
    "a.tbz2": bz2.compress,
    "a.tar.xz": lzma.compress,
    "a.txz": lzma.compress,
}


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def read(folder: Path, data: bytes, name: str = "a.tar") -> Parsed:
    (folder / name).write_bytes(data)
    return load(folder / name)


def refusal(folder: Path, data: bytes, name: str = "a.tar") -> str:
    with pytest.raises(DocumentError) as caught:
        read(folder, data, name)
    assert caught.value.zh.startswith(name)
    return caught.value.en


@pytest.mark.parametrize("name", PACKERS)
def test_each_member_is_a_section_under_its_name(tmp_path: Path, name: str) -> None:
    files = {
        "./文档/说明.md": "# 第一章\n\n正文".encode("gb18030"),
        "./._说明.md": b"litter",
        "__MACOSX/x.txt": b"litter",
        "b.csv": b"k,v\n1,2\n",
        "block.txt": b"x" * 512,
        "b.exe": b"MZ",
    }
    data = PACKERS[name](tar(files, special("文档", tarfile.DIRTYPE)))
    parsed = read(tmp_path, data, name)
    assert parsed.text == (
        "# 文档/说明.md\n\n# 第一章\n\n正文\n\n# b.csv\n\n| k | v |\n| --- | --- |\n| 1 | 2 |"
        f"\n\n# block.txt\n\n{'x' * 512}"
    )
    assert parsed.parts == (parsed.text.index("# b.csv"), parsed.text.index("# block.txt"))
    assert [remark.en[:59] for remark in parsed.remarks] == [
        "1 of the files inside was not read: b.exe is of no kind tha"
    ]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_long_name_is_whole_in_each_form(tmp_path: Path, form: int) -> None:
    name = f"{'d' * 90}/{'文' * 30}.txt"
    assert read(tmp_path, tar({name: b"words"}, form=form)).headings[0].title == name


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8"])
def test_names_in_another_encoding_are_recognised(tmp_path: Path, encoding: str) -> None:
    name = "測試文件與說明.txt" if encoding == "big5" else "测试文件和说明.txt"
    out = io.BytesIO()
    with tarfile.open(
        fileobj=out, mode="w", format=tarfile.GNU_FORMAT, encoding=encoding
    ) as archive:
        archive.addfile(tarfile.TarInfo("empty.txt"))
        info = tarfile.TarInfo(name)
        info.size = 5
        archive.addfile(info, io.BytesIO(b"words"))
    assert read(tmp_path, out.getvalue()).text == f"# {name}\n\nwords"


def test_links_and_devices_are_neither_followed_nor_opened(tmp_path: Path) -> None:
    data = tar(
        {"a.txt": b"fine"},
        special("soft.txt", tarfile.SYMTYPE, "/etc/passwd"),
        special("hard.txt", tarfile.LNKTYPE, "../../etc/passwd"),
        special("pipe.txt", tarfile.FIFOTYPE),
        special("disk.txt", tarfile.BLKTYPE),
    )
    parsed = read(tmp_path, data)
    assert parsed.text == "# a.txt\n\nfine"
    assert parsed.remarks[0].en == (
        "4 of the files inside were not read: soft.txt is a link and is not followed; hard.txt is "
        "a link and is not followed; pipe.txt is not a file; disk.txt is not a file."
    )


@pytest.mark.parametrize("name", ["../x.txt", "/etc/x.txt", "a/../../x.txt", "..\\x.txt"])
def test_what_has_a_name_that_leads_out_is_left_out_and_named(tmp_path: Path, name: str) -> None:
    parsed = read(tmp_path, tar({name: b"words", "good.txt": b"fine"}))
    assert parsed.text == "# good.txt\n\nfine"
    assert f"{name} has a name that leads out" in parsed.remarks[0].en
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar"]


@pytest.mark.parametrize("name", PACKERS)
def test_what_comes_before_the_damage_is_read(tmp_path: Path, name: str) -> None:
    noise = hashlib.shake_128().digest(2_000_000)  # more than a block of bzip2
    files = {"a.txt": b"first", "noise.exe": noise, "z.txt": b"last"}
    data = PACKERS[name](tar(files))
    parsed = read(tmp_path, data[: 3 * len(data) // 4], name)
    assert parsed.text == "# a.txt\n\nfirst"
    assert "noise.exe is damaged" in parsed.remarks[0].en
    assert "what follows in it was not read" in parsed.remarks[1].en
    assert "其后的内容未读取" in parsed.remarks[1].zh


def test_a_damaged_header_is_not_taken_for_the_end(tmp_path: Path) -> None:
    data = bytearray(tar({"a.txt": b"first", "b.txt": b"second", "c.txt": b"third"}))
    data[data.index(b"b.txt")] ^= 1
    parsed = read(tmp_path, bytes(data))
    assert parsed.text == "# a.txt\n\nfirst"
    assert "what follows in it was not read" in parsed.remarks[0].en
    whole = tar({"a.txt": b"first"}).rstrip(b"\0")
    assert read(tmp_path, whole + bytes(-len(whole) % 512)).remarks == ()  # without end marks


@pytest.mark.parametrize("name", [*PACKERS, "a.gz", "a.bz2", "a.xz"])
@pytest.mark.parametrize(
    "data", [b"just text, long enough for a head" * 30, b"\x1f\x8b\x08rubbish"]
)
def test_what_is_no_archive_is_told_so(tmp_path: Path, name: str, data: bytes) -> None:
    assert refusal(tmp_path, data, name).startswith(f"{name} is damaged")


def test_a_tar_archive_is_known_by_what_it_holds(tmp_path: Path) -> None:
    data = tar({"a.txt": b"fine"})
    assert read(tmp_path, gzip.compress(data), "upload.gz").text == "# a.txt\n\nfine"
    assert read(tmp_path, data, "unpacked-by-a-browser.tar.gz").text == "# a.txt\n\nfine"
    assert read(tmp_path, lzma.compress(data), "misnamed.tgz").text == "# a.txt\n\nfine"


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("xz", lzma.compress)])
def test_a_packed_file_is_read_as_it_would_be_unpacked(
    tmp_path: Path, ending: str, pack: Pack
) -> None:
    whole = load(DOCS / "tlmgr-intro-zh-cn.pdf")
    data = pack((DOCS / "tlmgr-intro-zh-cn.pdf").read_bytes())
    made = read(tmp_path, data, f"guide.pdf.{ending}")
    assert made == replace(whole, kinds=("archive", "pdf"))
    inside = tar({f"log.txt.{ending}": pack(b"a line of a log")})
    assert read(tmp_path, inside).text == f"# log.txt.{ending}\n\na line of a log"


def test_why_the_file_in_a_packed_one_cannot_be_read_is_told(tmp_path: Path) -> None:
    error = refusal(tmp_path, gzip.compress(b"MZ"), "run.exe.gz")
    assert error.startswith(
        "run.exe.gz holds a file that cannot be read: run.exe is of no kind that can be read"
    )
    cut = gzip.compress(bytes(range(256)) * 300)
    assert refusal(tmp_path, cut[: len(cut) // 2], "a.txt.gz").startswith("a.txt.gz is damaged")


def test_archives_in_archives_end_at_a_depth(tmp_path: Path) -> None:
    data = tar({"a.txt": b"innermost"})
    for _ in range(3):
        data = gzip.compress(tar({"n.tar.gz": data}))
    error = refusal(tmp_path, data, "a.tgz")
    assert "innermost" not in error
    assert "is a file within more than 3 others" in error


def test_what_is_inside_of_all_levels_is_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inner, "MAX_UNPACKED", 150_000)
    middle = tar({"a.txt": b"word " * 12_000})
    parsed = read(tmp_path, tar({"1.tar": middle, "2.tar": middle}))
    assert parsed.text.count("word") == 12_000
    assert "2.tar unpacks to more than" in parsed.remarks[0].en


def sparse(size: int) -> bytes:
    """A file of nothing but a hole, as GNU tar writes it."""
    info = special("hole.txt", tarfile.GNUTYPE_SPARSE)
    head = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    head[483:495] = b"%011o\0" % size
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + bytes(1024)


def backwards() -> bytes:
    """An entry of negative size, after which some readers come to the same one again."""
    head = bytearray(special("a.txt", tarfile.REGTYPE).tobuf(tarfile.GNU_FORMAT))
    head[124:136] = (-1024).to_bytes(12, "big", signed=True)
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) * 4 + bytes(1024)


def test_bombs_are_refused_in_the_child_too(tmp_path: Path) -> None:
    zeros = tar({"a.txt": bytes(64 << 20)})
    header = special("././@LongLink", tarfile.GNUTYPE_LONGNAME)
    header.size = 64 << 20
    name = header.tobuf(tarfile.GNU_FORMAT) + b"n" * header.size
    bombs = {
        "ratio.tgz": gzip.compress(zeros),
        "ratio.txz": lzma.compress(zeros),
        "one.txt.gz": gzip.compress(bytes(64 << 20)),
        "name.tgz": gzip.compress(name),
        "many.tar": tar({f"{n}.txt": b"" for n in range(zipped.MAX_ENTRIES + 1)}),
        "hole.tar": sparse(1 << 40),
        "nested.tar": tar({"in.tgz": gzip.compress(zeros)}),
    }
    for file, data in bombs.items():
        (tmp_path / file).write_bytes(data)
    with Parser(wall_seconds=60, memory_bytes=1 << 30) as parser:
        for path in sorted(tmp_path.iterdir()):
            outcome = parser.outcome(path)
            assert isinstance(outcome, DocumentError), path
            assert outcome.en.startswith(f"{path.name} ")
            assert "for safety" in outcome.en


def test_an_archive_that_leads_back_into_itself_ends(tmp_path: Path) -> None:
    assert refusal(tmp_path, backwards()).startswith("a.tar ")


@pytest.mark.parametrize(
    "kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK]
)
def test_a_head_without_end_is_not_read_to_its_end(kind: bytes) -> None:
    head = special("head", kind)
    head.size = 10_000_000  # it would be held in memory, several times over
    data = head.tobuf(tarfile.GNU_FORMAT) + bytes(head.size)
    stream = io.BytesIO(data)
    with pytest.raises(DocumentError, match="for safety"):
        list(tarred.entries(tarred.Unpacked(stream, len(data))))
    assert stream.tell() < 100_000


def test_only_the_bytes_that_are_allowed_are_read() -> None:
    stream = tarred.Unpacked(io.BytesIO(b"x" * 100), most=99)
    with pytest.raises(DocumentError, match="for safety"):
        stream.read()

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.office import legacy
from ingest.loading import loaders
from ingest.loading.loaders import SUFFIXES, load, supported
from ingest.names import shown
from ingest.parsed import Parsed, Remark
from ingest.unsupported import INSTEAD, READABLE
from ragqa.errors import DocumentError
from ragqa.sources import SLIDES
from tests.ingest.devset import PASSWORDS, ROBUST

SCAN = "has no readable text on any page ({} in all); if it is a scan"
DAMAGED = "is damaged, or is not a PDF"

READ = {
    "other/UDHR_first_article_all.txt": "Universal Declaration of Human Right",
    "other/chi_sim_image.jpeg": "迅速激发细胞活",
    "other/codeblock.md": "## HTML Example",
    "other/docx-hdrftr.docx": "Main document",
    "other/docx-tables.docx": "Simple uniform table",
    "other/example-10k-1p.html": "Galaxy Gaming, Inc.",
    "other/example-steelJIS-datasheet-utf-16.html": "Chemical composition 成分 % of grade SNB22-3",
    "other/fake-doc.rtf": "| Row 1, Cell 1 | Row 1, Cell 2 |",
    "other/fake-email-malformed-encoding.eml": "Roses are red",
    "other/fake-email.eml": "Roses are red",
    "other/fake-html-cp1252.html": "Die schöne Frau hat einen Kaffee",
    "other/fake-power-point-malformed.pptx": "Problem Date Placeholder",
    "other/fake-power-point.pptx": "- Find the bullet slide layout",
    "other/fake-text-utf-16-be.txt": "This is a test document",
    "other/fake-text-utf-16-le.txt": "This is a test document",
    "other/fake-text-utf-16.txt": "This is a test document",
    "other/fake-text-utf-32.txt": "This is a test document",
    "other/ideas-page.html": "The way to get new ideas is to notice anomalies",
    "other/norwich-city.txt": "Iwan Roberts",
    "other/simple.odt": "These are a few of my favorite things",
    "other/stanley-cups-utf-16.csv": "| Blues | STL | 1 |",
    "other/stanley-cups.xlsx": "| Maple Leafs | TOR | 13 |",
    "other/umlauts-non-utf8.md": "können\n\näöüß",
    "other/winter-sports.epub": "WINTER SPORTS IN SWITZERLAND",
    "pdf/Pages-tree-refs.pdf": "Testcase: ’Pages loop’",
    "pdf/XiaoBiaoSong.pdf": "关于红军作战的原则",
    "pdf/bomb_giant.pdf": "GIANT JBIG2 BOMB",
    "pdf/copy-protected.pdf": "LayoutParser: A Unified Toolkit for Deep",
    "pdf/issue15893_reduced.pdf": "Issue 15893 - password",
    "pdf/issue16538.pdf": "マーケットモデルは 2 次元で説明する",
    "pdf/issue19800.pdf": "Hello world Hello world",
    "pdf/issue6010_1.pdf": "Issue 6010",
    "pdf/korean-text-with-tables.pdf": "| 주유 | 모든 주유소 |",
    "pdf/libreoffice-writer-password.pdf": "Lorem ipsum dolor sit amet",
    "pdf/multi-column-2p.pdf": "Dense Passage Retrieval for Open-Domain Question Answering",
    "pdf/multicolumn.pdf": "Two-Column Document with Lorem Ipsum",
    "pdf/password.pdf": "File with password",
    "pdf/loremipsum-flat.pdf": "sollicitudin molestie consequat. Morbi efficitur",
    "pdf/single_table.pdf": "Base 256 32,051  400.64 (242.04)  N/A",
    "pdf/two_pages.pdf": "Firefox",
    "pdf/vertical.pdf": "あいうえお\n日本語",
    "pdf/with-attachment.pdf": "- image.png",
}
REFUSED = {
    "other/empty.txt": "contains no text.",
    "other/fake-text-all-whitespace.txt": "contains no text.",
    "other/password_protected.xlsx": "is protected by a password or in an old Office format",
    # what becomes of it where LibreOffice is: test_legacy
    "other/simple.doc": "is in an old format; install LibreOffice (soffice), or save it as docx.",
    "pdf/REDHAT-1531897-0.pdf": DAMAGED,
    "pdf/bug1020226.pdf": DAMAGED,
    "pdf/empty.pdf": SCAN.format(1),
    "pdf/imagemagick-CCITTFaxDecode.pdf": SCAN.format(1),
    "pdf/issue13372.pdf": SCAN.format(1),
    "pdf/issue9105_other.pdf": DAMAGED,
    "pdf/poppler-742-0-fuzzed.pdf": DAMAGED,
    "pdf/poppler-937-0-fuzzed.pdf": DAMAGED,
}
ENCRYPTED = (
    "pdf/issue15893_reduced.pdf",
    "pdf/issue6010_1.pdf",
    "pdf/libreoffice-writer-password.pdf",
    "pdf/password.pdf",
)


@pytest.fixture(autouse=True)
def no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same outcomes on every machine."""
    monkeypatch.setattr(legacy, "_program", lambda: None)


def refusal(path: Path) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        load(path)
    return caught.value


def test_every_robust_file_has_an_expected_outcome() -> None:
    files = {path.relative_to(ROBUST).as_posix() for path in ROBUST.rglob("*") if path.is_file()}
    assert files == READ.keys() | REFUSED.keys()


@pytest.mark.parametrize(("name", "fragment"), READ.items())
def test_a_robust_file_is_read(name: str, fragment: str) -> None:
    parsed = load(ROBUST / name, passwords=PASSWORDS)
    assert fragment in parsed.text
    assert "\ufffd" not in parsed.text
    offsets = [heading.start for heading in parsed.headings]
    assert offsets == sorted(offsets)
    assert all(start < len(parsed.text) for start in offsets)


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_a_robust_file_is_refused_with_its_name_and_the_reason(name: str, reason: str) -> None:
    error = refusal(ROBUST / name)
    assert error.en.startswith(f"{Path(name).name} {reason}")
    assert error.zh.startswith(Path(name).name)
    assert error.zh != error.en


@pytest.mark.parametrize("name", ENCRYPTED)
def test_without_its_password_an_encrypted_file_is_refused(name: str) -> None:
    assert refusal(ROBUST / name).en.endswith("is encrypted; add its password to pdf_passwords.")


def test_the_ending_decides_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "A.TXT").write_text("text")
    assert load(tmp_path / "A.TXT").text == "text"
    assert supported(Path("x.PDF"))
    assert not supported(Path("x.exe"))
    assert not supported(Path("pdf"))
    assert supported(Path("docs/README"))
    assert not supported(Path("license.xyz"))
    assert SUFFIXES.keys().isdisjoint(INSTEAD)


def test_what_has_no_ending_by_custom_is_read_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("Permission is granted.")
    assert load(tmp_path / "LICENSE").text == "Permission is granted."
    (tmp_path / "Makefile").write_text("all:\n\tmake it\n")
    parsed = load(tmp_path / "Makefile")
    assert (parsed.text, parsed.title) == ("all:\n\tmake it\n", "Makefile")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("docs/README", "Read me.")
    assert load(tmp_path / "a.zip").text == "# docs/README\n\nRead me."
    assert refusal(tmp_path / "passwd").en.startswith("passwd ")


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_names_every_ending(name: str) -> None:
    readme = (Path(__file__).parents[3] / name).read_text("utf-8")
    block = readme.split("<!-- formats -->")[1].split("<!-- /formats -->")[0]
    rows = [line.split("|")[2] for line in block.split("\n") if line.startswith("| ")][2:]
    named = [f".{ending}" for row in rows for ending in row.split()]
    assert sorted(named) == sorted(SUFFIXES)
    assert all(f".{ending}" in SUFFIXES for ending in READABLE.split(", "))


def test_what_is_read_as_a_presentation_has_slides() -> None:
    readers = {id(SUFFIXES[suffix]) for suffix in (".pptx", ".ppt", ".odp")}
    assert {suffix for suffix, load in SUFFIXES.items() if id(load) in readers} == SLIDES


def test_a_file_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.exe").en.startswith("a.exe is of no kind that can be read (pdf,")


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_a_missing_file_is_an_error_of_that_file(tmp_path: Path, suffix: str) -> None:
    error = refusal(tmp_path / f"gone{suffix}")
    assert error.en.startswith(f"gone{suffix} ")


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
@pytest.mark.parametrize("data", [b"\x00\xff" * 50, b"PK\x03\x04" + b"x" * 50, b"<a>\xff\xfe%PDF"])
def test_rubbish_is_an_error_of_that_file(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    try:
        parsed = load(path)
    except DocumentError as error:
        assert error.en.startswith(f"a{suffix} ")  # noqa: PT017 - either outcome is right
    else:
        assert parsed.text.strip()


def test_what_a_library_raises_becomes_a_document_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, passwords: object) -> Parsed:
        raise KeyError("xref\x1b[31m\u202e")

    monkeypatch.setitem(loaders.SUFFIXES, ".txt", broken)
    error = refusal(tmp_path / "a.txt")
    assert error.en == (
        "a.txt could not be read and may be damaged (KeyError: 'xref\\x1b[31m\\u202e'); "
        "save or export it again."
    )


def test_a_file_without_text_says_what_was_lost_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, passwords: object) -> Parsed:
        return Parsed("", remarks=(Remark("Its page is damaged.", "其中一页已损坏。"),))

    monkeypatch.setitem(loaders.SUFFIXES, ".txt", broken)
    error = refusal(tmp_path / "a.txt")
    assert error.en == "a.txt contains no text. Its page is damaged."
    assert error.zh == "a.txt 没有文字。其中一页已损坏。"


def test_a_name_is_shown_without_what_could_fool_a_terminal(tmp_path: Path) -> None:
    assert refusal(tmp_path / "evil\x1b[2J\u202efdp.exe").en.startswith(
        "evil\\x1b[2J\\u202efdp.exe is of no kind"
    )
    assert shown("中文 文件 (1).pdf") == "中文 文件 (1).pdf"


@given(st.text())
def test_a_shown_name_has_only_printable_characters_and_is_utf8(name: str) -> None:
    shown(name).encode()
    assert not any(char < " " or char in "\u202e\u2028" for char in shown(name))


def test_lone_surrogates_do_not_get_through(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"a": "x\ud83dy\U0001f600"}))
    assert load(path).text == '{\n "a": "x?y\U0001f600"\n}'


def test_lone_surrogates_do_not_get_through_in_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    cell = {"cell_type": "markdown", "source": "# A\ud83d\n\nb"}
    path.write_text(json.dumps({"cells": [cell], "nbformat": 4}))
    assert [heading.title for heading in load(path).headings] == ["A?"]


def test_json_that_is_nested_too_deeply_is_an_error_of_that_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[" * 200_000)
    assert refusal(path).en.startswith("a.json ")

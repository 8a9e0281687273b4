"""Old Office files, which LibreOffice makes new; here a program stands in for it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]
import pytest

from ingest.formats.encodings import OLE
from ingest.formats.office import legacy
from ingest.loading.loaders import load
from ingest.sandbox.sandbox import Parser
from ragqa.errors import DocumentError
from tests.ingest.devset import ROBUST

OLD = ROBUST / "other" / "simple.doc"
REAL = shutil.which("soffice")


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ``soffice`` alone on the path; write a script into it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(legacy, "_MAC", "/nowhere")
    program = folder / "soffice"
    program.touch(0o755)
    return program


def script(program: Path, body: str) -> None:
    program.write_text(f"#!{sys.executable}\nimport os, sys, time\n{body}\n")


def refusal(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        load(path)
    assert caught.value.zh != caught.value.en
    return caught.value.en


def test_without_libreoffice_the_message_says_what_to_do(stand_in: Path) -> None:
    stand_in.unlink()
    assert refusal(OLD) == (
        "simple.doc is in an old format; install LibreOffice (soffice), or save it as docx."
    )


def test_what_libreoffice_makes_is_read(stand_in: Path, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("旧文档")
    document.save(str(tmp_path / "made.docx"))
    script(
        stand_in,
        "import shutil\n"
        "out = sys.argv[sys.argv.index('--outdir') + 1]\n"
        "if not os.path.exists('again'):\n"
        "    open('again', 'w').close()\n"
        "    sys.exit(81)\n"
        f"os.mkdir(out); shutil.copy({str(tmp_path / 'made.docx')!r}, out + '/in.docx')\n"
        "profile = sys.argv[1].split('file://')[1] + '/user/registrymodifications.xcu'\n"
        "assert 'DisableMacrosExecution' in open(profile).read()\n"
        "assert os.path.basename(sys.argv[-1]) == 'in.doc'",
    )
    path = tmp_path / "--headless; x.doc"
    shutil.copy(OLD, path)
    assert load(path).text == "旧文档"
    assert {entry.name for entry in tmp_path.iterdir()} == {"bin", "made.docx", path.name}


@pytest.mark.parametrize("body", ["sys.exit(1)", "pass", "os.kill(os.getpid(), 9)"])
def test_a_failed_conversion_is_told(stand_in: Path, body: str) -> None:
    script(stand_in, body)
    assert "could not be converted by LibreOffice" in refusal(OLD)


def test_a_conversion_without_end_is_ended(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "SECONDS", 1)
    script(stand_in, "time.sleep(600)")
    assert "took LibreOffice longer than 1 seconds" in refusal(OLD)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is of Linux")
def test_libreoffice_dies_with_the_child_that_started_it(stand_in: Path, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    script(stand_in, f"open({str(mark)!r}, 'w').write(f'{{os.getpid()}}\\n')\ntime.sleep(600)")
    load = "from ingest.loading.loaders import load; from pathlib import Path"
    source = f"{load}; load(Path({str(OLD)!r}))"
    child = subprocess.Popen([sys.executable, "-c", source], env={**os.environ, "PYTHONPATH": "."})
    while not (mark.exists() and mark.read_text().endswith("\n")):
        assert child.poll() is None
        time.sleep(0.05)
    started = int(mark.read_text())
    child.kill()
    child.wait()
    while Path(f"/proc/{started}/cmdline").exists():  # until init has taken it
        if Path(f"/proc/{started}/stat").read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        with pytest.raises(ProcessLookupError):
            os.kill(started, signal.SIG_DFL)


def may_unshare() -> bool:
    return shutil.which("unshare") is not None and any(
        subprocess.run(["unshare", flags, "true"], capture_output=True).returncode == 0
        for flags in ("-n", "-rn")
    )


@pytest.mark.skipif(not may_unshare(), reason="the system lets no process leave the network")
def test_libreoffice_has_no_network(stand_in: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script(stand_in, f"open({str(seen)!r}, 'w').write(open('/proc/net/dev').read())")
    refusal(OLD)
    interfaces = [line.split(":")[0].strip() for line in seen.read_text().splitlines()[2:]]
    assert interfaces in ([], ["lo"])


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.ppt"])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html><img src='http://example.com/'></html>", "contains no text"),
        (b"neither an old file nor a page", "is damaged, or is not an Office file"),
    ],
)
def test_what_is_no_office_file_never_reaches_libreoffice(
    stand_in: Path, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    script(stand_in, f"open({str(tmp_path / 'reached')!r}, 'w')")
    (tmp_path / name).write_bytes(data)
    assert said in refusal(tmp_path / name)
    assert not (tmp_path / "reached").exists()


def test_a_new_file_under_an_old_name_needs_no_libreoffice(stand_in: Path, tmp_path: Path) -> None:
    stand_in.unlink()
    shutil.copy(ROBUST / "other" / "stanley-cups.xlsx", tmp_path / "a.xls")
    assert "| Blues | STL | 1 |" in load(tmp_path / "a.xls").text


# `make test` installs it where it can; on a machine of CI it must be there.
with_libreoffice = pytest.mark.skipif(
    REAL is None and "CI" not in os.environ, reason="LibreOffice is not installed"
)


@with_libreoffice
def test_the_real_libreoffice_reads_an_old_document() -> None:
    assert load(OLD).text.startswith("# These are a few of my favorite things:")


@with_libreoffice
@pytest.mark.parametrize(
    ("new", "old", "of_wps", "words"),
    [
        ("docx-tables.docx", "doc", "wps", "Simple uniform table"),
        ("stanley-cups.xlsx", "xls", "et", "| Blues | STL | 1 |"),
        ("fake-power-point.pptx", "ppt", "dps", "Adding a Bullet Slide"),
    ],
)
def test_the_real_libreoffice_reads_old_files_of_its_own_making(
    tmp_path: Path, new: str, old: str, of_wps: str, words: str
) -> None:
    made = converted(ROBUST / "other" / new, old, tmp_path)
    with Parser() as parser:  # in the real child, with its limits
        assert words in parser.parse(made).text
        assert words in parser.parse(made.rename(tmp_path / f"a.{of_wps}")).text


@with_libreoffice
def test_a_merged_cell_of_a_real_opendocument_sheet_is_told_in_each_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("省", "市"), ("甲省", "乙市"), (None, "丙市"), ("丁省", "戊市")):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    text = load(converted(tmp_path / "a.xlsx", "ods", tmp_path)).text
    assert text.endswith("| 甲省 | 乙市 |\n| 甲省 | 丙市 |\n| 丁省 | 戊市 |")


@with_libreoffice
def test_a_table_of_words_in_a_pdf_of_libreoffice_is_one(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Words before.")
    table = document.add_table(3, 2)
    cells = ("Tool", "Language", "debuild", "Perl", "sbuild", "Perl, too")
    for cell, text in zip(table._cells, cells, strict=True):
        cell.text = text
    document.add_paragraph("Words after.")
    document.save(str(tmp_path / "a.docx"))
    options = ':writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    text = load(converted(tmp_path / "a.docx", "pdf", tmp_path, options)).text
    assert text == (
        "Words before.\n\n| Tool | Language |\n| --- | --- |\n| debuild | Perl |\n"
        "| sbuild | Perl, too |\n\nWords after."
    )


def converted(path: Path, to: str, folder: Path, options: str = "") -> Path:
    """What the real LibreOffice makes of a file."""
    assert REAL is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [REAL, profile, "--headless", "--convert-to", f"{to}{options}"]
    command += ["--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return folder / path.with_suffix(f".{to}").name


@with_libreoffice
def test_the_real_libreoffice_refuses_rubbish(tmp_path: Path) -> None:
    (tmp_path / "a.ppt").write_bytes(OLE + bytes(2000))
    assert "could not be converted" in refusal(tmp_path / "a.ppt")


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.doc", b"\xef\xbb\xbf \n<HTML><body><p>page</p></body></HTML>", "page"),
        ("a.doc", rb"{\rtf1\ansi rich text}", "rich text"),
        (
            "a.doc",
            b"MIME-Version: 1.0\nContent-Type: text/html\n\n<html><p>archive</p></html>",
            "archive",
        ),
        (
            "a.xls",
            "<table><tr><td>k</td><td>v</td></tr><tr><td>1</td><td>2</td></tr></table>".encode(
                "utf-16"
            ),
            "| k | v |\n| --- | --- |\n| 1 | 2 |",
        ),
        ("a.xls", b"k\tv\n1\t2,5\n", "| k | v |\n| --- | --- |\n| 1 | 2,5 |"),
    ],
)
def test_what_programs_export_under_an_old_ending_is_read_as_what_it_is(
    stand_in: Path, tmp_path: Path, name: str, data: bytes, text: str
) -> None:
    stand_in.unlink()
    (tmp_path / name).write_bytes(data)
    assert load(tmp_path / name).text == text


BOOK = (
    '<?xml version="1.0"?>{}<?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Lamps"><Table>'
    '<Row><Cell><Data ss:Type="String">Lamp</Data></Cell><Cell><Data ss:Type="String">Price</Data>'
    '</Cell></Row><Row><Cell><Data ss:Type="String">台灯</Data></Cell><Cell>'
    '<Data ss:Type="Number">5</Data></Cell></Row></Table></Worksheet></Workbook>'
)


@with_libreoffice
def test_the_xml_of_an_older_excel_is_a_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text(BOOK.format(""), "utf-8")
    told = "# Lamps\n\n| Lamp | Price |\n| --- | --- |\n| 台灯 | 5 |"
    assert load(tmp_path / "a.xls").text == told


def test_xml_with_entities_never_reaches_libreoffice(stand_in: Path, tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    (tmp_path / "a.xls").write_text(BOOK.format(entity), "utf-8")
    with pytest.raises(DocumentError, match="declares XML entities"):
        load(tmp_path / "a.xls")

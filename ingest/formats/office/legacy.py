"""Old Office formats (doc, ppt, xls and those of WPS), turned into new ones by LibreOffice.

LibreOffice runs apart from everything: a copy of the file under a name of our own, a fresh profile
without macros and links, no network where the system lets us take it away, a time limit, the
limits of the parsing child, and its death when the child dies.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ingest.formats.encodings import OLE
from ingest.formats.packed import zipped
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

SECONDS = 180
"""Longest time of one conversion."""

_LOOKED_AT = 4096  # bytes, to tell what a file is
_BOMS_AND_SPACES = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
_OLD_SHEETS = (".xls", ".et")
_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_RESTART = 81  # what it returns when a fresh profile makes it begin again
_NEW_NETWORK, _NEW_USER, _DEATH_SIGNAL, _KILL = 0x40000000, 0x10000000, 1, 9
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort"><value>9</value></prop></item>
</oor:items>
"""


def disguised(path: Path) -> str:
    """The ending that fits what is in a file with an old ending; "" where its own may.

    Programs that export "to Word" or "to Excel" often write a web page, a web archive, RTF or, for
    a spreadsheet, values parted by tabs.
    """
    with path.open("rb") as stream:
        head = stream.read(_LOOKED_AT)
    if head.startswith((OLE, b"PK\x03\x04")):
        return ""
    start = head.lstrip(_BOMS_AND_SPACES).lower()
    if start.startswith(b"{\\rtf"):
        return ".rtf"
    if start.startswith((b"mime-version:", b"content-type: multipart/")):
        return ".mht"
    plain = head.replace(b"\0", b"").lower()  # in UTF-16, too
    if _is_old_xml(plain):
        return ""
    if any(tag in plain for tag in (b"<html", b"<table", b"<body")):
        return ".html"
    if path.suffix.lower() in _OLD_SHEETS and b"\t" in plain and b"\n" in plain:
        return ".tsv"
    return ""


def _is_old_xml(head: bytes) -> bool:
    """Whether a file is the XML that Excel and Word of 2003 write, as many exports still do.

    Args:
        head: Its begin in small letters.
    """
    book = b"<workbook" in head and b"urn:schemas-microsoft-com:office:spreadsheet" in head
    return book or b"<w:worddocument" in head


def loader(target: str, load: Callable[[Path], Parsed]) -> Callable[[Path], Parsed]:
    """A loader for an old format.

    Args:
        target: Ending, without a dot, of the format that it is turned into.
        load: Reads that.
    """

    def load_old(path: Path) -> Parsed:
        with path.open("rb") as stream:
            head = stream.read(_LOOKED_AT)
            if is_xml := _is_old_xml(head.lower()):
                stream.seek(0)
                zipped.refuse_entities_in(stream)
        if head.startswith(b"PK\x03\x04") and path.suffix.lower() != ".xlsb":
            return load(path)  # a new one under an old name
        if not is_xml and not head.startswith((OLE, b"PK\x03\x04")):
            raise DocumentError(
                "is damaged, or is not an Office file.", "已损坏，或不是 Office 文件。"
            )
        with tempfile.TemporaryDirectory(prefix="ragqa-") as folder:
            return load(_converted(path, target, Path(folder)))

    return load_old


def _converted(path: Path, target: str, folder: Path) -> Path:
    program = _program()
    if program is None:
        raise DocumentError(
            f"is in an old format; install LibreOffice (soffice), or save it as {target}.",
            f"是旧版格式；请安装 LibreOffice（soffice），或另存为 {target}。",
        )
    source = folder / f"in{path.suffix.lower()}"
    shutil.copyfile(path, source)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    command = [program, f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault"]
    command += ["--convert-to", target, "--outdir", str(folder / "out"), str(source)]
    for _ in range(3):
        if _run(command, folder) != _RESTART:
            break
    made = folder / "out" / f"in.{target}"
    if not made.exists():
        raise DocumentError(
            f"could not be converted by LibreOffice; it may be damaged or protected by a password. "
            f"Save it as {target}.",
            f"LibreOffice 无法转换，可能已损坏或有密码保护；请另存为 {target}。",
        )
    return made


def _program() -> str | None:
    """LibreOffice itself rather than the script that starts it, so that it can be ended."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return _MAC if Path(_MAC).exists() else None
    beside = Path(found).resolve().with_name("soffice.bin")
    return str(beside) if beside.exists() else found


def _run(command: list[str], folder: Path) -> int:
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    environment |= {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    try:
        return subprocess.run(  # noqa: S603 - a program of that name, our own file names
            command,
            env=environment,
            cwd=folder,
            timeout=SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_confinement(),
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            f"took LibreOffice longer than {SECONDS} seconds; save it in a new format.",
            f"LibreOffice 转换超过 {SECONDS} 秒；请另存为新格式。",
        ) from error


def _confinement() -> Callable[[], None] | None:
    """What the new process does to itself on Linux: die with us, have no network."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)  # before the fork

    def confine() -> None:
        library.prctl(_DEATH_SIGNAL, _KILL)
        if library.unshare(_NEW_NETWORK):  # for root only; others get a user of their own with it
            library.unshare(_NEW_USER | _NEW_NETWORK)

    return confine

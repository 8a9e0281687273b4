"""A page of a document as a picture, painted in a process of its own.

PDFium must not be able to take the server along when it crashes of a file, nor to use up its memory
or time. The process paints one page and ends. Parent and child are both here.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.formats.pdf.page import Mark, PagePicture, picture
from ingest.formats.pdfium.page import DamagedPageError
from ingest.names import shown
from ingest.sandbox.confined import (
    command,
    environment,
    limit_memory,
    limit_processor,
    refuse_network,
)
from ragqa.errors import ChangedFileError, DocumentError, FileUnavailableError, os_reason

PAINTED = (".pdf",)
"""Endings of the files that have pages to be painted."""

_MEMORY = 2 << 30
_MOST_MARKS = 2_000
_KINDS = {kind.__name__: kind for kind in (ChangedFileError, FileUnavailableError, DocumentError)}


def paint(
    path: Path,
    number: int,
    *,
    sha256: str,
    quote: str = "",
    before: str = "",
    passwords: Sequence[str] = (),
    seconds: float = 30.0,
) -> PagePicture:
    """A page of a file that is still what it was when it was read.

    Args:
        path: The file.
        number: Of the page, 1-based.
        sha256: Of the file's bytes when it was read.
        quote: What is to be marked on it; "" for nothing.
        before: What stands before the quote in the text that was read.
        passwords: Tried if the file is encrypted.
        seconds: Longest time.

    Raises:
        FileUnavailableError: The file is gone or cannot be read.
        ChangedFileError: It holds something else than before.
        DocumentError: The page cannot be painted.
    """
    asked = {
        "path": str(path),
        "number": number,
        "sha256": sha256,
        "quote": quote,
        "before": before,
        "passwords": list(passwords),
        "seconds": seconds,
    }
    name = shown(path.name)
    try:
        head, _, png = _answered(asked, seconds).partition(b"\n")
        return _read(json.loads(head), png)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            f"Page {number} of {name} took longer than {seconds:g} seconds to paint.",
            f"{name} 第 {number} 页的绘制超过 {seconds:g} 秒。",
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise DocumentError(
            f"Page {number} of {name} crashed the program that paints it.",
            f"绘制 {name} 第 {number} 页的程序崩溃了。",
        ) from error


def _answered(asked: dict[str, Any], seconds: float) -> bytes:
    """What the child answers. Raises TimeoutExpired."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own code
        command("ingest.sandbox.painting"),
        input=json.dumps(asked).encode("ascii"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what native libraries print of damaged files
        env=environment(),
        timeout=seconds,
        check=False,
    )
    return done.stdout


def _read(head: dict[str, Any], png: bytes) -> PagePicture:
    """What the child sent. It may have been taken over, so all of it is checked."""
    if "error" in head:
        raise _KINDS[head["kind"]](*map(str, head["error"]))
    marks: list[Mark] = []
    for left, top, width, height in head["marks"][:_MOST_MARKS]:
        marks.append((float(left), float(top), float(width), float(height)))
    width, height, pages = (int(head[name]) for name in ("width", "height", "pages"))
    return PagePicture(png, width, height, pages, tuple(marks))


def serve() -> None:
    """The child: one question from standard input, one answer to standard output."""
    asked = json.loads(sys.stdin.buffer.read())
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answer
    limit_memory(_MEMORY)
    limit_processor(int(asked["seconds"]) + 1)
    refuse_network()
    png = b""
    try:
        painted = _painted(asked)
    except DocumentError as error:
        head: dict[str, Any] = {"error": [error.en, error.zh], "kind": type(error).__name__}
        if type(error).__name__ not in _KINDS:
            head["kind"] = DocumentError.__name__
    else:
        png = painted.png
        head = {name: getattr(painted, name) for name in ("width", "height", "pages", "marks")}
    with answers:
        answers.write(json.dumps(head).encode("ascii") + b"\n" + png)


def _painted(asked: dict[str, Any]) -> PagePicture:
    path = Path(asked["path"])
    name = shown(path.name)
    try:
        with path.open("rb") as file:
            now = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        en, zh = os_reason(error)
        raise FileUnavailableError(
            f"The file {name} cannot be read any more ({en}).", f"文件 {name} 已无法读取（{zh}）。"
        ) from error
    if now != asked["sha256"]:
        raise ChangedFileError(
            f"The file {name} was changed since it was read; ingest its folder again.",
            f"文件 {name} 在读取之后有改动；请重新导入其文件夹。",
        )
    options = {key: asked[key] for key in ("quote", "before", "passwords")}
    number = asked["number"]
    try:
        return picture(path, number, **options)
    except DamagedPageError as error:
        raise DocumentError(
            f"Page {number} of {name} is damaged and cannot be painted.",
            f"{name} 第 {number} 页已损坏，无法绘制。",
        ) from error
    except DocumentError as error:
        raise DocumentError(f"{name} {error.en}", f"{name} {error.zh}") from error

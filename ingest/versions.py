"""The version of each kind's reader: what an older one has read is read again by itself.

Raise the number of a kind when its files give a better text than before, or better headings, pages
or order; not where they give what they gave. Files that failed, of whatever kind, are then tried
again too. `tests/ingest/test_golden.py` fails where what is read has changed and this has not.
What is read alike is not embedded anew, so a raise costs the reading of all such files.
Images and "ocr" are dear: each page takes seconds.

- What several kinds share (tables, pictures, web pages in mails) counts for each that gains by it.
- A file inside another, or attached to one, counts as its own kind and as the outer one.
- A new kind of files is found by itself, but not inside what was read before: raise "archive" and
  "mail" for it.
- Never rename a kind.
"""

from __future__ import annotations

import re

from ingest.parsed import Parsed
from ingest.results import page_count

OCR = "ocr"
"""Text recognition, whatever file the picture is in."""

VERSIONS = {
    OCR: 1,
    "archive": 1,
    "calendar": 2,
    "code": 1,
    "config": 1,
    "contacts": 3,
    "drawing": 3,  # vsdx
    "epub": 2,
    "evernote": 2,
    "fictionbook": 1,
    "image": 1,
    "json": 2,
    "latex": 1,
    "mail": 6,  # eml, msg, mbox, p7m, winmail.dat
    "markdown": 1,
    "markup": 1,  # rst, org, adoc
    "notebook": 2,
    "odf": 5,  # odt, ods, odp, odg
    "ofd": 5,
    "outline": 2,
    "pdf": 11,
    "rtf": 3,
    "sheet": 7,  # xlsx, csv; xls
    "slides": 5,  # pptx; ppt
    "subtitles": 1,  # srt, vtt, ass, lrc
    "svg": 2,
    "text": 1,
    "web": 5,  # html, mht
    "word": 5,  # docx; doc
    "xml": 3,
}

_NOTED = re.compile(r"([a-z]+)=([0-9]{1,9})(?= |$)")
_MOST_PICTURES = 20  # recognised, of a document without pages that is no scan


def read_by(parsed: Parsed) -> str:
    """With which versions of which readers a document was read, as "ocr=1 pdf=2".

    Of a scan only text recognition counts, which takes seconds for each page: a better reader of
    its kind would find nothing in pages that are pictures. A scan is what has more than half of its
    pages read so, or, without pages (an archive, say), many pictures.
    """
    kinds = {OCR} if _is_scan(parsed) else {*parsed.kinds, *([OCR] if parsed.recognised else [])}
    # The reader's process names them, which a file may have taken over.
    return " ".join(f"{kind}={VERSIONS[kind]}" for kind in sorted(kinds & VERSIONS.keys()))


def is_outdated(read_by: str, *, ocr: bool) -> bool:
    """Whether what was read so is read better now.

    Args:
        read_by: From the function of that name; "" of what an older ragqa has read, which did not
            note it.
        ocr: Whether text may be recognised now; what was recognised is not thrown away without.
    """
    versions = dict(_NOTED.findall(read_by))
    if OCR in versions and not ocr:
        return False
    return not versions or any(
        int(version) < VERSIONS.get(kind, 0) for kind, version in versions.items()
    )


def _is_scan(parsed: Parsed) -> bool:
    pages = page_count(parsed)
    return parsed.recognised * 2 > pages if pages else parsed.recognised > _MOST_PICTURES

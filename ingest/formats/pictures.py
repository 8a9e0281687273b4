"""Pictures within a document as text: a scan pasted into a letter, a screenshot on a slide."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from ingest.formats.images import read_picture
from ingest.formats.ocr import RecognitionError
from ingest.parsed import Remark
from ragqa.errors import DocumentError
from ragqa.text.counted import counted

MOST = 100
"""Pictures of one document that are looked at; each may take seconds."""

_PASSED_OVER = (
    "{count} picture after the first {most} was not looked at|"
    "{count} pictures after the first {most} were not looked at"
)
_LEAST_BYTES = 1000  # smaller ones are bullets, rules and icons


class Pictures:
    """Reads the pictures of one document, each once, and counts those that held text.

    Args:
        ocr: Whether text may be recognised at all; else nothing is looked at.
        on_page: Called after each picture that was looked at.
    """

    def __init__(self, *, ocr: bool, on_page: Callable[[], None] = lambda: None) -> None:
        self._ocr, self._on_page = ocr, on_page
        self._seen: set[bytes] = set()
        self._read = 0
        self._passed_over = 0
        self._unread = 0  # memory did not suffice, or Pillow or the recognition stumbled

    def text(self, data: bytes) -> str:
        """The text in a picture; "" where there is none, or none is looked for.

        That is so for small pictures, those that came before (the logo of every slide), drawings
        (EMF, WMF, SVG), damaged ones, and all after the first ``MOST``.
        """
        if not self._ocr or len(data) < _LEAST_BYTES:
            return ""
        key = hashlib.sha256(data).digest()
        if key in self._seen:
            return ""
        if len(self._seen) == MOST:
            self._passed_over += 1
            return ""
        self._seen.add(key)
        try:
            text = read_picture(data)
        except RecognitionError:
            self._unread += 1
            return ""
        except (DocumentError, OSError):
            return ""
        except Exception:  # noqa: BLE001 # a boundary: whatever Pillow makes of it, the document goes on
            self._unread += 1
            return ""
        self._on_page()
        self._read += bool(text)
        return text

    def text_of(self, fetch: Callable[[], bytes]) -> str:
        """As ``text``, of a picture that is only fetched when text may be recognised."""
        return self.text(fetch()) if self._ocr else ""

    def remarks(self) -> tuple[Remark, ...]:
        """What is to be told of them: recognised text may have mistakes."""
        told = []
        if n := self._read:
            en = counted("{count} picture was|{count} pictures were", n)
            told.append(
                Remark(
                    f"{en} read by text recognition (OCR).",
                    f"{n} 张图片由文字识别（OCR）读出。",
                )
            )
        if n := self._unread:
            en = counted("{count} picture|{count} pictures", n)
            told.append(Remark(f"{en} could not be read.", f"{n} 张图片无法读取。"))
        return (*told, *passed_over(self._passed_over))


def passed_over(count: int) -> tuple[Remark, ...]:
    """What is to be told of pictures after the first ``MOST``, nothing of none."""
    if not count:
        return ()
    en = counted(_PASSED_OVER, count, most=MOST)
    return (Remark(f"{en}.", f"前 {MOST} 张之后的 {count} 张图片未做文字识别。"),)

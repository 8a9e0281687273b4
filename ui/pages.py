"""Pages of documents as pictures, for everybody who may read them; nothing here is of one user."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from ingest.formats.pdf.page import PagePicture
from ingest.names import as_shown
from ingest.sandbox.painting import PAINTED, paint
from ragqa.errors import ChangedFileError, DocumentError
from ragqa.sources import Source
from ragqa.store.library import Library

_AT_ONCE = 2  # processes that paint
_KEPT = 12  # pictures, of about half a megabyte each

_Key = tuple[str, int, int]


class Pages:
    """Paints pages of documents.

    Args:
        passwords: Tried on encrypted files.
    """

    def __init__(self, passwords: Sequence[str] = ()) -> None:
        self._passwords = tuple(passwords)
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()

    def picture(
        self,
        library: Library,
        document_id: str,
        revision: int,
        number: int,
        *,
        quote: str = "",
        before: str = "",
    ) -> PagePicture:
        """A page with a quote marked; its picture is kept for ``png``.

        Args:
            library: What may be seen; it knows where the files are, and what they were.
            document_id: Of the document.
            revision: The one that was cited.
            number: Of the page, 1-based.
            quote: What is to be marked; "" for nothing.
            before: What stands before it.

        Raises:
            ChangedFileError: The document was changed or removed after that revision.
            DocumentError: The page cannot be painted.
        """
        source = _source(library, document_id, revision)
        path = Path(source.path)
        with self._turns:
            try:
                painted = paint(
                    path,
                    number,
                    sha256=source.sha256,
                    quote=quote,
                    before=before,
                    passwords=self._passwords,
                )
            except DocumentError as error:
                raise as_shown(error, path, source.source) from error
        self._keep((document_id, revision, number), painted.png)
        return painted

    def png(self, library: Library, document_id: str, revision: int, number: int) -> bytes:
        """The picture of a page. Arguments and errors as in ``picture``."""
        _source(library, document_id, revision)
        with self._lock:
            kept = self._kept.get((document_id, revision, number))
        return kept or self.picture(library, document_id, revision, number).png

    def _keep(self, key: _Key, png: bytes) -> None:
        with self._lock:
            self._kept[key] = png
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


def can_be_painted(source: str) -> bool:
    """Whether a document of that name has pages to be painted."""
    return PurePosixPath(source).suffix.lower() in PAINTED


def _source(library: Library, document_id: str, revision: int) -> Source:
    source = library.document(document_id)
    if source is None or source.revision != revision:
        raise ChangedFileError(
            "The document was changed or removed since it was cited.",
            "文档在被引用之后已更改或删除。",
        )
    if not can_be_painted(source.source):
        raise DocumentError("The document has no pages to show.", "该文档没有可显示的页面。")
    return source

"""PDFium's own functions, for what is called hundreds of times on a page."""

from __future__ import annotations

import ctypes
from functools import cache
from types import SimpleNamespace
from typing import Any


@cache
def calls() -> SimpleNamespace:
    """PDFium's functions that are called very often, with handles as integers (``handle``).

    The bindings make a Python object of each handle, which takes longer than PDFium itself.
    """
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    pointer, number, real = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
    size = ctypes.c_ulong
    types: dict[str, tuple[Any, ...]] = {
        "objects": ("FPDFPage_CountObjects", number, pointer),
        "object": ("FPDFPage_GetObject", pointer, pointer, number),
        "kind": ("FPDFPageObj_GetType", number, pointer),
        "bounds": ("FPDFPageObj_GetBounds", number, *[pointer] * 5),
        "rectangle": ("FPDFText_GetRect", number, pointer, number, *[pointer] * 4),
        "character": ("FPDFText_GetUnicode", ctypes.c_uint, pointer, number),
        "on_picture": (
            "FPDF_PageToDevice",
            number,
            pointer,
            *[number] * 5,
            real,
            real,
            *[pointer] * 2,
        ),
        "text_within": ("FPDFText_GetBoundedText", number, pointer, *[real] * 4, pointer, number),
        "font": ("FPDFText_GetFontInfo", size, pointer, number, pointer, size, pointer),
        "page_label": ("FPDF_GetPageLabel", size, pointer, number, pointer, size),
        "is_tagged": ("FPDFCatalog_IsTagged", number, pointer),
        "tags": ("FPDF_StructTree_GetForPage", pointer, pointer),
        "close_tags": ("FPDF_StructTree_Close", None, pointer),
        "count_tags": ("FPDF_StructTree_CountChildren", number, pointer),
        "tag": ("FPDF_StructTree_GetChildAtIndex", pointer, pointer, number),
        "count_children": ("FPDF_StructElement_CountChildren", number, pointer),
        "child": ("FPDF_StructElement_GetChildAtIndex", pointer, pointer, number),
        "kind_of_tag": ("FPDF_StructElement_GetType", size, pointer, pointer, size),
        "count_marks": ("FPDF_StructElement_GetMarkedContentIdCount", number, pointer),
        "mark": ("FPDF_StructElement_GetMarkedContentIdAtIndex", number, pointer, number),
        "mark_of": ("FPDFPageObj_GetMarkedContentID", number, pointer),
        "first_bookmark": ("FPDFBookmark_GetFirstChild", pointer, pointer, pointer),
        "next_bookmark": ("FPDFBookmark_GetNextSibling", pointer, pointer, pointer),
        "bookmark_title": ("FPDFBookmark_GetTitle", size, pointer, pointer, size),
        "bookmark_target": ("FPDFBookmark_GetDest", pointer, pointer, pointer),
        "target_page": ("FPDFDest_GetDestPageIndex", number, pointer, pointer),
    }
    found: dict[str, Any] = {}
    for name, (function, result, *arguments) in types.items():
        address = ctypes.cast(getattr(pdfium, function), pointer).value or 0
        found[name] = ctypes.PYFUNCTYPE(result, *arguments)(address)
    return SimpleNamespace(**found)


def handle(of: Any) -> int:
    """Of a document, a page or its text, for ``calls``."""
    return ctypes.addressof(of.raw.contents)


def bookmark_title(mark: int) -> str:
    """The title of a bookmark by its handle."""
    get = calls().bookmark_title
    room = 512  # bytes, the two of the end included
    while True:
        title = ctypes.create_string_buffer(room)
        if (size := get(mark, title, room)) <= room:
            return title.raw[: max(0, size - 2)].decode("utf-16-le", "ignore")
        room = size

"""PDFium's own functions, for what is called hundreds of times on a page."""

from __future__ import annotations

import ctypes
from functools import cache
from types import SimpleNamespace
from typing import Any


class Handle(ctypes.c_void_p):
    """What PDFium gives for a page, its text or one of its objects; false for none."""


@cache
def calls() -> SimpleNamespace:
    """PDFium's functions that are called very often.

    The bindings make a Python object of each handle, which takes longer than PDFium itself; here
    those of documents (``handle``), tags and bookmarks are integers. The functions of ``_UNTYPED``
    take twice as long where their arguments are looked at: they want a ``Handle``, integers of 32
    bits and ``byref``, nothing else.
    """
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    pointer, number, real = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
    size = ctypes.c_ulong
    types: dict[str, tuple[Any, ...]] = {
        "load_page": ("FPDF_LoadPage", Handle, pointer, number),
        "close_page": ("FPDF_ClosePage", None, pointer),
        "load_text": ("FPDFText_LoadPage", Handle, pointer),
        "close_text": ("FPDFText_ClosePage", None, pointer),
        "height": ("FPDF_GetPageHeightF", ctypes.c_float, pointer),
        "rotation": ("FPDFPage_GetRotation", number, pointer),
        "set_rotation": ("FPDFPage_SetRotation", None, pointer, number),
        "set_media_box": ("FPDFPage_SetMediaBox", None, pointer, *[ctypes.c_float] * 4),
        "set_crop_box": ("FPDFPage_SetCropBox", None, pointer, *[ctypes.c_float] * 4),
        "transform": ("FPDFPage_TransFormWithClip", number, *[pointer] * 3),
        "transform_annotations": ("FPDFPage_TransformAnnots", None, pointer, *[real] * 6),
        "bounding_box": ("FPDF_GetPageBoundingBox", number, pointer, pointer),
        "count_characters": ("FPDFText_CountChars", number, pointer),
        "count_rectangles": ("FPDFText_CountRects", number, pointer, number, number),
        "index_at": ("FPDFText_GetCharIndexAtPos", number, pointer, *[real] * 4),
        "objects": ("FPDFPage_CountObjects", number, pointer),
        "object": ("FPDFPage_GetObject", Handle, pointer, number),
        "kind": ("FPDFPageObj_GetType", number, pointer),
        "inner_objects": ("FPDFFormObj_CountObjects", number, pointer),
        "inner_object": ("FPDFFormObj_GetObject", Handle, pointer, size),
        "set_active": ("FPDFPageObj_SetIsActive", number, pointer, number),
        "marks_on": ("FPDFPageObj_CountMarks", number, pointer),
        "mark_on": ("FPDFPageObj_GetMark", Handle, pointer, size),
        "number_of_mark": (
            "FPDFPageObjMark_GetParamIntValue",
            number,
            pointer,
            ctypes.c_char_p,
            pointer,
        ),
        "bounds": ("FPDFPageObj_GetBounds", number, *[pointer] * 5),
        "matrix_of": ("FPDFPageObj_GetMatrix", number, pointer, pointer),
        "set_matrix": ("FPDFPageObj_SetMatrix", number, pointer, pointer),
        "size_of": ("FPDFTextObj_GetFontSize", number, pointer, pointer),
        "standard_font": ("FPDFText_LoadStandardFont", pointer, pointer, ctypes.c_char_p),
        "close_font": ("FPDFFont_Close", None, pointer),
        "new_text": ("FPDFPageObj_CreateTextObj", Handle, pointer, pointer, ctypes.c_float),
        "set_text": ("FPDFText_SetText", number, pointer, pointer),
        "insert": ("FPDFPage_InsertObjectAtIndex", number, pointer, pointer, size),
        "rectangle": ("FPDFText_GetRect", number, pointer, number, *[pointer] * 4),
        "character": ("FPDFText_GetUnicode", ctypes.c_uint, pointer, number),
        "is_generated": ("FPDFText_IsGenerated", number, pointer, number),
        "angle": ("FPDFText_GetCharAngle", ctypes.c_float, pointer, number),
        "matrix": ("FPDFText_GetMatrix", number, pointer, number, pointer),
        "origin": ("FPDFText_GetCharOrigin", number, pointer, number, pointer, pointer),
        "text_of": ("FPDFText_GetText", number, pointer, number, number, pointer),
        "loose_box": ("FPDFText_GetLooseCharBox", number, pointer, number, pointer),
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
        "font_size": ("FPDFText_GetFontSize", real, pointer, number),
        "font": ("FPDFText_GetFontInfo", size, pointer, number, pointer, size, pointer),
        "next_link": ("FPDFLink_Enumerate", number, pointer, pointer, pointer),
        "count_annotations": ("FPDFPage_GetAnnotCount", number, pointer),
        "annotation": ("FPDFPage_GetAnnot", Handle, pointer, number),
        "close_annotation": ("FPDFPage_CloseAnnot", None, pointer),
        "kind_of_annotation": ("FPDFAnnot_GetSubtype", number, pointer),
        "flags_of_annotation": ("FPDFAnnot_GetFlags", number, pointer),
        "box_of_annotation": ("FPDFAnnot_GetRect", number, pointer, pointer),
        "text_of_annotation": (
            "FPDFAnnot_GetStringValue",
            size,
            pointer,
            ctypes.c_char_p,
            pointer,
            size,
        ),
        "open_form": ("FPDFDOC_InitFormFillEnvironment", pointer, pointer, pointer),
        "close_form": ("FPDFDOC_ExitFormFillEnvironment", None, pointer),
        "kind_of_field": ("FPDFAnnot_GetFormFieldType", number, pointer, pointer),
        "flags_of_field": ("FPDFAnnot_GetFormFieldFlags", number, pointer, pointer),
        "name_of_field": ("FPDFAnnot_GetFormFieldName", size, *[pointer] * 3, size),
        "title_of_field": ("FPDFAnnot_GetFormFieldAlternateName", size, *[pointer] * 3, size),
        "text_of_field": ("FPDFAnnot_GetFormFieldValue", size, *[pointer] * 3, size),
        "count_options": ("FPDFAnnot_GetOptionCount", number, pointer, pointer),
        "option": ("FPDFAnnot_GetOptionLabel", size, pointer, pointer, number, pointer, size),
        "is_chosen": ("FPDFAnnot_IsOptionSelected", number, pointer, pointer, number),
        "has_key": ("FPDFAnnot_HasKey", number, pointer, ctypes.c_char_p),
        "new_document": ("FPDF_CreateNewDocument", pointer),
        "close_document": ("FPDF_CloseDocument", None, pointer),
        "import_pages": ("FPDF_ImportPagesByIndex", number, *[pointer] * 3, size, number),
        "flatten": ("FPDFPage_Flatten", number, pointer, number),
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
        # What takes long lets other threads run meanwhile.
        kind = ctypes.CFUNCTYPE if name in _LONG else ctypes.PYFUNCTYPE
        found[name] = kind(result, *(() if name in _UNTYPED else arguments))(address)
    return SimpleNamespace(**found)


_UNTYPED = (
    *("object", "kind", "bounds", "mark_of", "rectangle", "character", "origin", "next_link"),
)
_LONG = ("load_page", "load_text", "close_page")


def handle(document: Any) -> int:
    """Of a document of pypdfium2, for ``calls``."""
    return ctypes.addressof(document.raw.contents)


def every_character(text: Handle, characters: int) -> str:
    """The text of a page by the indices of its characters, where it is as long as they are many.

    Args:
        text: Its handle.
        characters: How many PDFium counts.
    """
    room = 1 << (2 * characters + 2).bit_length()  # few sizes: each is its own type
    units = (ctypes.c_ushort * room)()
    got = calls().text_of(text, 0, characters, units) - 1
    return str(memoryview(units)[: max(0, got)], "utf-16-le", "replace")


def bookmark_title(mark: int) -> str:
    """The title of a bookmark by its handle."""
    get = calls().bookmark_title
    room = 512  # bytes, the two of the end included
    while True:
        title = ctypes.create_string_buffer(room)
        if (size := get(mark, title, room)) <= room:
            return title.raw[: max(0, size - 2)].decode("utf-16-le", "ignore")
        room = size

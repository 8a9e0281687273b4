"""Documents of kinds that cannot be read, and what to do with them."""

from __future__ import annotations

from ragqa.errors import DocumentError

READABLE = (
    "pdf, ofd, docx, pptx, xlsx, odt, ods, odp, rtf, epub, html, md, txt, csv, json, eml, msg, "
    "mbox, zip, tar, png, jpg, tif, py, js, java, c, sql, yaml, xml"
)
"""The usual endings, as they are shown to people."""

READABLE_ZH = READABLE.replace(", ", "、")

INSTEAD: dict[str, tuple[str, str]] = {
    **dict.fromkeys((".rar", ".7z"), ("archive", "zip")),
    ".pages": ("Pages", "docx"),
    ".mobi": ("Mobipocket", "epub"),
    ".azw3": ("Kindle", "epub"),
    ".djvu": ("DjVu", "PDF"),
    ".caj": ("CAJ", "PDF"),
    ".heic": ("image", "jpg"),
    ".key": ("Keynote", "pptx"),
    ".numbers": ("Numbers", "xlsx"),
}
"""Documents that cannot be read yet: ending to what they are, and what to save them as."""


def unsupported(suffix: str) -> DocumentError:
    """What is told of a file with an ending that has no loader."""
    if suffix in INSTEAD:
        kind, instead = INSTEAD[suffix]
        return DocumentError(
            f"is of a kind that cannot be read yet ({kind}); save it as {instead}.",
            f"是暂不支持的格式（{kind}）；请另存为 {instead}。",
        )
    return DocumentError(
        f"is of no kind that can be read ({READABLE}).",
        f"不是可读取的格式（{READABLE_ZH}）。",
    )

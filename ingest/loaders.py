"""One way in: which files can be read, and a file as text.

Every loader raises ``DocumentError`` with a predicate ("is encrypted; …"); ``load`` puts the file's
name before it, and turns whatever else a library raises into one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.encoded import without_encoded
from ingest.formats import community, images
from ingest.formats.mail import mail, mailbox, signed, tnef
from ingest.formats.markdown import markdown
from ingest.formats.odt import odt
from ingest.formats.ofd import ofd
from ingest.formats.office import legacy
from ingest.formats.packed import archive
from ingest.formats.packed.inner import Reading, is_full
from ingest.formats.pdf import pdf
from ingest.formats.personal import calendars, contacts
from ingest.formats.pictures import Pictures
from ingest.formats.plain import code, config, latex, markup, notebook, outlines, subtitles, text
from ingest.formats.rtf import rtf
from ingest.formats.sheets import sheets
from ingest.formats.slides import slides
from ingest.formats.web import epub, evernote, mhtml, svg, web
from ingest.formats.word import word as office
from ingest.formats.xml import fictionbook
from ingest.formats.xml import text as xml_text
from ingest.names import shown
from ingest.parsed import Parsed
from ingest.saved_pages import PAGES, PICTURES
from ingest.unsupported import unsupported
from ragqa.errors import DocumentError, FileUnavailableError, os_reason

Loader = Callable[[Path, Reading], Parsed]


def _plain(loader: Callable[[Path], Parsed]) -> Loader:
    return lambda path, _reading: loader(path)


def _with_pictures(load: Callable[[Path, Pictures], Parsed]) -> Loader:
    return lambda path, reading: load(path, Pictures(ocr=reading.ocr, on_page=reading.on_page))


def _old(target: str, load: Loader) -> Loader:
    def read(path: Path, reading: Reading) -> Parsed:
        if ending := legacy.disguised(path):
            return SUFFIXES[ending](path, reading)
        return legacy.loader(target, lambda new: load(new, reading))(path)

    return read


def _zip(path: Path, reading: Reading) -> Parsed:
    ending = archive.document_in(path)
    return (SUFFIXES[ending] if ending else archive.load_zip)(path, reading)


def _pdf(path: Path, reading: Reading) -> Parsed:
    return pdf.load(
        path,
        reading.passwords,
        recognise=reading.ocr,
        labelled=reading.labels,
        on_page=reading.on_page,
    )


def _ofd(path: Path, reading: Reading) -> Parsed:
    return ofd.load_ofd(path, recognise=reading.ocr, on_page=reading.on_page)


def _image(path: Path, reading: Reading) -> Parsed:
    if not reading.ocr:
        raise DocumentError(
            "is an image, and text recognition is off; set ocr to auto to read it.",
            "是图片，而文字识别已关闭；如需读取，请把 ocr 设为 auto。",
        )
    return images.load_image(path, reading.on_page)


SUFFIXES: dict[str, Loader] = {
    ".pdf": _pdf,
    ".ofd": _ofd,
    **dict.fromkeys((".txt", ".text", ".log", ".bib"), _plain(text.load_plain)),
    ".rst": _plain(markup.load_rst),
    ".org": _plain(markup.load_org),
    **dict.fromkeys((".adoc", ".asciidoc"), _plain(markup.load_adoc)),
    ".tex": _plain(latex.load_tex),
    **dict.fromkeys(
        (".md", ".markdown", ".mdx", ".rmd", ".qmd"), _with_pictures(markdown.load_markdown)
    ),
    **dict.fromkeys((".json", ".jsonc", ".jsonl", ".ndjson"), _plain(text.load_json)),
    **dict.fromkeys((".csv", ".tsv"), _plain(text.load_table)),
    **dict.fromkeys(PAGES, _with_pictures(web.load_html)),
    ".epub": _with_pictures(epub.load_epub),
    ".fb2": _with_pictures(fictionbook.load_fb2),
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), _with_pictures(office.load_docx)),
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx"), _with_pictures(sheets.load_xlsx)),
    **dict.fromkeys(PICTURES, _image),
    ".zip": _zip,
    **dict.fromkeys((".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz"), archive.load_packed),
    **dict.fromkeys((".odt", ".ott", ".fodt"), _with_pictures(odt.load_odt)),
    **dict.fromkeys((".ods", ".ots", ".fods"), _plain(odt.load_ods)),
    **dict.fromkeys((".odp", ".otp", ".fodp"), _with_pictures(odt.load_odp)),
    **dict.fromkeys((".odg", ".otg", ".fodg"), _with_pictures(odt.load_odg)),
    **dict.fromkeys((".doc", ".dot", ".wps"), _old("docx", _with_pictures(office.load_docx))),
    **dict.fromkeys((".ppt", ".pps", ".dps"), _old("pptx", _with_pictures(slides.load_pptx))),
    **dict.fromkeys((".xls", ".xlsb", ".et"), _old("xlsx", _with_pictures(sheets.load_xlsx))),
    **dict.fromkeys(
        (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx"), _with_pictures(slides.load_pptx)
    ),
    ".rtf": _plain(rtf.load_rtf),
    **dict.fromkeys((".mht", ".mhtml"), _with_pictures(mhtml.load_mhtml)),
    **dict.fromkeys((".srt", ".vtt"), _plain(subtitles.load_subtitles)),
    **dict.fromkeys((".ics", ".vcs"), _plain(calendars.load_ics)),
    ".vcf": _plain(contacts.load_vcf),
    ".ipynb": _plain(notebook.load_notebook),
    ".enex": evernote.load_enex,
    **dict.fromkeys((".xml", ".rss", ".atom", ".dita", ".dbk"), _with_pictures(xml_text.load_xml)),
    ".opml": _plain(outlines.load_opml),
    ".svg": _plain(svg.load_svg),
    ".vsdx": _plain(community.load_vsdx),
    **dict.fromkeys(code.SUFFIXES, code.load_code),
    **dict.fromkeys((".yaml", ".yml"), config.load_yaml),
    **dict.fromkeys((".toml", ".ini", ".cfg", ".conf"), config.load_ini),
    ".properties": config.load_properties,
    ".eml": mail.load_eml,
    ".msg": mail.load_msg,
    ".mbox": mailbox.load_mbox,
    ".p7m": signed.load_p7m,
}
"""Lower-case file name ending to loader."""

NAMES: dict[str, Loader] = {
    **dict.fromkeys(
        (
            *("readme", "license", "licence", "copying", "copyright", "notice", "authors", "news"),
            *("contributors", "contributing", "changelog", "changes", "history", "install", "todo"),
        ),
        _plain(text.load_plain),
    ),
    **dict.fromkeys(
        ("makefile", "dockerfile", "containerfile", "jenkinsfile", "vagrantfile", "gemfile"),
        code.load_code,
    ),
}
"""Lower-case name of a file that by custom has no ending, to loader."""


def supported(path: Path) -> bool:
    """Whether ``load`` has a loader for the file's ending, or its name."""
    return path.suffix.lower() in SUFFIXES or path.name.lower() in NAMES


def load(
    path: Path,
    *,
    passwords: Sequence[str] = (),
    ocr: bool = True,
    labels: bool = True,
    on_page: Callable[[], None] = lambda: None,
) -> Parsed:
    """A document as text, by its file name ending.

    Args:
        path: The file.
        passwords: Tried on an encrypted PDF.
        ocr: Whether text may be recognised in pictures.
        labels: Whether the numbers printed on the pages of a PDF are read.
        on_page: Called after each picture that was read so; it takes seconds.

    Raises:
        DocumentError: The file cannot be read or holds no text; its text names file and reason.
    """
    reading = Reading(_read, tuple(passwords), ocr=ocr, labels=labels, on_page=on_page)
    return without_encoded(_read(path, path.name, reading))


def _read(path: Path, name: str, reading: Reading) -> Parsed:
    """The file at ``path`` that people know as ``name``."""
    name = shown(name)
    try:
        parsed = _loaded(path, replace(reading, name=name))
    except DocumentError as error:
        raise type(error)(f"{name} {error.en}", f"{name} {error.zh}") from error
    except RecursionError as error:
        raise DocumentError(
            f"{name} is nested too deeply to be read.", f"{name} 嵌套层数过多，无法读取。"
        ) from error
    except MemoryError:
        raise
    except OSError as error:
        en, zh = os_reason(error)
        message = f"{name} cannot be read: {en}.", f"{name} 无法读取：{zh}。"
        # What has a number comes from the system, not from a library that found the file damaged.
        # A file inside was copied just now: if the system refuses it, its bytes are to blame.
        passing = is_full(error) if reading.depth else error.errno
        raise (FileUnavailableError if passing else DocumentError)(*message) from error
    except Exception as error:  # whatever a library trips over is the fault of that file
        why = shown(" ".join(f"{type(error).__name__}: {error}".split()))[:200]
        raise DocumentError(
            f"{name} could not be read and may be damaged ({why}).",
            f"{name} 无法读取，可能已损坏（{why}）。",
        ) from error
    is_picture = SUFFIXES.get(path.suffix.lower()) is _image
    # A logo, say, or what repeats the text of a mail.
    may_be_empty = reading.depth > 0 and (is_picture or bool(reading.said))
    if not parsed.text.strip() and not may_be_empty:
        raise DocumentError(f"{name} contains no text.", f"{name} 没有文字。")
    return parsed


def _loaded(path: Path, reading: Reading) -> Parsed:
    loader = SUFFIXES.get(path.suffix.lower()) or _by_name(path, reading.name)
    if loader is None:
        raise unsupported(path.suffix.lower())
    parsed = loader(path, reading)
    # The stores take UTF-8 only; a lone surrogate (JSON can write one) would end the whole run.
    return replace(
        parsed,
        text=_encodable(parsed.text),
        title=_encodable(parsed.title),
        headings=tuple(replace(h, title=_encodable(h.title)) for h in parsed.headings),
    )


def _by_name(path: Path, name: str) -> Loader | None:
    """The loader of a file whose ending tells none."""
    if not path.suffix and (loader := NAMES.get(PurePosixPath(name).name.lower())):
        return loader
    return tnef.load_tnef if _is_tnef(path) else None


def _is_tnef(path: Path) -> bool:
    """Whether it is what Outlook has packed: ``winmail.dat``, or a mail within that."""
    if path.suffix.lower() not in ("", ".dat"):
        return False
    with path.open("rb") as stream:
        return stream.read(len(tnef.SIGNATURE)) == tnef.SIGNATURE


def _encodable(text_: str) -> str:
    """The text as it is; each lone surrogate, which has no UTF-8, becomes a question mark."""
    if text_.isascii():
        return text_
    try:
        text_.encode()
    except UnicodeEncodeError:
        return "".join("?" if "\ud800" <= char <= "\udfff" else char for char in text_)
    return text_

"""One way in: which files can be read, and a file as text.

Every loader raises ``DocumentError`` with a predicate ("is encrypted; …"); ``load`` puts the file's
name before it, and turns whatever else a library raises into one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

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
from ingest.formats.plain import (
    code,
    config,
    latex,
    markup,
    notebook,
    outlines,
    subtitles,
    text,
    timed,
)
from ingest.formats.rtf import rtf
from ingest.formats.sheets import sheets
from ingest.formats.slides import slides
from ingest.formats.web import epub, evernote, mhtml, svg, web
from ingest.formats.word import word as office
from ingest.formats.xml import fictionbook
from ingest.formats.xml import text as xml_text
from ingest.loading.damaged import with_damage_told
from ingest.loading.encoded import without_encoded
from ingest.loading.surrogates import without_surrogates
from ingest.names import shown
from ingest.parsed import Parsed
from ingest.saved_pages import PAGES, PICTURES
from ingest.unsupported import unsupported
from ragqa.errors import DocumentError, FileUnavailableError, os_reason

Loader = Callable[[Path, Reading], Parsed]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the files of one kind.

    Attributes:
        kind: The one of ``versions.VERSIONS`` that is raised when they are read better.
        load: Reads one.
    """

    kind: str
    load: Loader

    def __call__(self, path: Path, reading: Reading) -> Parsed:
        reading.used.kinds.add(self.kind)
        return with_damage_told(self.load(path, reading), self.kind)


def _plain(kind: str, loader: Callable[[Path], Parsed]) -> Reader:
    return Reader(kind, lambda path, _reading: loader(path))


def _pictured(kind: str, load: Callable[[Path, Pictures], Parsed]) -> Reader:
    """Of documents with pictures, which may hold text."""
    return Reader(
        kind, lambda path, reading: load(path, Pictures(ocr=reading.ocr, on_page=reading.on_page))
    )


def _old(target: str, reader: Reader) -> Reader:
    def read(path: Path, reading: Reading) -> Parsed:
        if ending := legacy.disguised(path):
            return SUFFIXES[ending](path, reading)
        return legacy.loader(target, lambda new: reader(new, reading))(path)

    return Reader(reader.kind, read)


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


_WORD = _pictured("word", office.load_docx)
_SHEET = _pictured("sheet", sheets.load_xlsx)
_SLIDES = _pictured("slides", slides.load_pptx)
_CODE = Reader("code", code.load_code)
_TEXT = _plain("text", text.load_plain)

SUFFIXES: dict[str, Reader] = {
    ".pdf": Reader("pdf", _pdf),
    ".ofd": Reader("ofd", _ofd),
    **dict.fromkeys((".txt", ".text", ".log", ".bib"), _TEXT),
    ".rst": _plain("markup", markup.load_rst),
    ".org": _plain("markup", markup.load_org),
    **dict.fromkeys((".adoc", ".asciidoc"), _plain("markup", markup.load_adoc)),
    ".tex": _plain("latex", latex.load_tex),
    **dict.fromkeys(
        (".md", ".markdown", ".mdx", ".rmd", ".qmd"), _pictured("markdown", markdown.load_markdown)
    ),
    **dict.fromkeys((".json", ".jsonc", ".jsonl", ".ndjson"), _plain("json", text.load_json)),
    **dict.fromkeys((".csv", ".tsv"), _plain("sheet", text.load_table)),
    **dict.fromkeys(PAGES, _pictured("web", web.load_html)),
    ".epub": _pictured("epub", epub.load_epub),
    ".fb2": _pictured("fictionbook", fictionbook.load_fb2),
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), _WORD),
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx"), _SHEET),
    **dict.fromkeys(PICTURES, Reader("image", _image)),
    ".zip": Reader("archive", _zip),
    **dict.fromkeys(
        (".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz"),
        Reader("archive", archive.load_packed),
    ),
    **dict.fromkeys((".odt", ".ott", ".fodt"), _pictured("odf", odt.load_odt)),
    **dict.fromkeys((".ods", ".ots", ".fods"), _plain("odf", odt.load_ods)),
    **dict.fromkeys((".odp", ".otp", ".fodp"), _pictured("odf", odt.load_odp)),
    **dict.fromkeys((".odg", ".otg", ".fodg"), _pictured("odf", odt.load_odg)),
    **dict.fromkeys((".doc", ".dot", ".wps"), _old("docx", _WORD)),
    **dict.fromkeys((".ppt", ".pps", ".dps"), _old("pptx", _SLIDES)),
    **dict.fromkeys((".xls", ".xlsb", ".et"), _old("xlsx", _SHEET)),
    **dict.fromkeys((".pptx", ".pptm", ".ppsx", ".ppsm", ".potx"), _SLIDES),
    ".rtf": _plain("rtf", rtf.load_rtf),
    **dict.fromkeys((".mht", ".mhtml"), _pictured("web", mhtml.load_mhtml)),
    **dict.fromkeys((".srt", ".vtt"), _plain("subtitles", subtitles.load_subtitles)),
    **dict.fromkeys((".ass", ".ssa", ".lrc"), _plain("subtitles", timed.load_timed)),
    **dict.fromkeys((".ics", ".vcs"), _plain("calendar", calendars.load_ics)),
    ".vcf": _plain("contacts", contacts.load_vcf),
    ".ipynb": _plain("notebook", notebook.load_notebook),
    ".enex": Reader("evernote", evernote.load_enex),
    **dict.fromkeys(
        (".xml", ".rss", ".atom", ".dita", ".dbk"), _pictured("xml", xml_text.load_xml)
    ),
    ".opml": _plain("outline", outlines.load_opml),
    ".svg": _plain("svg", svg.load_svg),
    ".vsdx": _plain("drawing", community.load_vsdx),
    **dict.fromkeys(code.SUFFIXES, _CODE),
    **dict.fromkeys((".yaml", ".yml"), Reader("config", config.load_yaml)),
    **dict.fromkeys((".toml", ".ini", ".cfg", ".conf"), Reader("config", config.load_ini)),
    ".properties": Reader("config", config.load_properties),
    ".eml": Reader("mail", mail.load_eml),
    ".msg": Reader("mail", mail.load_msg),
    ".mbox": Reader("mail", mailbox.load_mbox),
    ".p7m": Reader("mail", signed.load_p7m),
}
"""Lower-case file name ending to its reader."""

NAMES: dict[str, Reader] = {
    **dict.fromkeys(
        (
            *("readme", "license", "licence", "copying", "copyright", "notice", "authors", "news"),
            *("contributors", "contributing", "changelog", "changes", "history", "install", "todo"),
        ),
        _TEXT,
    ),
    **dict.fromkeys(
        ("makefile", "dockerfile", "containerfile", "jenkinsfile", "vagrantfile", "gemfile"),
        _CODE,
    ),
}
"""Lower-case name of a file that by custom has no ending, to its reader."""

_TNEF = Reader("mail", tnef.load_tnef)


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
        on_page: Called after each picture that was read so, which takes seconds, and each mail of a
            mailbox.

    Raises:
        DocumentError: The file cannot be read or holds no text; its text names file and reason.
    """
    reading = Reading(_read, tuple(passwords), ocr=ocr, labels=labels, renew=on_page)
    parsed = without_encoded(_read(path, path.name, reading))
    used = reading.used
    return replace(parsed, kinds=tuple(sorted(used.kinds)), recognised=used.recognised)


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
            f"{name} could not be read and may be damaged ({why}); save or export it again.",
            f"{name} 无法读取，可能已损坏（{why}）；请重新保存或导出。",
        ) from error
    is_picture = path.suffix.lower() in PICTURES
    # A logo, say, or what repeats the text of a mail.
    may_be_empty = reading.depth > 0 and (is_picture or bool(reading.said))
    if not parsed.text.strip() and not may_be_empty:
        raise DocumentError(
            " ".join([f"{name} contains no text.", *(remark.en for remark in parsed.remarks)]),
            "".join([f"{name} 没有文字。", *(remark.zh for remark in parsed.remarks)]),
        )
    return parsed


def _loaded(path: Path, reading: Reading) -> Parsed:
    loader = SUFFIXES.get(path.suffix.lower()) or _by_name(path, reading.name)
    if loader is None:
        raise unsupported(path.suffix.lower())
    return without_surrogates(loader(path, reading))


def _by_name(path: Path, name: str) -> Reader | None:
    """The reader of a file whose ending tells none."""
    if not path.suffix and (loader := NAMES.get(PurePosixPath(name).name.lower())):
        return loader
    return _TNEF if _is_tnef(path) else None


def _is_tnef(path: Path) -> bool:
    """Whether it is what Outlook has packed: ``winmail.dat``, or a mail within that."""
    if path.suffix.lower() not in ("", ".dat"):
        return False
    with path.open("rb") as stream:
        return stream.read(len(tnef.SIGNATURE)) == tnef.SIGNATURE

"""HTML pages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.formats import callouts, numerals
from ingest.formats.blocks import BULLET, Blocks, one_line
from ingest.formats.encodings import decode_as
from ingest.formats.pages.clean import scrub
from ingest.formats.pictures import Pictures
from ingest.formats.raised import told
from ingest.formats.web import page_pictures
from ingest.formats.web.code import code_in, code_of, lines_of
from ingest.formats.web.prepared import prepare, title_of
from ingest.formats.web.skipped import drop_hidden, is_skipped
from ingest.formats.web.text import folded, framed, lines, running, sources, text_of
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""")

_BLOCKS = frozenset(
    (
        *("html", "body", "main", "header", "footer", "section", "article", "aside", "div"),
        *("p", "blockquote", "address", "center", "hr", "figure", "figcaption", "details"),
        *("summary", "dl", "dt", "dd", "form", "fieldset", "legend"),
        *("tbody", "thead", "tfoot", "tr", "td", "th", "caption"),
    )
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "dir"))
_STRUCTURE = _BLOCKS | _LISTS | {"li", "pre", "table", *_HEADINGS}
_INNER_HEADING = 4  # level from which one that says "Note" is no section
_CALLOUT = re.compile(r"admonition|callout|alert|notice|infobox", re.IGNORECASE)
_SET_IN = re.compile(r"\blst-kix_\w+-(\d)\b")
_LONGEST_DOCTYPE = 200
_MOST_SPANNED = 100  # rows or columns of one cell
_LONGEST_REPEATED = 200  # characters of a cell that is told in each of its rows
_MOST_DIGITS = 9  # of the number of a point
_MOST_DEEP = 100  # elements walked one in another; deeper ones are plain text


def load_html(path: Path, pictures: Pictures | None = None) -> Parsed:
    """A page as text with headings, lists and tables; scripts, styles and navigation left out.

    The text of a picture that is in the page, or was saved with it, follows the paragraph it stands
    in. Nothing is fetched.

    Args:
        path: The file.
        pictures: Reads pictures; None leaves them out.
    """
    blocks = Blocks()
    pictures = pictures or Pictures(ocr=False)

    def shown_by(source: str) -> str:
        return pictures.text_of(lambda: page_pictures.saved_with(path, source))

    title = write_page(path.read_bytes(), blocks, picture=shown_by)
    return blocks.parsed(title, pictures.remarks())


def write_page(
    data: bytes,
    blocks: Blocks,
    charset: str = "",
    *,
    picture: Callable[[str], str] = lambda _source: "",
    is_mail: bool = False,
) -> str:
    """Write a page into ``blocks``; returns its title.

    Args:
        data: The page.
        blocks: What is written into.
        charset: Encoding declared outside of the page, which wins over that declared in it.
        picture: Gives the text in a picture by what the page says of its place.
        is_mail: Whether what it hides stays so, as no script runs.
    """
    from lxml import html  # type: ignore[import-untyped]

    declared = _CHARSET.search(data[:4096]) or _XML_ENCODING.search(data[:400])
    inside = declared[1].decode("ascii") if declared else ""
    source = scrub(decode_as(data, charset, inside))
    if not source.strip():
        return ""
    # As bytes in a known encoding: lxml would otherwise believe the declaration in the page.
    # huge_tree: without it, all after a nesting of 256 is lost, with it after one of 2,048.
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, huge_tree=True
    )
    root = html.document_fromstring(source.encode(), parser=parser)
    if any("depth" in entry.message for entry in parser.error_log):
        raise DocumentError("is nested too deeply to be read.", "嵌套层数过多，无法读取。")
    title = root.find(".//title")
    body = root.find("body")
    named = title_of(root) if title is None else "".join(title.itertext())
    prepare(root, source[:_LONGEST_DOCTYPE])
    if is_mail:
        drop_hidden(root)
    _Writer(blocks, picture, is_mail=is_mail).block(root if body is None else body)
    return one_line(named)


class _Writer:
    """Walks a page and writes what it finds; text between blocks gathers to a paragraph."""

    def __init__(self, blocks: Blocks, picture: Callable[[str], str], *, is_mail: bool) -> None:
        self._blocks = blocks
        self._picture = picture
        self._is_mail = is_mail
        self._pictures: list[str] = []  # that stand in what is not written yet
        self._inline: list[str] = []
        # Depth and mark of a list's point of which nothing is written yet.
        self._point: tuple[int, str] | None = None
        self._numbers: dict[Any, int] = {}  # of the last point of each ordered list

    def block(self, element: Any, depth: int = 0, deep: int = 0) -> None:
        """Write an element and all within; ``depth`` is that of lists."""
        if deep > _MOST_DEEP:
            self._inline.append(running(element))
            self._pictures += sources(element)
            return
        self._inline.append(folded(element.text))
        for child in element:
            self._child(child, depth, deep + 1)
            self._inline.append(folded(child.tail))
        self._flush()

    def _child(self, child: Any, depth: int, deep: int) -> None:
        tag = child.tag
        if tag == "svg":
            self._pictures += framed(child)
        if not isinstance(tag, str) or is_skipped(child):
            return
        if tag == "br":
            self._inline.append("\n")
        elif tag not in _STRUCTURE and not _holds_structure(child):
            text = running(child)
            opens = not "".join(self._inline).strip()
            self._inline.append(f"{text}: " if opens and _is_glued_head(child, text) else text)
            self._pictures += sources(child)
        else:
            self._flush()
            self._structure(child, tag, depth, deep)

    def _structure(self, child: Any, tag: str, depth: int, deep: int) -> None:
        if tag in _HEADINGS and not _heads_callout(child):
            self._blocks.heading(_HEADINGS[tag], text_of(child))
        elif tag == "pre":
            self._preformatted(child)
        elif tag == "table" and (code := code_in(child)):
            self._blocks.code(code)
        elif tag == "table" and not _is_layout(child):
            for caption in child.iterchildren("caption"):
                self._blocks.text(lines(text_of(caption)))
            self._blocks.table(_cells(child))
        elif tag == "li":
            return self._item(child, depth, deep)
        else:
            return self.block(child, depth + _depth_of(child), deep)
        self._pictures += sources(child)
        return self._flush()

    def _preformatted(self, child: Any) -> None:
        if code := code_of(child, is_mail=self._is_mail):
            self._blocks.code(code)
        else:
            self._blocks.text(lines_of(child))

    def _item(self, item: Any, depth: int, deep: int) -> None:
        """A point of a list: its first paragraph is the point, what is nested follows."""
        self._point = max(0, depth - 1), self._mark_of(item)
        self.block(item, depth, deep)
        self._point = None

    def _mark_of(self, item: Any) -> str:
        """What the page shows before a point: its number in an ordered list, "-" in others."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return BULLET
        before = self._numbers.get(parent, _whole(parent.get("start"), 1) - 1)
        number = self._numbers[parent] = _whole(item.get("value"), before + 1)
        return f"{numerals.LATIN.get(parent.get('type', ''), str)(number)}."

    def _flush(self) -> None:
        text = lines(told("".join(self._inline)))
        text = callouts.told(text) if callouts.is_head(text) else text
        self._inline.clear()
        if text and self._point is None:
            self._blocks.text(text)
        elif text and self._point is not None:
            self._blocks.item(text, *self._point)
            self._point = None
        for source in self._pictures:
            self._blocks.text(scrub(self._picture(source)))
        self._pictures.clear()


def _depth_of(element: Any) -> int:
    """By how much deeper the points of a list stand; 0 for what is none.

    Google Docs writes a list within one as one beside it.
    """
    if element.tag not in _LISTS:
        return 0
    set_in = _SET_IN.search(element.get("class", ""))
    return 1 + int(set_in[1]) if set_in else 1


def _is_glued_head(element: Any, text: str) -> bool:
    """Whether it is the head of a callout, in Latin letters, and only a style parts it from those.

    A word may go on behind an element: "<b>Note</b>s".
    """
    following = element.getnext()
    after = element.tail or ("" if following is None else text_of(following)[:1].upper())
    return after[:1].isupper() and text.isascii() and callouts.is_head(text)


def _heads_callout(heading: Any) -> bool:
    """Whether a heading is that of a callout alone: what follows that is not below it."""
    around = itertools.islice(heading.iterancestors("div", "aside", "section"), 2)
    return callouts.is_head(text_of(heading)) and (
        _HEADINGS[heading.tag] >= _INNER_HEADING
        or any(_CALLOUT.search(one.get("class", "")) for one in around)
    )


def _whole(told: str | None, otherwise: int) -> int:
    """The number that an attribute gives, another for what makes no sense."""
    fits = told and told.strip().isascii() and told.strip().isdigit() and len(told) < _MOST_DIGITS
    return int(told) if told and fits else otherwise


def _holds_structure(element: Any) -> bool:
    return any(child.tag in _STRUCTURE for child in element.iterdescendants())


def _is_layout(table: Any) -> bool:
    """Whether a table only arranges the page: it holds tables, headings, or one column."""
    if any(child.tag == "table" or child.tag in _HEADINGS for child in table.iterdescendants()):
        return True
    return all(sum(bool(cell.strip()) for cell in row) <= 1 for row in _cells(table))


def _cells(table: Any) -> list[list[str]]:
    """The texts of the cells, each in its column; what spans rows is told in each of them."""
    rows: list[list[str]] = []
    spanning: dict[int, tuple[str, int]] = {}  # by column: the text, and rows it is still to fill
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in (cell for cell in row if cell.tag in ("td", "th") and not is_skipped(cell)):
            _fill(cells, spanning)
            text, rows_spanned = text_of(cell), _span(cell, "rowspan")
            again = text if len(text) <= _LONGEST_REPEATED else ""
            for more in range(_span(cell, "colspan")):
                if rows_spanned > 1:
                    spanning[len(cells)] = ("" if more else again, rows_spanned - 1)
                cells.append("" if more else text)
        _fill(cells, spanning)
        rows.append(cells)
    return rows


def _fill(cells: list[str], spanning: dict[int, tuple[str, int]]) -> None:
    """Append the cells of the next columns that come from rows above."""
    while (column := len(cells)) in spanning:
        text, left = spanning.pop(column)
        cells.append(text)
        if left > 1:
            spanning[column] = (text, left - 1)


def _span(cell: Any, name: str) -> int:
    """How many rows or columns a cell takes; 1 for what makes no sense."""
    told = cell.get(name, "").strip()
    return max(1, min(int(told), _MOST_SPANNED)) if told.isascii() and told.isdigit() else 1

"""The text of PDF pages made readable: characters, words and paragraphs mended. Pure.

All of it is conservative: a line is only joined to the next when it clearly should be.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Sequence

from ingest.formats.pages import widths, wrapped
from ingest.formats.pages.hyphens import Words, mended
from ingest.formats.pages.widths import ENDS, full_width_in, width_of
from ragqa.text.language import is_cjk

# --- characters ---------------------------------------------------------------------------------

# Control characters but tab and line feed, lone surrogates, spaces of no width, marks that programs
# put for objects and notes, and non-characters; not U+FFFD, which tells that a text is damaged.
_NEVER = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff"
    "\ud800-\udfff\ufff9-\ufffc\ufffe\uffff]"
)
_LINE_ENDS = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")  # besides "\n" and "\r\n"
# Ligatures, and radicals that fonts map where the plain character is meant (⼀ for 一).
_MEANT = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0x2E80, 0x2FE0), *range(0xFB00, 0xFB07))
}
# Unicode gives these radicals no plain form, though fonts map them all the same.
_MEANT |= {
    ord(radical): meant
    for radical, meant in zip(
        "⺟⺠⺩⺫⺬⺮⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
        "母民王目示竹肉虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
}
# What Symbol and Wingdings set before the points of a list: ● ■ ◆ ❑ ❖ ▪ □ • ➢.
_POINTS = "\uf06c\uf06e\uf075\uf071\uf076\uf0a7\uf0a8\uf0b7\uf0d8"
_MEANT |= dict.fromkeys(map(ord, _POINTS), "•")
_ONLY_IN_FONTS = re.compile(f"[\u2e80-\u2fdf\ufb00-\ufb06{_POINTS}]")
# Dots that lead from a heading to its page number, or a dish to its price: set apart, or many.
# Each run is looked at from its beginning alone, and as a whole.
_DOT = "[.·…‥]"
_NUMBER = r"\S{0,8}[\divxlcIVXLC一二三四五六七八九十]\S{0,4}(?:[ \t]\S{1,3})?"
_LEADER = re.compile(
    rf"(?<![.·…‥ \t])[ \t]*+(?:{_DOT}(?:[ \t]{{1,2}}{_DOT}){{5,}}+[ \t]*+(?=(?:{_NUMBER})?[ \t]*$)"
    rf"|(?:[.·]{{8,}}+|[…‥]{{4,}}+)[ \t]*+(?=(?:{_NUMBER}|\n[\divxlc]{{1,6}})[ \t]*$))",
    re.MULTILINE,
)
_IN_LEADERS = (". . . .", "........", "…………", "· · · ·", "… … …", "········", "‥‥‥‥", "‥ ‥ ‥")
_SPACED = re.compile(r" (?<=\S )(?=\S)")
_IN_CJK = "[\u2e80-\u9fff\uac00-\ud7af]"
_CLOSE = re.compile(f" (?<={_IN_CJK} )(?={_IN_CJK})")  # the space first: it is looked for quickly
_FEWEST_GAPS = 10
_FULL = "[\u3001-\u303e\u4e00-\u9fff\uff01-\uff5e]"
_SPREAD = re.compile(rf"(?<!{_FULL}){_FULL}(?: {_FULL}){{3,}}(?!{_FULL})")  # four alone
_BETWEEN_WIDE = re.compile(rf"(?<={_FULL}) (?={_FULL})")
_FEWEST_IN_LINE = 6  # spaces
_LEAST_SPREAD = 30  # columns of a line that was set to reach the edge


def unplain(more: str) -> re.Pattern[str]:
    """What finds a character that ``scrub`` or ``plain_characters`` changes, or one of ``more``."""
    parts = (_NEVER, _LINE_ENDS, _ONLY_IN_FONTS)
    return re.compile(f"[{''.join(part.pattern[1:-1] for part in parts)}{re.escape(more)}]")


def scrub(text: str) -> str:
    """Line ends as "\\n", without characters that no text has (controls, lone surrogates)."""
    return _NEVER.sub("", _LINE_ENDS.sub("\n", text.replace("\r\n", "\n")))


def plain_characters(text: str) -> str:
    """Ligatures, ideographic radicals and points, which only fonts need, as what is meant."""
    return _ONLY_IN_FONTS.sub(lambda found: _MEANT[ord(found.group())], text)


def short_leaders(page: str) -> str:
    """Leaders, as in a table of contents, as one "…": they are many tokens that say nothing."""
    if not any(map(page.__contains__, _IN_LEADERS)):
        return page  # as most are: one look for each kind
    return _LEADER.sub(_shortened, page)


def _shortened(leader: re.Match[str]) -> str:
    at, end = leader.span()
    before, after = leader.string[max(0, at - 1) : at], leader.string[end : end + 1]
    return f"{' ' if before.strip() else ''}…{' ' if after.strip() else ''}"


def close_up(page: str) -> str:
    """Take the spaces out of Chinese that is set with a space after every character.

    Of a whole page that is, and of lines that are set so to reach the edge, beside Latin words.
    """
    if len(_CLOSE.findall(page)) < _FEWEST_GAPS:
        return page
    spaced = sum(
        is_cjk(page[gap.start() - 1]) and is_cjk(page[gap.end()]) for gap in _SPACED.finditer(page)
    )
    if spaced < _FEWEST_GAPS:
        return page
    pairs = sum(is_cjk(left) and is_cjk(right) for left, right in itertools.pairwise(page))
    if spaced <= 2 * pairs:
        return "\n".join(map(_line_closed_up, page.split("\n")))
    return _SPACED.sub(
        lambda gap: "" if _wide(page[gap.start() - 1]) or _wide(page[gap.end()]) else " ", page
    )


def _line_closed_up(line: str) -> str:
    if line.startswith("|") or not _SPREAD.search(line) or width_of(line) < _LEAST_SPREAD:
        return line
    closed = _BETWEEN_WIDE.sub("", line)
    return closed if len(line) - len(closed) >= _FEWEST_IN_LINE else line


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


# --- words and paragraphs -----------------------------------------------------------------------

_LEAST_WIDTH = 40  # columns; shorter lines are never taken for full ones
_FULL_LINE = 0.7  # of the usual width of a full line
_FULL_BEFORE_CAPITAL = 0.85  # stricter: the next line may be a heading or a name
_FULL_IN_BOX = 0.63  # looser: that of a note in a frame, where the words tell that it goes on
_LETTERS = 0.7  # of what is not a space, in a line of prose
_LETTERS_WIDE = 0.5  # where a Chinese word may be cut by the line's end
_MOST_MEASURED = 50  # pages, evenly spread, whose lines show the usual width
_ITEM = re.compile(
    r"[•‣◦▪●○■□◆–—*·∙]|[-+] |\d+(?:\.\d+)* |第.{1,4}[章节条]"
    r"|[(（]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4}|[IVX]{1,4}|[一二三四五六七八九十百]{1,3})[)）.、．] ?"
    r"|\[\^?\d{1,3}\] [^\Wa-z\d_]"  # of a list of notes
)
# A number of something, which no list begins with: "每次赔偿限额为\n20,000 元。"
_COUNTED = re.compile(
    r"\d[\d,.]*[ \u00a0]?(?:[年月日元万亿台套个人天]|平方米|公[里斤]|小时|分钟|个月|[%％])"
    r"|\d[\d,.]* ?(?:[munk]?[smgWVAl]|[kMGT]i?B|[MG]?Hz|h|min|°C|℃)(?![^\W\d_])"
)
_CODE_BEGINS = re.compile(r"[$#%>{}|\\<]|\.\. |\.{3}")
# A name with its value, as in forms; of two lines that begin so, neither goes on with the other.
_LABEL = r"(?=[^\W\d_])(?:[^:：,，.。;；]|\.(?! [A-Z])){1,24}[:：]"
_LABELLED = re.compile(_LABEL)
_PAIR = re.compile(rf"{_LABEL}\s*+\S")
_OPTION = re.compile(r"--?\w")  # no line goes on with one, but one that begins with it may go on
_CODE_ENDS = "{\\=;|"
# A call at the end of a line; "name(1)" is a page of a manual.
_CALL = re.compile(r"[^\W\d]\((?!\d\w?\)$)[^()]*\)$|\(\)(?:[:;,{]|$)")
_OPERATORS = ("=", "|", "->", "&&")  # one of them is in each
_OPERATOR = re.compile(r" (?:==?|:=|&&|\|\|?|->) ")
_QUOTED = re.compile(r"[“”\"][^“”\"]*[“”\"]")  # such as “make = 1”, in whatever language
_MOST_WIDE = 8  # characters of a line of code with an operator
_HYPHENED = re.compile(r"[^\W_]-\Z")
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")
_LEADERS = re.compile(r"(?:\. ?){4}|(?:… ?){2}|_{4}")
_NO_LETTER = re.compile(r"[\W\d_]")
_NO_ASCII_LETTER = bytes(code for code in range(128) if not chr(code).isalpha())


def unwrap(
    page: str, full_width: float, words: Words, titles: Collection[str] = frozenset()
) -> str:
    """Join the lines of a page that were one paragraph, and the words cut at a line end.

    Args:
        page: Lines parted by "\\n".
        full_width: Columns of a full line, from ``usual_width``.
        words: Of the whole document.
        titles: Of headings; a line that is one is no part of a paragraph.
    """
    lines = [line.rstrip() for line in mended(page, words).split("\n")]
    least = max(_LEAST_WIDTH, _FULL_LINE * full_width)
    shortest = max(_LEAST_WIDTH, _FULL_IN_BOX * full_width) / 2  # characters
    parts = lines[:1]
    for at, (last, line) in enumerate(itertools.pairwise(lines)):
        # Most are too short: the line as it was printed, to which the next may belong.
        goes_on = (
            len(last) >= shortest
            and line
            and (last[-1] not in ENDS or wrapped.is_abbreviated(last))
            and not line[0].isspace()
            and _continues(last, line, full_width, least)
        ) or (_is_in_column(lines, at) and not (_ITEM.match(line) or _PAIR.match(line)))
        if goes_on and last not in titles and line not in titles:
            parts += _glue(last, line), line
        else:
            parts += "\n", line
    return "".join(parts)


def _is_in_column(lines: Sequence[str], at: int) -> bool:
    """Whether a line goes on with the next one in a narrow column."""
    following = lines[at + 1]
    if following[:1].islower():
        return wrapped.is_wrapped(lines, at) and _is_prose(lines[at]) and _is_prose(following)
    return widths.goes_on(lines, at)


def one_paragraph(text: str) -> str:
    """All lines of a cell or another small place as one, with the words whole."""
    lines = [line for raw in mended(text, {}).split("\n") if (line := raw.strip())]
    whole = "".join(lines[:1])
    for before, line in itertools.pairwise(lines):
        both = _LABELLED.match(before) and _LABELLED.match(line)
        whole += (" " if both else _glue(before, line)) + line
    return whole


def usual_width(pages: Sequence[str]) -> float:
    """Columns of a full line of prose: nine in ten of the lines are not longer."""
    widths = sorted(
        width
        for page in pages[:: max(1, len(pages) // _MOST_MEASURED)]
        for line in page.split("\n")
        if 2 * len(line) >= _LEAST_WIDTH
        and (width := width_of(line)) >= _LEAST_WIDTH
        and _is_prose(line)
    )
    return widths[int(len(widths) * 0.9)] if widths else 0.0


def _continues(line: str, following: str, full_width: float, least: float) -> bool:
    """Whether ``following`` is clearly the same paragraph as ``line``; cheap tests come first."""
    width = width_of(line)
    is_wide = is_cjk(line[-1]) and is_cjk(following[0])
    if width < least and not (
        width >= _FULL_IN_BOX * full_width and (is_wide or wrapped.tells(line, following))
    ):
        return False
    if _HYPHENED.search(line) and following[0].isalnum():
        return _is_prose(line) or line[-2].isdigit()
    if following[0].isupper() and width < _FULL_BEFORE_CAPITAL * full_width:
        return False
    if is_cjk(line[-1]) and _COUNTED.match(following):
        return _is_prose(line, _LETTERS_WIDE)
    if following[0].isdigit() and wrapped.needs_more(line):
        return _is_prose(line)
    if _ITEM.match(following) or _OPTION.match(following):
        return False
    if _PAIR.match(following) and _PAIR.match(line):
        return False
    if _is_code(following) or not _is_prose(line, _LETTERS_WIDE if is_wide else _LETTERS):
        return False
    return following[0].islower() or is_cjk(following[0]) or _is_prose(following)


def _is_prose(line: str, letters: float = _LETTERS) -> bool:
    if not line or line[0].isspace() or "  " in line or _is_code(line):
        return False
    if (".." in line or ". ." in line or "…" in line or "__" in line) and _LEADERS.search(line):
        return False
    is_ascii = line.isascii()
    spaces = " \t" if is_ascii else " \t\u3000\xa0"
    enough = letters * (len(line) - sum(map(line.count, spaces)))
    # In Latin text the plain letters are enough, and quickly counted.
    plain = line.encode("ascii", "ignore").translate(None, _NO_ASCII_LETTER)
    if len(plain) >= enough:
        return True
    return not is_ascii and len(line) - len(_NO_LETTER.findall(line)) >= enough


def _is_code(line: str) -> bool:
    return (
        line[-1] in _CODE_ENDS
        or _CODE_BEGINS.match(line) is not None
        or (")" in line and _CALL.search(line) is not None)
        or (
            any(map(line.__contains__, _OPERATORS))
            and _OPERATOR.search(_QUOTED.sub("", line)) is not None
            and full_width_in(line) <= _MOST_WIDE
        )
    )


def _glue(line: str, following: str) -> str:
    """Nothing between two wide characters, else a space; Korean parts its words by spaces."""
    if _HYPHENED.search(line) and following[0].isalnum():
        return ""  # as in "XS-2023-" and "08"; of words the hyphen is told before
    ends = line[-1] + following[0]
    return "" if _wide(ends[0]) and _wide(ends[1]) and not _HANGUL.search(ends) else " "

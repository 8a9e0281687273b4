"""What of a web page is no part of its text: scripts, menus, banners that ask for consent. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

# What a reader of the page would not read out.
_SKIPPED = frozenset(
    (
        *("head", "script", "style", "noscript", "template", "nav", "svg", "canvas"),
        *("iframe", "object", "embed", "audio", "video", "map"),
        *("button", "select", "input", "textarea"),
        *("rt", "rp"),  # readings above characters would cut words apart
    )
)
# Of a template that is shown where it stands, as SingleFile saves parts of pages (shadow roots).
_SHADOW = frozenset(("shadowrootmode", "shadowroot"))
_SKIPPED_ROLES = frozenset(("navigation", "search", "menu", "menubar"))
_SKIPPED_CLASSES = frozenset(("navheader", "navfooter", "navbar", "breadcrumbs", "toc"))
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_HIDDEN_ROLES = frozenset(("dialog", "alertdialog", "alert", "tooltip"))

_POPUP = re.compile(r"dialog|pop_?up|modal|toast|tooltip|qr_?code", re.IGNORECASE)
_CONSENT = re.compile(
    r"(?:^|[\s_-])(?:cookies?|gdpr|consent)[_-]?(?:banner|bar|notice|notification|consent|info|law|"
    r"popup|modal|dialog|message|overlay|disclaimer|alert|warning|wall|layer|hint|prompt)"
    r"|\bonetrust|\bcc-(?:window|banner)|\bcybotcookiebot|\bdidomi-|\busercentrics|\btruste-"
    r"|\bqc-cmp|\bsp_message",
    re.IGNORECASE,
)
_LONGEST = 4_000  # letters of a banner or a menu; what has more is the page itself
_MOST_WITHIN = 2_000  # elements of a menu: they may stand in many that are called so
_MENU = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navigation|menu|mainmenu|submenu|topmenu|sitemap|breadcrumb|breadcrumbs|"
    r"pagination|pager|share|sharing|social|skip|skiplink)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:related|recommended|recommendations|trending|most[_-]?(?:read|popular))(?:$|[\s_-])",
    re.IGNORECASE,
)
_LINE_NUMBERS = re.compile(
    r"(?:^|[\s_-])(?:linenos?|linenodiv|line-?numbers?|gutter|pre-numbering|line-index|lnum|blob-num)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WHOLE = frozenset(
    ("html", "body", "main", "article", *_HEADINGS)
)  # never left out for their names
_LINKED = 0.8  # of the letters of a menu are links


def is_skipped(element: Any) -> bool:
    """Whether an element and all within is left out."""
    if element.tag in _SKIPPED:
        return element.tag != "template" or _SHADOW.isdisjoint(element.keys())
    if element.tag == "aside" and _is_menu(element):
        return True
    said = element.keys()
    if not said:
        return False
    if "hidden" in said or ("role" in said and _has_skipped_role(element)):
        return True
    if "class" in said and not _SKIPPED_CLASSES.isdisjoint(element.get("class").lower().split()):
        return True
    tests = _tests(" ".join(element.get(name) for name in ("id", "class") if name in said))
    return bool(tests) and element.tag not in _WHOLE and any(test(element) for test in tests)


def drop_hidden(page: Any) -> None:
    """Take from a page what it hides by a style, but for scripts that would show it.

    In a mail that is the line which programs show beside the subject, and a second form of the
    same text for small screens.
    """
    hidden = [element for element in page.iter("*") if _is_hidden(element)]
    for element in hidden:
        if element.tag not in _WHOLE:
            element.drop_tree()


@lru_cache(maxsize=10_000)
def _tests(names: str) -> tuple[Callable[[Any], bool], ...]:
    """What tells whether an element that is called so is left out."""
    tests = (
        (_POPUP, _is_hidden),
        (_CONSENT, _asks_for_consent),
        (_MENU, _is_menu),
        (_OTHERS, _names_others),
        (_LINE_NUMBERS, _is_numbers),
    )
    return tuple(test for called, test in tests if called.search(names))


def _has_skipped_role(element: Any) -> bool:
    role = element.get("role").lower()
    return role in _SKIPPED_ROLES or (role in _HIDDEN_ROLES and _is_hidden(element))


def _is_hidden(element: Any) -> bool:
    return bool(_HIDDEN.search(element.get("style", "")))


def _asks_for_consent(element: Any) -> bool:
    if next(element.iter("h1", "main", "article"), None) is not None:
        return False
    return _letters([element]) <= _LONGEST and not _is_section(element)


def _is_section(element: Any) -> bool:
    """Whether it has its name from its heading, as the sections of a manual have."""
    heading = next(element.iter(*_HEADINGS), None)
    return heading is not None and _bare("".join(heading.itertext())) == _bare(
        element.get("id", "")
    )


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _is_menu(element: Any) -> bool:
    """Whether it consists of links, under a heading or not, and is none within a sentence."""
    if element.tag == "a" and _is_in_text(element):
        return False
    if next(itertools.islice(element.iter(), _MOST_WITHIN, None), None) is not None:
        return False
    if (letters := _letters([element])) > _LONGEST:
        return False
    linked = _letters(element.iter("a"))
    if linked < _LINKED * letters:
        headings = list(element.iter(*_HEADINGS))
        linked -= _letters(link for heading in headings for link in heading.iter("a"))
        letters -= _letters(headings)
    return linked > 0 and linked >= _LINKED * letters


def _names_others(element: Any) -> bool:
    """Whether it leads to other pages, as articles of news do between their paragraphs."""
    return _is_menu(element) and not _is_section(element)


def _is_numbers(element: Any) -> bool:
    """Whether it holds nothing but the numbers of the lines of code beside it."""
    text = "".join(itertools.islice(element.itertext(), _MOST_WITHIN))
    return not text.strip() or all(part.isdigit() for part in text.split())


def _is_in_text(link: Any) -> bool:
    """Whether letters stand beside it."""
    before = link.getprevious()
    beside = link.getparent().text if before is None else before.tail
    return any(map(str.isalpha, f"{beside or ''}{link.tail or ''}"))


def _letters(elements: Iterable[Any]) -> int:
    """How many are in some elements, or a number above ``_LONGEST``."""
    letters = 0
    for text in itertools.chain.from_iterable(one.itertext() for one in elements):
        letters += len("".join(text.split()))
        if letters > _LONGEST:
            break
    return letters

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pages.hyphens import mended, words_of


@pytest.mark.parametrize(
    ("page", "whole"),
    [
        ("some infor-\nmation here", "some information here"),
        ("the ALL IM-\nPLIED kind", "the ALL IMPLIED kind"),
        ("a well-\nknown and well-known one", "a well-known and well-known one"),
        ("a Sino-\nTibetan one", "a Sino-Tibetan one"),
        ("pages 12-\n14 are", "pages 12-\n14 are"),
        ("either\n-\nor", "either\n-\nor"),
    ],
)
def test_a_word_cut_at_a_line_end_is_mended(page: str, whole: str) -> None:
    assert mended(page, words_of(page)) == whole


def test_the_document_decides_whether_the_hyphen_belongs_to_the_word() -> None:
    assert mended("dpkg-\nsource", {"dpkg-source": 3}) == "dpkg-source"
    assert mended("dpkg-\nsource", {"dpkg-source": 1, "dpkgsource": 2}) == "dpkgsource"


def test_only_whole_words_decide_on_a_hyphen() -> None:
    page = "see dpkg-\nsource\ndpkg-source\nxdpkg-source a-dpkg-source dpkg-source-x dpkgsource"
    assert words_of(page) == {"dpkg-source": 1, "dpkgsource": 1}
    assert words_of("well-known, un-\nknown, unknown") == {}


LETTER = r"[^\W\d_]"


def looked_for_everywhere(text: str) -> dict[str, int]:
    """The same as ``words_of``, the long way round."""
    lower = text.lower()
    words: dict[str, int] = {}
    for left, right in re.findall(rf"({LETTER}+)-\n(?=({LETTER}+))", lower):
        whole, hyphened = (
            len(re.findall(rf"(?<!{LETTER})(?<!{LETTER}-){form}(?!-?{LETTER})", lower))
            for form in (left + right, f"{left}-{right}")
        )
        if hyphened:
            words |= {left + right: whole, f"{left}-{right}": hyphened}
    return words


@given(st.lists(st.sampled_from(["a", "B", "é", "中", "1", "_", "-", "-\n", " ", "\n", "a-b"])))
def test_words_are_counted_as_if_each_was_looked_for_everywhere(pieces: list[str]) -> None:
    # Every word with a hyphen twice, so that some stand elsewhere, too.
    text = "".join((*pieces, " ", *pieces[::-1], " a-b a-b-a a-é ba-b\n", *pieces))
    assert words_of(text) == looked_for_everywhere(text)

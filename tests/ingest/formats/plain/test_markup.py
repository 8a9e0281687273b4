"""Headings of reStructuredText, Org and AsciiDoc, whose source is read as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loading.loaders import load

RST = """=====
Book
=====

章节一
======

.. note:: Careful.

Deeper
------
Text::

  No
  --

no heading
-
Plain text
of two lines
------------

=====  =====
a      b
=====  =====

----

Next
====
End."""
ORG = """#+TITLE: My notes
* TODO [#A] First one :work:home:
** Second [2/3]
*bold* text
#+begin_src python
* no
#+END_SRC
,* no
* 第三
"""
ADOC = """= Doc
Ann Lee

== Part *one* ==
----
== no
----
....
== nor this
....
=== Deeper
////
=== hidden
////
==no
"""


def headings(folder: Path, name: str, source: str) -> list[tuple[int, str]]:
    path = folder / name
    path.write_text(source, encoding="utf-8")
    parsed = load(path)
    starts = [heading.start for heading in parsed.headings]
    assert starts == sorted(starts)
    assert parsed.text == source
    return [(heading.level, heading.title) for heading in parsed.headings]


def test_headings_of_rst_are_those_that_are_underlined(tmp_path: Path) -> None:
    assert headings(tmp_path, "a.rst", RST) == [
        (1, "Book"),
        (2, "章节一"),
        (3, "Deeper"),
        (2, "Next"),
    ]
    parsed = load(tmp_path / "a.rst")
    assert [parsed.text[h.start :][:4] for h in parsed.headings] == [
        "====",
        "章节一\n",
        "Deep",
        "Next",
    ]


def test_headings_of_org_have_stars(tmp_path: Path) -> None:
    assert headings(tmp_path, "a.org", ORG) == [(1, "First one"), (2, "Second"), (1, "第三")]
    assert load(tmp_path / "a.org").title == "My notes"


def test_headings_of_asciidoc_have_equals_signs(tmp_path: Path) -> None:
    found = [(1, "Doc"), (2, "Part *one*"), (3, "Deeper")]
    assert headings(tmp_path, "a.adoc", ADOC) == found


@pytest.mark.parametrize("name", ["a.rst", "a.org", "a.adoc"])
@pytest.mark.parametrize("piece", ["*", "* a\n", "==== ", "=", "a\n=\n", "----\n", "* [#"])
def test_what_never_ends_is_read_in_bounds(tmp_path: Path, name: str, piece: str) -> None:
    (tmp_path / name).write_text(f"a\n{piece * 20_000}")
    assert load(tmp_path / name).text.startswith("a\n")

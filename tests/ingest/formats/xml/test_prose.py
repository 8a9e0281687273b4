"""XML of texts: DocBook, DITA, TEI."""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped]

from ingest.formats.blocks import Blocks
from ingest.formats.xml.prose import write_prose
from ingest.parsed import Parsed


def prose(source: str) -> Parsed:
    blocks = Blocks()
    write_prose(etree.fromstring(source), blocks)
    return blocks.parsed()


def test_sections_are_under_their_titles() -> None:
    parsed = prose(
        "<book xmlns='http://docbook.org/ns/docbook'><info><title>Book</title><author><personname>"
        "<firstname>Ann</firstname> <surname>Lee</surname></personname></author></info>"
        "<chapter xml:id='c'><title>One <emphasis>now</emphasis></title><para>P<superscript>2"
        "</superscript>.</para><section><title>Deep</title><para>D.</para></section></chapter></book>"
    )
    assert parsed.text == "# Book\n\nAnn Lee\n\n## One now\n\nP[^2].\n\n### Deep\n\nD."
    assert [heading.level for heading in parsed.headings] == [1, 2, 3]


def test_lists_notes_code_and_tables_keep_their_form() -> None:
    parsed = prose(
        "<section><title>T</title><para>Text<footnote><para>a <b>note</b></para></footnote> on:"
        "<itemizedlist><listitem><para>a</para></listitem><listitem><para>b</para><orderedlist>"
        "<listitem><para>c</para></listitem></orderedlist></listitem></itemizedlist></para>"
        "<programlisting>if x:\n    y</programlisting><informaltable><tgroup><thead><row><entry>A"
        "</entry><entry>B</entry></row></thead><tbody><row><entry>1</entry><entry><para>2</para>"
        "</entry></row></tbody></tgroup></informaltable></section>"
    )
    assert parsed.text == (
        "# T\n\nText (a note) on:\n\n- a\n- b\n  1. c\n\nif x:\n    y\n\n"
        "| A | B |\n| --- | --- |\n| 1 | 2 |"
    )


def test_dita_and_tei_are_read_too() -> None:
    dita = (
        "<task id='t'><title>Mount</title><taskbody><context><p>First.</p></context><steps><step>"
        "<cmd>Turn <uicontrol>off</uicontrol>.</cmd></step></steps></taskbody></task>"
    )
    assert prose(dita).text == "# Mount\n\nFirst.\n\nTurn off."
    tei = (
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><div><head>I</head><p>One.</p>"
        "<!-- no --><lg><l>verse</l><l>two</l></lg></div></body></text></TEI>"
    )
    assert prose(tei).text == "# I\n\nOne.\n\nverse two"

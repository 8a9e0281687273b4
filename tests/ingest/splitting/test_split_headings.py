from __future__ import annotations

from ingest.parsed import Heading, Parsed
from ingest.splitting.split import Piece, embedding_text
from tests.ingest.splitting.test_split import cut


def sections(*parts: tuple[int, str, str]) -> Parsed:
    """A document of (level, title, body)."""
    text = ""
    headings = []
    for level, title, body in parts:
        headings.append(Heading(len(text), level, title))
        text += f"{title}\n\n{body}\n\n"
    return Parsed(text, (), tuple(headings))


BODY = "The package is built. It is then installed. It is tested at last."


def test_large_sections_share_no_piece_and_carry_their_breadcrumb() -> None:
    parsed = sections((1, "Guide", BODY), (2, "Setup", BODY), (2, "Build", BODY), (1, "End", BODY))
    pieces = cut(parsed, 30)
    assert [piece.headings for piece in pieces] == [
        ("Guide",),
        ("Guide", "Setup"),
        ("Guide", "Build"),
        ("End",),
    ]
    assert [piece.text.split("\n")[0] for piece in pieces] == ["Guide", "Setup", "Build", "End"]


def test_heading_without_text_joins_the_section_below_it() -> None:
    pieces = cut(sections((1, "Guide", ""), (2, "Setup", BODY)), 30)
    assert [piece.headings for piece in pieces] == [("Guide", "Setup")]
    assert pieces[0].text.startswith("Guide")


def test_tiny_siblings_are_joined_under_what_they_share() -> None:
    parsed = sections((1, "FAQ", BODY), (2, "Who", "All."), (2, "When", "Now."), (1, "End", BODY))
    assert [piece.headings for piece in cut(parsed, 30)] == [("FAQ",), ("End",)]
    alone = sections((1, "FAQ", BODY * 2), (2, "Who", "All."), (2, "When", "Now."))
    assert [piece.headings for piece in cut(alone, 34)] == [("FAQ",), ("FAQ",)]


def test_tiny_section_does_not_join_one_under_another_parent() -> None:
    parsed = sections((1, "A", BODY * 2), (2, "Small", "Few words."), (1, "B", BODY * 2))
    assert [piece.headings for piece in cut(parsed, 34)] == [("A",), ("A", "Small"), ("B",)]


def test_no_piece_spans_the_beginning_of_a_part() -> None:
    text = "Dear Ann, see below.\n\n# a.txt\n\nRed apples.\n\nGreen pears."
    second, third = text.index("# a.txt"), text.index("Green")
    parsed = Parsed(text, headings=(Heading(second, 2, "a.txt"),), parts=(second, third))
    pieces = [(p.text.split()[-1], p.headings) for p in cut(parsed, max_tokens=100)]
    assert pieces == [("below.", ()), ("apples.", ("a.txt",)), ("pears.", ("a.txt",))]


def test_each_entry_of_a_list_of_answers_is_a_piece_of_its_own() -> None:
    asked = [("Is it free?", "Yes."), ("Until when is it?", "May."), ("Is it for all?", "No.")]
    parsed = sections((1, "Help", ""), *((2, question, answer) for question, answer in asked))
    assert [piece.text.split("\n\n")[-2:] for piece in cut(parsed, 100)] == [
        list(entry) for entry in asked
    ]


def piece(*headings: str) -> Piece:
    return Piece("正文。", 0, 3, None, None, "", headings, ())


def test_embedding_text_puts_title_and_headings_before_the_text() -> None:
    assert embedding_text(piece("第一章", "概览"), "指南", 80) == "指南 > 第一章 > 概览\n正文。"
    assert embedding_text(piece(), "", 80) == "正文。"


def test_embedding_text_names_what_is_repeated_once_and_keeps_the_inner_headings() -> None:
    assert embedding_text(piece("指南", "概\n览"), "指南", 80) == "指南 > 概 览\n正文。"
    assert embedding_text(piece("Chapter", "Inner"), "", 8) == "> Inner\n正文。"
    assert embedding_text(piece("Chapter"), "", 0) == "正文。"

"""Splitting: nothing is lost, nothing is too long, and every piece knows where it stands."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.parsed import Heading, PageStart, Parsed, all_verbatim
from ingest.splitting.split import Piece, split
from tests.fakes import HashEmbeddings

EMBEDDER = HashEmbeddings()


def cut(parsed: Parsed | str, max_tokens: int = 20, overlap_tokens: int = 0) -> list[Piece]:
    return split(
        Parsed(parsed) if isinstance(parsed, str) else parsed,
        max_tokens=max_tokens,
        overlap_tokens=overlap_tokens,
        token_offsets=EMBEDDER.token_offsets,
    )


fragments = st.sampled_from(
    [
        "软件包",
        "维护者",
        "。",
        "，",
        "？”",
        "……",
        "；",
        "package ",
        "Debian",
        ". ",
        ", ",
        "3.14",
        " ",
        "\n",
        "\n\n",
        "\u3000",
        "e\u0301",
        "क\u094d\u0937",
        "👩\u200d💻",
        "👍🏽",
        "𠮷",
        "\ud842",
        "\udfb7",
        "$ make\n",
    ]
)
texts = st.lists(fragments, max_size=80).map("".join)


@st.composite
def documents(draw: st.DrawFn) -> Parsed:
    """Text with headings and pages at any place, also several at one."""
    text = draw(texts)
    places = st.lists(st.integers(0, len(text)), max_size=6).map(sorted)
    headings = [
        Heading(start, draw(st.integers(1, 3)), draw(st.sampled_from(["概览", "Setup", "x"])))
        for start in draw(places)
    ]
    numbers = sorted(draw(st.sets(st.integers(1, 9), max_size=5)))
    starts = sorted(
        draw(st.lists(st.integers(0, len(text)), min_size=len(numbers), max_size=len(numbers)))
    )
    pages = [
        PageStart(start, number, f"p{number}")
        for start, number in zip(starts, numbers, strict=True)
    ]
    parts = sorted(draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=4)))
    return Parsed(text, tuple(pages), tuple(headings), parts=tuple(parts))


@settings(max_examples=300)
@given(documents(), st.integers(1, 30), st.integers(0, 30))
@example(Parsed("\u0301" * 50), 3, 0)
def test_pieces_are_spans_in_order_under_the_cap_that_cover_all_text(
    parsed: Parsed, max_tokens: int, overlap_tokens: int
) -> None:
    pieces = cut(parsed, max_tokens, overlap_tokens)
    covered: set[int] = set()
    for piece in pieces:
        assert piece.text == parsed.text[piece.start : piece.end]
        assert piece.text == piece.text.strip() != ""
        assert EMBEDDER.count_tokens(piece.text) <= max_tokens
        assert not any(piece.start < part < piece.end for part in parsed.parts)
        covered.update(range(piece.start, piece.end))
    assert all(char.isspace() or i in covered for i, char in enumerate(parsed.text))
    starts = [piece.start for piece in pieces]
    ends = [piece.end for piece in pieces]
    assert starts == sorted(set(starts))
    assert ends == sorted(set(ends))


@given(documents(), st.integers(4, 30))
def test_each_character_is_on_the_page_its_piece_says(parsed: Parsed, max_tokens: int) -> None:
    def page_of(offset: int) -> int | None:
        if not parsed.pages:
            return None
        begun = [page for page in parsed.pages if page.start <= offset]
        return begun[-1].number if begun else parsed.pages[0].number

    for piece in cut(parsed, max_tokens, max_tokens // 3):
        assert piece.page_first == page_of(piece.start)
        assert piece.page_last == page_of(piece.end - 1)
        assert piece.page_label == (f"p{piece.page_first}" if piece.page_first else "")
        for offset in range(piece.start, piece.end):
            passed = sum(1 for start in piece.page_breaks if start <= offset)
            assert page_of(offset) == (piece.page_first + passed if piece.page_first else None)


@given(st.lists(st.sampled_from(["e\u0301", "क\u094d", "👍🏽", "👩\u200d💻", "字"]), min_size=1))
def test_no_piece_begins_inside_a_character_with_marks(characters: list[str]) -> None:
    for piece in cut("".join(characters), max_tokens=9):
        assert not unicodedata.category(piece.text[0]).startswith("M")
        assert piece.text[0] not in "\u200d🏽"
        assert piece.text[-1] != "\u200d"


runs = st.lists(
    st.tuples(
        st.sampled_from(["\U00020000", "\u200b", "\u200d", " ", "\n", "字", "a", "。", "\u0301"]),
        st.integers(1, 400),
    ),
    max_size=8,
)


def runs_as_tokens(text: str) -> list[tuple[int, int]]:
    """What SentencePiece makes of characters it does not know: one token for each run of them."""
    return [match.span() for match in re.finditer(r"(\S)\1*", text)]


@given(runs, st.integers(1, 9), st.integers(0, 9))
@example([("\U00020000", 60_000)], 160, 32)
@example([("a", 1), (" ", 60_000), ("b", 1)], 160, 32)
def test_no_piece_is_longer_than_16_characters_a_token_whatever_the_tokenizer_fuses(
    parts: list[tuple[str, int]], max_tokens: int, overlap_tokens: int
) -> None:
    text = "".join(character * times for character, times in parts)
    pieces = split(
        Parsed(text),
        max_tokens=max_tokens,
        overlap_tokens=overlap_tokens,
        token_offsets=runs_as_tokens,
    )
    assert max((len(piece.text) for piece in pieces), default=0) <= 16 * max_tokens
    covered = {i for piece in pieces for i in range(piece.start, piece.end)}
    assert all(char.isspace() or i in covered for i, char in enumerate(text))


def test_sentences_stay_whole_where_they_fit() -> None:
    text = "打包之前请先阅读指南。使用 debmake 命令生成模板！你会了吗？”然后手工调整文件。"
    assert [piece.text for piece in cut(text, 16)] == [
        "打包之前请先阅读指南。",
        "使用 debmake 命令生成模板！",
        "你会了吗？”然后手工调整文件。",
    ]


def test_whole_sentences_are_repeated_up_to_the_overlap() -> None:
    text = "One two three. Four five six. Seven eight nine. Ten eleven twelve."
    pieces = cut(text, max_tokens=12, overlap_tokens=4)
    assert [piece.text for piece in pieces] == [
        "One two three. Four five six. Seven eight nine.",
        "Seven eight nine. Ten eleven twelve.",
    ]
    assert [piece.text for piece in cut(text, max_tokens=12, overlap_tokens=3)] == [
        "One two three. Four five six. Seven eight nine.",
        "Ten eleven twelve.",
    ]


def test_nothing_is_repeated_of_another_paragraph() -> None:
    text = "One two three. Four five six.\nSeven eight nine. Ten eleven twelve. A b c. D e f."
    pieces = cut(text, max_tokens=16, overlap_tokens=8)
    assert [piece.text for piece in pieces] == [
        "One two three. Four five six.\nSeven eight nine. Ten eleven twelve.",
        "Seven eight nine. Ten eleven twelve. A b c. D e f.",
    ]
    ended = cut(text.replace(" A b c.", "\nA b c."), max_tokens=16, overlap_tokens=8)
    assert [piece.text for piece in ended] == [
        "One two three. Four five six.\nSeven eight nine. Ten eleven twelve.",
        "A b c. D e f.",
    ]


def test_sentence_over_the_cap_is_cut_after_a_clause_mark() -> None:
    text = "先安装编译工具链和依赖，再下载上游源码包并解压，最后运行命令生成二进制软件包"
    assert [piece.text for piece in cut(text, 20)] == [
        "先安装编译工具链和依赖，",
        "再下载上游源码包并解压，",
        "最后运行命令生成二进制软件包",
    ]


def test_sentence_without_clause_marks_is_cut_between_words() -> None:
    text = " ".join(f"word{i}" for i in range(50))
    pieces = cut(text, 20)
    assert " ".join(piece.text for piece in pieces) == text
    assert len(pieces) == 3


def test_code_without_end_marks_is_cut_at_its_lines() -> None:
    lines = [f"cp file{i} /usr/share/doc{i}" for i in range(12)]
    for piece in cut("\n".join(lines), 30, 12):
        assert all(line in lines for line in piece.text.split("\n"))


def test_text_of_white_space_alone_gives_no_piece() -> None:
    assert cut("") == []
    assert cut(" \n\u3000\n\t") == []


def test_long_text_is_tokenised_in_bounded_slices() -> None:
    asked: list[int] = []

    def token_offsets(text: str) -> list[tuple[int, int]]:
        asked.append(len(text))
        return EMBEDDER.token_offsets(text)

    text = "没有换行的长文本。" * 10_000
    split(Parsed(text), max_tokens=256, overlap_tokens=48, token_offsets=token_offsets)
    assert sum(asked) == len(text)
    assert max(asked) <= 20_000


def test_code_is_cut_between_lines_and_keeps_its_indentation() -> None:
    lines = [
        "def a():",
        "    if b:",
        "        say('一。二。三。')",
        "",
        "    else:",
        "        c()",
    ] * 4
    pieces = cut(all_verbatim("\n".join(lines)), overlap_tokens=5)
    assert len(pieces) > 3
    assert [line for piece in pieces for line in piece.text.split("\n") if line] == [
        line for line in lines if line
    ]


def test_a_line_that_begins_with_endless_white_space_makes_no_endless_piece() -> None:
    pieces = cut(all_verbatim("a\n\n" + " " * 5_000 + "b"), max_tokens=1)
    assert [piece.text for piece in pieces] == ["a", "b"]

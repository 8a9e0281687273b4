from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ragqa.generation.answer_text import AnswerText
from ragqa.generation.prompting.mixtral import STOPS
from tests import tiny_mixtral

# Four bytes, three bytes, several code points, none of them a piece of the vocabulary.
RARE = ("𠮷", "龘", "👩‍👩‍👧", "🇨🇳", "é", "[IN", "</", " ")


def test_the_space_before_the_answer_is_dropped_once() -> None:
    answer = AnswerText(STOPS)

    assert answer.feed(b" ") + answer.feed(b" \xe4\xbd\xa0") + answer.finish() == " 你"


def test_half_a_character_is_held_back() -> None:
    answer = AnswerText(STOPS)

    assert [answer.feed(bytes([byte])) for byte in "龘".encode()] == ["", "", "龘"]


def test_a_character_that_never_became_whole_is_left_out() -> None:
    answer = AnswerText(STOPS)

    assert answer.feed("好龘".encode()[:-1]) + answer.finish() == "好"


def test_the_beginning_of_a_stop_text_is_held_back_until_it_is_known() -> None:
    answer = AnswerText(STOPS)

    assert [answer.feed(piece) for piece in (b"x [", b"1", b"] <", b"/", b"s", b"> y")] == [
        *("x ", "[1", "] ", "", "", "")
    ]
    assert answer.stopped
    assert answer.feed(b"more") + answer.finish() == ""


def test_what_only_looked_like_a_stop_text_is_given_at_the_end() -> None:
    answer = AnswerText(STOPS)

    assert answer.feed(b"see [IN") == "see "
    assert answer.finish() == "[IN"


@given(
    text=st.text("ab[INST]</s>你龘 "),
    cuts=st.lists(st.integers(0, 60)),
    stops=st.lists(st.text("abIN[你", max_size=3), max_size=3),
)
def test_the_text_does_not_depend_on_how_it_was_cut(
    text: str, cuts: list[int], stops: list[str]
) -> None:
    data = text.encode()
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    whole, pieces = AnswerText([*STOPS, *stops]), AnswerText([*STOPS, *stops])

    expected = whole.feed(data) + whole.finish()
    got = "".join(pieces.feed(data[a:b]) for a, b in pairwise(edges))

    assert got + pieces.finish() == expected
    assert text.removeprefix(" ").startswith(expected)
    assert not any(stop in expected for stop in (*STOPS, *stops) if stop)


@given(
    texts=st.lists(st.sampled_from(RARE) | st.characters(exclude_categories=["Cs"]), max_size=30)
)
def test_a_text_in_byte_pieces_comes_whole_and_no_part_of_it_is_broken(texts: list[str]) -> None:
    text = "".join(texts).replace("\u2581", "")
    words = tiny_mixtral.tokenizer()
    answer = AnswerText()
    pieces = [piece_bytes(words.id_to_piece(token)) for token in words.encode("x" + text)]

    shown = [answer.feed(piece) for piece in pieces]

    assert "".join(shown) + answer.finish() == "x" + text
    assert all("\ufffd" not in part for part in shown) or "\ufffd" in text


def piece_bytes(piece: str) -> bytes:
    """The bytes of a piece of the vocabulary, as llama.cpp gives them."""
    if piece.startswith("<0x"):
        return bytes([int(piece[3:5], 16)])
    return piece.replace("\u2581", " ").encode()

from __future__ import annotations

from ragqa.text.language import sentence_spans
from ragqa.text.parts.unbroken import unbroken


def test_spans_within_brackets_are_one_and_those_of_a_bracket_left_open_are_not() -> None:
    text = "a (b! c) d. (e! f"
    assert list(unbroken(text, [(0, 5), (6, 11), (12, 15), (16, 17)])) == [
        (0, 11),
        (12, 15),
        (16, 17),
    ]


def test_a_quoted_question_ends_no_sentence_that_goes_on() -> None:
    sentences = [
        'See the "Why does it\ndo that?"\nquestion for more.',
        "“Stop!” he said.",
        'He asked "Why?"',
        "Nobody knew.",
        'It says "Who?"',
    ]
    text = " ".join(sentences) + "\n\nof these"
    found = [text[start:end] for start, end in unbroken(text, sentence_spans(text))]
    assert found == [*sentences, "of these"]

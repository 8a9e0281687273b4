"""The words at the end of a line tell whether it goes on with the next one."""

from __future__ import annotations

import pytest

from ingest.formats.pages.clean import one_paragraph, unwrap, usual_width

COLUMN = """The northern branch rejected the
list of the spare parts under the
old rules, and nobody has to wait
for a new one. The committee will
publish it on behalf of the owner
before the end of March."""
FULL = "The committee has to deliver the report on the state of the old bridge at a cost of"
PATHS = """debian/README of Debian
debian/change in a log
debian/control of a set
debian/copyright of man
debian/patches in order
debian/rules of the job"""
NAMES = """young polar bear cub
great white snow owl
little red river fox
brown speckled hen
small grey ringed seal
large black wood ant"""


def joined(text: str) -> str:
    return unwrap(text, usual_width([text]), {})


def test_lines_of_words_in_a_narrow_column_are_one_paragraph() -> None:
    assert joined(COLUMN) == COLUMN.replace("\n", " ")


def test_a_line_that_had_room_for_the_next_word_ends_there() -> None:
    text = COLUMN.replace("of the spare parts under the", "of the spare parts")
    assert "spare parts\nold rules" in joined(text)


@pytest.mark.parametrize("text", [PATHS, NAMES])
def test_lists_that_are_as_even_stay_lists(text: str) -> None:
    assert joined(text) == text


@pytest.mark.parametrize(
    ("line", "following"),
    [
        (FULL, "885 euros to the city"),
        (FULL.replace("at a cost of", "as is told in Fig."), "3 and in the text beside it"),
        (FULL.replace("at a cost of", "to Dr."), "Novak, who has asked for it since long ago"),
    ],
)
def test_a_sentence_goes_on_with_numbers_and_after_abbreviations(line: str, following: str) -> None:
    assert joined(f"{line}\n{following}") == f"{line} {following}"


def test_a_number_after_a_line_that_ends_otherwise_begins_an_item() -> None:
    line = FULL.replace(" at a cost of", " and of the new wall")
    assert joined(f"{line}\n2 Walls of the city") == f"{line}\n2 Walls of the city"


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("XS-20230417-\n08", "XS-20230417-08"),
        ("ref. 879-\nA", "ref. 879-A"),
        ("pages -\n8", "pages - 8"),
    ],
)
def test_a_code_cut_at_its_hyphen_is_whole(printed: str, whole: str) -> None:
    assert one_paragraph(printed) == whole
    before = "It was sent to the committee by the owner of the old bridge in the harbour with"
    assert joined(f"{before} {printed}").replace("\n", " ") == f"{before} {whole}"

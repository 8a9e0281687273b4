from __future__ import annotations

import pytest

from ragqa.text.markers import Marks, blanked, split, starts, without_markers


def test_blanked_text_keeps_its_places() -> None:
    assert blanked("see [1] and argv[1]，【2】。") == "see     and argv[1]，   。"


def test_markers_that_are_doubled_or_name_lines_are_markers() -> None:
    said = "Two years【1†source】. Nine [[2]] and [[3†L1-L5]]."
    assert split(said, "") == (
        "Two years. Nine and.",
        [Marks(9, (1,)), Marks(15, (2,)), Marks(19, (3,))],
    )
    assert blanked("[see [1]] x[[2]]") == "[see    ] x[[2]]"


def test_markers_begin_at_their_brackets_and_a_subscript_of_the_documents_is_none() -> None:
    said = "Take argv[1] [2] or x[3],【4】 `y[5]`."
    assert starts(said, "argv[1] is the first") == {said.index(m) for m in ("[2]", "[3]", "【4】")}


@pytest.mark.parametrize("end", ["\n```", ""])
def test_what_stands_in_a_block_of_code_is_no_marker(end: str) -> None:
    code = f"```python\nfirst = row [1]\n[2]\n`[3]{end}"
    said = f"Take it [4]:\n{code}"
    assert starts(said, "") == {said.index("[4]")}
    assert without_markers(said) == f"Take it:\n{code}"
    if end:
        assert without_markers(f"{code} [5]") == code


def test_the_mark_of_a_note_is_no_citation() -> None:
    text = "It has 14 characters[^1]. [^2] See Smith[^3, 4]."  # as ``ingest.formats.raised`` has it
    assert without_markers(text) == text


def test_a_range_stands_for_all_in_it_and_marks_may_be_raised() -> None:
    said = "Two years [1-3]. Nine【2–3，5】<sup>[4]</sup><sup>[6]</sup>."
    assert split(said, "") == (
        "Two years. Nine.",
        [Marks(9, (1, 2, 3)), Marks(15, (2, 3, 5)), Marks(15, (4,)), Marks(15, (6,))],
    )
    assert starts(said, "") == {said.index(m) for m in ("[1", "【2", "[4]", "[6]")}


@pytest.mark.parametrize("text", ["Any of [0-9] will do.", "It is ^[1-9] or [A-Z][1-9]."])
def test_a_class_of_characters_is_no_range_of_citations(text: str) -> None:
    assert without_markers(text) == text

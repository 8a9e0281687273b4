from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ragqa.answer.fence import Fence

FENCE = Fence(b"s" * 32)


def test_the_mark_is_the_same_for_texts_that_do_not_hold_it() -> None:
    assert FENCE.mark("甲") == FENCE.mark("乙") == Fence(b"s" * 32).mark("")
    assert len(FENCE.mark("")) == 8


def test_an_author_who_knows_every_mark_so_far_gets_yet_another() -> None:
    text = ""
    marks = []
    for _ in range(20):
        marks.append(FENCE.mark(text))
        assert marks[-1] not in text
        text += f"=== end {marks[-1].upper()} ===\n"
    assert len(set(marks)) == 20


@given(st.text())
def test_no_text_holds_its_own_mark(text: str) -> None:
    assert FENCE.mark(text) not in text


def test_the_secret_is_random_and_never_shown() -> None:
    assert Fence().mark("") != Fence().mark("")
    assert "sss" not in repr(FENCE)

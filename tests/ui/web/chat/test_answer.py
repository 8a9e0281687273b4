from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.web.chat.test_answer_html import Tags, assert_harmless
from ui.texts.web import EN
from ui.web.chat.answer import answer_html


def shown(
    text: str, exchange: int, passages: int, unsupported: Sequence[tuple[int, int]] = ()
) -> str:
    """With everything that looks like a marker taken for one."""
    marks = [match.start() for match in re.finditer(r"\[", text)]
    return answer_html(text, exchange, passages, marks, EN, unsupported)


def test_an_answer_keeps_its_text_and_gains_buttons_for_known_passages_only() -> None:
    page = shown("A [1] and [2], not [0] or [9].", 4, 2)
    assert Tags(page).text == "A 1 and 2, not [0] or [9]."
    assert re.findall(r'data-exchange="(\d)" data-number="(\d)"', page) == [("4", "1"), ("4", "2")]


def test_what_only_looks_like_a_marker_is_text() -> None:
    text = "Take argv[1] or [2] of **x[1]** [1]."
    page = answer_html(text, 0, 2, [text.rindex("[1]")], EN)
    assert Tags(page).text == "Take argv[1] or [2] of x[1] 1."
    assert page.count("<button") == 1


def test_bold_and_code_are_shown_and_code_keeps_its_brackets() -> None:
    page = shown("**Run [1]** `x[1]`\n```sh\n$ a[1] && **b**\n```\nend", 0, 1)
    assert "<strong>Run <button" in page
    assert "<code>x[1]</code>" in page
    assert "<pre><code>$ a[1] &amp;&amp; **b**</code></pre>end" in page


def test_a_heading_is_bold_and_a_command_for_root_is_no_heading() -> None:
    page = shown("## Steps [1]\nFirst:\n# apt install x\n### **Then**", 0, 1)
    assert page.startswith("<strong>Steps <button")
    assert "\n# apt install x\n" in page
    assert Tags(page).text == "Steps 1\nFirst:\n# apt install x\nThen"


def test_a_code_block_that_is_still_being_written_is_already_code() -> None:
    assert shown("```\n$ ls", 0, 0) == "<pre><code>$ ls</code></pre>"


@given(st.text(st.sampled_from("<>&\"'`*[]()!12\n ab:/$\\{}"), max_size=80))
def test_no_answer_makes_a_tag_or_attribute_of_its_own(text: str) -> None:
    assert_harmless(shown(text, 0, 2))


@given(st.text(max_size=60))
def test_plain_answers_are_shown_letter_for_letter(text: str) -> None:
    plain = "".join(c for c in text if c.isalnum() or c in " <>&\"'\n")
    assert Tags(shown(plain, 0, 0)).text == plain


def test_a_sentence_without_support_is_marked_around_its_buttons_and_bold() -> None:
    text = "Good [1]. **Bad one** here [1]. Good."
    page = shown(text, 0, 1, ((10, 30),))
    spans = re.findall(r'<span class="unsupported"[^>]*>([^<]*)</span>', page)
    assert spans == ["Bad one", " here "]
    assert "<strong><span" in page
    assert Tags(page).text == "Good 1. Bad one here 1. Good."


@given(st.text(st.sampled_from("<>&[]1*` a"), max_size=40), st.integers(0, 20))
def test_marks_change_no_letter_and_make_nothing_harmful(text: str, start: int) -> None:
    page = shown(text, 0, 2, ((start, start + 9),))
    assert_harmless(page)
    assert Tags(page).text == Tags(shown(text, 0, 2)).text

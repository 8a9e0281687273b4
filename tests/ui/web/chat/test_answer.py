from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.web.chat.test_answer_html import Tags, assert_harmless
from ui.texts.web import EN
from ui.web.chat import answer as under_test
from ui.web.chat.answer import Drawing, answer_html


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
    assert '<pre tabindex="0"><code>$ a[1] &amp;&amp; **b**</code></pre><p>end</p>' in page


def test_a_backslash_before_a_sign_is_not_shown_but_in_code_and_in_quotes() -> None:
    text = r"Run dh\_install \*now\* `a\_b` [1]"
    assert shown(text, 0, 0) == r"<p>Run dh_install *now* <code>a\_b</code> [1]</p>"
    assert r"dh\_install \*now\*" in answer_html(text, 0, 0, [], EN, quoted=True)
    marked = shown(text, 0, 0, [(0, len(text))])
    assert "dh_install *now*" in Tags(marked).text


def test_a_backslash_at_the_end_of_what_grows_waits_for_its_sign() -> None:
    grown = [answer_html(text, 0, 0, [], EN, growing=True) for text in ("a\\", "a\\_", "a\\_b")]
    assert grown == ["<p>a", "<p>a_", "<p>a_b"]


def test_bold_begins_and_ends_with_a_letter() -> None:
    page = shown("2 ** 3 and 4 ** 5, **“注意：”**后", 0, 0)
    assert page == "<p>2 ** 3 and 4 ** 5, <strong>“注意：”</strong>后</p>"


def test_a_command_for_root_is_no_heading() -> None:
    page = shown("## Steps [1]\nFirst:\n# apt install x\n### **Then**", 0, 1)
    assert page.startswith("<h3>Steps <button")
    assert "<p># apt install x</p><h3><strong>Then</strong></h3>" in page


def test_a_code_block_that_is_still_being_written_is_already_code() -> None:
    assert shown("```\n$ ls", 0, 0) == '<pre tabindex="0"><code>$ ls</code></pre>'


def test_markers_in_lists_and_tables_open_their_passages() -> None:
    text = "- one [1]\n  1. two [2]\n\n| a | b |\n|---|---|\n| x [1] | y | [2]\n| z \\| [2] |"
    page = shown(text, 3, 2)
    assert re.findall(r'data-number="(\d)"', page) == ["1", "2", "1", "2", "2"]
    assert Tags(page).text == "one 1two 2abx 1y 2z | 2"


def test_no_link_and_no_picture_comes_of_markdown() -> None:
    text = (
        "- ![p](http://e.vil/x.png)\n- [l](javascript:alert(1))\n- <http://e.vil>\n\n"
        "[r]: http://e.vil\n\n| <img src=x> | [r] |\n|---|---|\n| http://e.vil | &lt; |"
    )
    page = shown(text, 0, 0)
    assert_harmless(page)
    assert not Tags(page).tags & {"a", "img"}
    for piece in ("![p](http://e.vil/x.png)", "[r]: http://e.vil", "<img src=x>", "&lt;"):
        assert piece in Tags(page).text


QUOTE = "**Note** `x` [1] -\n- 1. | a |\n## 5\n|---|"


def test_what_is_quoted_is_no_markdown() -> None:
    page = answer_html(QUOTE, 0, 1, [QUOTE.index("[")], EN, quoted=True)
    assert Tags(page).text == QUOTE.replace("[1]", "1")
    assert Tags(page).tags == {"p", "button"}


def test_the_code_that_a_quote_is_of_stays_code() -> None:
    page = answer_html("```\na **b**\n```\n[1]\n## c [2]", 0, 0, (), EN, quoted=True)
    assert page == '<pre tabindex="0"><code>a **b**</code></pre><p>[1]</p><p>## c [2]</p>'


LONG = """根据资料 [1]，要点：

1. **年假：**共 15 天 [1]。
   - 入职满一年
   - 申请：`ragqa ask` [2]
2. **病假**见下表：

| 名称 | 天数 |
|:---|---:|
| 年假 | 15 [1] | [2]
| 病假 | **5** |
以上来自文档 [2]。

## 步骤
```sh
$ ls | x
```
[1] C:\\x 2 * 3
---
- end
"""


def test_while_it_grows_nothing_that_was_shown_is_taken_back() -> None:
    seen = ""
    for end in range(len(LONG) + 1):
        page = grown(LONG[:end])
        assert page.startswith(seen), LONG[:end][-20:]
        seen = page
    assert Tags(seen).text == Tags(shown(LONG, 0, 2)).text
    assert shown(LONG, 0, 2).startswith(seen)


def grown(text: str) -> str:
    marks = [match.start() for match in re.finditer(r"\[\d\]", text)]
    return answer_html(text, 0, 2, marks, EN, growing=True)


@given(st.text(st.sampled_from("|-*`#[1] \n.a字"), max_size=60))
def test_what_grows_is_harmless_and_ends_as_it_is(text: str) -> None:
    assert_harmless(grown(text))
    assert grown(f"{text}\n\nend").endswith("end") or "`" in text


@given(st.text(st.sampled_from("<>&\"'`*[]()!12\n ab:/$\\{}"), max_size=80))
def test_no_answer_makes_a_tag_or_attribute_of_its_own(text: str) -> None:
    assert_harmless(shown(text, 0, 2))


@given(st.text(max_size=60))
def test_plain_answers_are_shown_letter_for_letter(text: str) -> None:
    plain = "".join(c for c in text if c.isalnum() or c in " <>&\"'\n")
    assert Tags(shown(plain, 0, 0)).text.split() == plain.split()


@given(st.text(st.sampled_from("|-*:#\\ \t\n1.)ab字"), max_size=80))
def test_no_letter_of_an_answer_is_lost(text: str) -> None:
    def letters(of: str) -> str:
        return "".join(c for c in of if c.isalpha())

    assert letters(Tags(shown(text, 0, 0)).text) == letters(text)


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


def test_of_a_growing_answer_each_part_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Drawing] = []
    real = under_test._drawn

    def draw(part: Drawing) -> str:
        drawn.append(part)
        return real(part)

    monkeypatch.setattr(under_test, "_drawn", draw)
    text, known = "", dict[Drawing, str]()
    for number in range(50):
        text += f"Part {number} of it [1].\n\n"
        answer_html(f"{text}and", 0, 2, range(2_000), EN, growing=True, known=known)
    assert len(drawn) <= 50 + 2  # and twice what is the last one, first and later
    assert len(known) == 50 + 1


def test_nothing_is_kept_of_an_answer_that_is_gone() -> None:
    known: dict[Drawing, str] = {}
    answer_html("A secret.", 0, 0, (), EN, known=known)
    assert "secret" in repr(known)
    answer_html("", 0, 0, (), EN, known=known)
    assert "secret" not in repr(known)

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.answer.claims.citations import check
from ragqa.text import prepared
from ragqa.text.language import sentence_spans
from ragqa.text.markers import without_markers
from tests.builders import passage

LEAVE = passage("员工每年有十五天年假。请假须提前三天申请。", start=100, page=3)
TOOL = passage("The dh_make command creates templates.\nIt runs only 1 time.", page=None)
GIVEN = (LEAVE, TOOL)


def test_a_verbatim_quote_is_found_letter_for_letter() -> None:
    [cited] = check("请假须提前三天申请。 [1]", GIVEN).citations
    assert (cited.quote, cited.start, cited.end) == ("请假须提前三天申请。", 111, 121)
    assert (cited.page_first, cited.page_last, cited.verified, cited.score) == (3, 3, True, 1.0)


def test_width_case_and_line_breaks_do_not_hide_a_quote() -> None:
    [cited] = check(
        "ＴＨＥ dh_make command creates templates. It runs only 1 time. [2]", GIVEN
    ).citations
    assert cited.verified
    assert cited.page_first is None


def test_traditional_script_matches_simplified() -> None:
    [cited] = check("員工每年有十五天年假。[1]", GIVEN).citations
    assert (cited.quote, cited.score) == ("员工每年有十五天年假。", 1.0)


def test_a_paraphrase_is_supported_by_its_nearest_sentence() -> None:
    [cited] = check("每年的年假有十五天 [1]。", GIVEN).citations
    assert cited.quote == "员工每年有十五天年假。"
    assert cited.verified
    assert 0.5 <= cited.score < 1


def test_a_marker_at_the_end_of_a_line_ends_an_item_that_has_no_end_mark() -> None:
    listed = "Do not take it:\n- if you are allergic to soya\n- if you are driving a car"
    text = f"{listed}\n\nTalk to your doctor beforehand."
    said = f"{listed} [1]\nTalk to your doctor beforehand. [1]"
    checked = check(said, [passage(text)])
    assert checked.text == said
    assert [c.quote for c in checked.citations] == [listed, "Talk to your doctor beforehand."]


@pytest.mark.parametrize("marker", ["[3]", "[0]", "[99]", "[1, 7]"])
def test_a_number_that_was_not_given_is_removed(marker: str) -> None:
    checked = check(f"员工每年有十五天年假。{marker}", GIVEN)
    assert {c.number for c in checked.citations} <= {1}
    assert marker not in checked.text


def test_a_citation_that_has_nothing_to_do_with_its_sentence_is_dropped() -> None:
    checked = check("Bananas are yellow. [2]", GIVEN)
    assert checked.citations == ()
    assert checked.text == "Bananas are yellow."


def test_a_number_that_is_not_in_the_passage_leaves_the_citation_unverified() -> None:
    [cited] = check("The dh_make command creates 7 templates. [2]", GIVEN).citations
    assert not cited.verified


@pytest.mark.parametrize("form", ["[1][2]", "[1, 2]", "【1】[2]", "［1，2］", "[资料1] [2]"])
def test_all_forms_of_markers_are_read(form: str) -> None:
    text = f"员工每年有十五天年假，the dh_make command creates templates. {form}"
    checked = check(text, GIVEN)
    assert [c.number for c in checked.citations] == [1, 2]
    assert checked.text.endswith("[1][2]")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("本店商品不可以在七天内全额退款。", "可以在七天内全额退款。[1]"),
        ("You must not restart the server at night.", "Restart the server at night. [1]"),
    ],
)
def test_a_quote_cut_out_of_its_negation_is_not_verified(text: str, answer: str) -> None:
    [cited] = check(answer, (passage(text),)).citations
    assert not cited.verified
    assert cited.quote == text


def test_a_quote_is_whole_words_of_whole_sentences() -> None:
    [cited] = check(
        "Able to refund customers. [1]", (passage("It is unable to refund customers."),)
    ).citations
    assert cited.quote == "It is unable to refund customers."
    assert cited.score < 1


def test_a_number_from_another_sentence_does_not_verify() -> None:
    source = passage("The upload limit is 20 MB per file. The manual has 50 pages.")
    [cited] = check("The upload limit is 50 MB per file [1].", (source,)).citations
    assert not cited.verified


def test_thousands_are_the_same_number_with_and_without_commas() -> None:
    source = passage("The stadium built last year seats 12,500 people in all.")
    [cited] = check("The stadium seats 12500 people. [1]", (source,)).citations
    assert cited.verified


@pytest.mark.parametrize("code", ["use argv[1] as the base name", "use `a[0]` of the list here"])
def test_subscripts_are_code_and_not_citations(code: str) -> None:
    source = passage(f"In shell {code}.")
    checked = check(f"In shell {code}. [1]", (source,))
    assert checked.text == f"In shell {code}. [1]"
    assert without_markers(source.text) == source.text
    assert len(checked.citations) == 1


def test_the_same_quote_is_listed_once() -> None:
    checked = check("员工每年有十五天年假。[1]\n员工每年有十五天年假。[1]", GIVEN)
    assert len(checked.citations) == 1
    assert checked.text.count("[1]") == 2


def test_sentences_without_any_marker_are_attributed_where_there_is_support() -> None:
    checked = check("员工每年有十五天年假。其余随意。", GIVEN)
    assert checked.text == "员工每年有十五天年假。 [1]其余随意。"


def test_whatever_holds_in_other_words_is_attributed_too() -> None:
    source = passage("Applicants need a minimum of 3 years of practice. Bring a photograph.")
    [cited] = check("At least three years of practice are needed.", (source,)).citations
    assert cited.quote == "Applicants need a minimum of 3 years of practice."
    assert cited.verified


def test_a_sentence_without_a_marker_is_attributed_beside_others_that_have_one() -> None:
    checked = check("员工每年有十五天年假 [1]。请假须提前三天申请。", GIVEN)
    assert checked.text == "员工每年有十五天年假 [1]。请假须提前三天申请。 [1]"
    assert [c.quote for c in checked.citations] == [
        "员工每年有十五天年假。",
        "请假须提前三天申请。",
    ]
    assert checked.unsupported == ()


def test_one_marker_at_the_end_of_a_line_stands_for_the_sentences_before_it() -> None:
    checked = check("员工每年有十五天年假。请假须提前三天申请。 [1]", GIVEN)
    assert checked.text == "员工每年有十五天年假。请假须提前三天申请。 [1]"
    assert checked.unsupported == ()


@given(st.text(alphabet="员工年假 [1][2]【9】.。dh_make3,\n", max_size=40))
def test_whatever_the_model_writes_every_citation_is_in_its_passage(text: str) -> None:
    checked = check(text, GIVEN)
    for cited in checked.citations:
        source = GIVEN[cited.number - 1]
        assert source.text[cited.start - source.start : cited.end - source.start] == cited.quote
        assert f"[{cited.number}]" in checked.text
    for start, end in checked.unsupported:
        assert 0 <= start < end <= len(checked.text)
    cited_numbers = {f"[{cited.number}]" for cited in checked.citations}
    assert {checked.text[mark : mark + 3] for mark in checked.marks} == cited_numbers


def test_it_is_known_where_the_markers_are_beside_subscripts_of_the_document() -> None:
    source = passage("The first argument is argv[1], and the matrix cell is m[1][1].")
    checked = check("The first argument is argv[1]. The matrix cell is m[1][1]. [1]", (source,))
    rest, marks = checked.text, [checked.text[mark:] for mark in checked.marks]
    assert rest.startswith("The first argument is argv[1]")
    assert marks[-1].startswith("[1]")
    assert not {rest.index("argv[1]") + 4, rest.index("m[1]") + 1, rest.index("m[1]") + 4} & set(
        checked.marks
    )


def test_a_reference_mark_of_the_document_is_not_taken_for_a_citation() -> None:
    source = passage("该方法首次由张三提出 [3]。后来被广泛采用。")
    quoted = without_markers("该方法首次由张三提出 [3]。")
    [cited] = check(f"{quoted} [1]", (source,)).citations
    assert quoted == "该方法首次由张三提出。"
    assert cited.quote == "该方法首次由张三提出 [3]。"
    assert cited.verified


def test_a_reference_mark_after_a_space_is_no_subscript() -> None:
    own = "The method was named by Smith [2] and spread [1, 3] quickly."
    assert without_markers(own) == "The method was named by Smith and spread quickly."


def test_a_quote_has_the_headings_of_its_own_place() -> None:
    text = "员工每年有十五天年假。请假须提前三天申请。"
    joined = replace(
        passage(text, headings=("表一", "rows 2-9")),
        sections=((0, ("表一", "rows 2-9")), (11, ("表二", "rows 1-4"))),
    )
    checked = check("员工每年有十五天年假。[1] 请假须提前三天申请。[1]", [joined])
    assert [c.headings for c in checked.citations] == [("表一", "rows 2-9"), ("表二", "rows 1-4")]


@pytest.mark.parametrize(
    "said", ["The tool" + " " * 400_000 + "runs.", "Is it?" * 200_000 + "run", "[1 " * 100_000]
)
def test_an_answer_of_one_character_many_times_is_read_in_one_pass(said: str) -> None:
    # Read again from each place, these would take many minutes.
    assert check(said, ()).citations == ()


def test_a_passage_is_worked_out_once_for_all_sentences_of_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def spans(text: str) -> list[tuple[int, int]]:
        read.append(text)
        return sentence_spans(text)

    monkeypatch.setattr(prepared, "sentence_spans", spans)
    text = " ".join(f"The tool creates template {n} of the package." for n in range(20))
    said = " ".join(f"Template number {n} is created by the tool [1]." for n in range(20))
    assert check(said, (passage(text),)).citations
    assert read == [text]


def test_a_number_in_a_block_of_code_is_left_there_and_cites_nothing() -> None:
    code = "```python\nfirst = rows [1]\nlast = rows [99]\n```"
    cited = check(f"{code}\nIt runs only 1 time. [2]", GIVEN)
    assert cited.text == f"{code}\nIt runs only 1 time. [2]"
    assert [citation.number for citation in cited.citations] == [2]
    assert [cited.text[at : at + 3] for at in cited.marks] == ["[2]"]
    assert cited.marks == (cited.text.index("[2]"),)

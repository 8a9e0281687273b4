from __future__ import annotations

import pytest

from ragqa.text.parts.records import Records, is_form
from ragqa.text.parts.sentences import candidates
from tests.builders import passage

ANN = "Name: Ann Lee\nPhone: 555 0101\nTeam: Sales\nManager: Peter Holm"
LEASE = (
    "甲方：王芳\n电话：13611112222\n乙方：李雷\n电话：13733334444\n月租金：5200元\n\n"
    "第一条 甲方将房屋出租给乙方居住。"
)
CONTACTS = "- **Name**: John Doe\n- **Mail**: j@a.org\n\n- **Name**: Mary Chen\n- **Mail**: m@a.org"
SHEETS = "Model: XG-200\nWeight: 1.2 kg\nColour: black\nModel: XG-300\nWeight: 2.5 kg\nColour: red"


def told(question: str, text: str) -> list[str]:
    """The lines that may be quoted, with what stands above them."""
    return [f"{s.above}{s.text}" for s in candidates(question, [passage(text)])]


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("What is Ann Lee's phone number?", "Name: Ann Lee Phone: 555 0101"),
        ("In which team is Ann?", "Name: Ann Lee Team: Sales"),  # of two words
    ],
)
def test_a_line_of_a_record_is_read_with_that_of_whom_it_is(question: str, line: str) -> None:
    assert line in told(question, ANN)


def test_a_line_that_says_no_more_than_the_question_is_not_quoted() -> None:
    assert "Name: Ann Lee" not in told("What is Ann Lee's phone number?", ANN)
    assert "Name: Ann Lee" in told("What is Ann's full name?", ANN)


def test_whether_two_values_go_together_is_told_by_their_lines() -> None:
    lines = told("Is Ann Lee in Sales?", ANN)
    assert lines == ["Team: Sales Name: Ann Lee", "Name: Ann Lee Team: Sales"]


@pytest.mark.parametrize(
    ("question", "first"),
    [("Whose phone is 555 0101?", "Name: Ann Lee"), ("Who has 555 0101?", "Name: Ann Lee")],
)
def test_whose_a_value_is_the_line_with_the_name_tells(question: str, first: str) -> None:
    assert told(question, ANN) == [f"Phone: 555 0101 {first}"]


def test_where_the_name_is_a_title_the_value_itself_is_quoted() -> None:
    card = "Phone: 555 0101\nOrganization: Nordic Bank\nBirthday: 1979-02-14"
    assert told("Who works at Nordic Bank?", card) == ["Organization: Nordic Bank"]


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("What is Omar's number?", "Phone (电话), cell: +47 900 11 222"),
        ("Omar在哪里上班？", "Organization (单位): Haddad Plumbing"),
        ("How old is Omar?", "Birthday (生日): 1984-06-30"),
    ],
)
def test_a_line_is_told_by_words_that_imply_its_label(question: str, line: str) -> None:
    card = (
        "Name (姓名): Omar Haddad\nOrganization (单位): Haddad Plumbing\n"
        "Phone (电话), cell: +47 900 11 222\nBirthday (生日): 1984-06-30"
    )
    assert told(question, card) == [f"Name (姓名): Omar Haddad {line}"]


def test_a_label_that_is_said_goes_before_one_that_is_implied() -> None:
    form = "Customer: Ann Lee\nPhone: 555 0101\nOrder number: 77"
    assert told("What is the order number?", form) == ["Order number: 77"]


def test_a_name_and_what_is_told_of_it_are_a_record() -> None:
    card = "Name: Ann Lee\nPhone: 555 0101"
    assert told("Whose phone is 555 0101?", card) == ["Phone: 555 0101 Name: Ann Lee"]


def test_a_line_that_shares_but_a_word_with_the_question_is_not_the_only_one() -> None:
    contract = "合同编号：HT-2024\n总价：5200元\n签订日期：2024年3月"
    assert "总价：5200元" in told("合同金额是多少？", contract)


def test_what_is_called_as_a_line_is_told_by_that_line() -> None:
    assert told("What is Ann Lee's phone number?", ANN) == ["Name: Ann Lee Phone: 555 0101"]


def test_who_stands_in_another_line_is_not_the_name() -> None:
    lines = told("Who is the manager of Sales?", ANN)
    assert "Team: Sales Manager: Peter Holm" in lines
    report = "title: Report\nstatus: current\nauthor: Ann Lee"
    assert "status: current author: Ann Lee" in told("Who wrote the current one?", report)


@pytest.mark.parametrize(
    ("question", "text", "right", "wrong"),
    [
        ("李雷的电话是多少？", LEASE, "乙方：李雷 电话：13733334444", "13611112222"),
        ("王芳的电话是多少？", LEASE, "甲方：王芳 电话：13611112222", "13733334444"),
        ("What is the mail of Mary Chen?", CONTACTS, "**Mail**: m@a.org", "j@a.org"),
        ("What is the colour of the XG-300?", SHEETS, "Model: XG-300 Colour: red", "black"),
        ("What is the weight of the XG-200?", SHEETS, "Model: XG-200 Weight: 1.2 kg", "2.5"),
    ],
)
def test_lines_of_others_are_not_quoted(question: str, text: str, right: str, wrong: str) -> None:
    lines = "\n".join(told(question, text))
    assert right in lines
    assert wrong not in lines


@pytest.mark.parametrize(
    "text",
    [
        "Phone: 555\nTeam: Sales",  # too few
        "Ann: shall we go?\nTom: we go on Monday, if it is dry.\nAnn: good!",  # people talk
        "10:00 Museum\n12:00 Lunch\n14:00 Harbour",
        "see: https://a.org\nand more",
    ],
)
def test_what_is_no_record_has_none(text: str) -> None:
    records = Records(text, "Where is Ann at ten, Tom?")
    assert not any(start in records for start in range(len(text)))


def test_a_form_is_told_by_half_of_its_lines() -> None:
    assert is_form("Form\nName: Ann\nPhone: 1")
    assert not is_form("Form\nfor all\nof us\nName: Ann")

from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.text.parts.sentences import candidates
from ragqa.types import Passage

WAR = (
    "The Thirty Years' War devastated central Europe. The treaty of 1648 ended the war at last. "
    "Trade recovered slowly in the following decades."
)

SECTIONS = (
    (0, ("清泉 Q5 净水器使用说明书",)),
    (20, ("清泉 Q5 净水器使用说明书", "安装与首次使用前的冲洗")),
)


def passage(text: str, *, headings: tuple[str, ...] = ()) -> Passage:
    return Passage(text, "d", 1, "a.txt", None, None, "", headings, 0, len(text), 1.0)


def test_questions_headings_fragments_and_echoes_are_left_out() -> None:
    text = (
        "第三章 蒸制方法\n\n怎样蒸南瓜？\n\n蒸南瓜。\n\n怎样蒸南瓜。\n\n"
        "南瓜切块后上锅蒸二十分钟。\n\nHow to steam\n\n营养丰富的南瓜，富含胡萝卜素和膳食纤维"
    )
    found = candidates("怎样蒸南瓜？", [passage(text, headings=("第三章 蒸制方法",))])
    assert [s.text for s in found] == [
        "南瓜切块后上锅蒸二十分钟。",
        "营养丰富的南瓜，富含胡萝卜素和膳食纤维",
    ]


def test_a_mark_within_brackets_or_a_title_ends_no_sentence() -> None:
    label = "J Storm为旗下组合（岚及Hey! Say! JUMP）出版影音产品。"
    album = "《卡拉OK.LIVE！台北》是张雨生的第六张专辑。"
    text = f"{label}目前的社长是藤岛。{album}销量并不高。"
    found = candidates("?", [passage(text)])
    assert [s.text for s in found][:3] == [label, "目前的社长是藤岛。", album]
    assert all(text[s.start : s.end] == s.text for s in found)


def test_a_bracket_that_is_never_closed_swallows_nothing() -> None:
    text = "（这个括号没有关上。第二句话就在这里。\n\n第三句）话在别的段落里。"
    assert [s.text for s in candidates("?", [passage(text)])][:2] == [
        "（这个括号没有关上。",
        "第二句话就在这里。",
    ]


def test_long_lines_know_where_they_stand() -> None:
    text = "前言在这里结束了。\n" + "\n  ".join(
        f"model {n} has a weight of {n * 3} kilograms in total" for n in range(30)
    )
    found = candidates("?", [passage(text)])
    assert len(found) > 20
    assert all(text[s.start : s.end] == s.text for s in found)


def test_a_heading_with_many_words_is_known_from_the_breadcrumb() -> None:
    heading = "南瓜的蒸制方法与火候的掌握"
    found = candidates("火候？", [passage(f"{heading}\n\n大火蒸二十分钟。", headings=(heading,))])
    assert [s.text for s in found] == ["大火蒸二十分钟。"]


def test_a_slide_is_quoted_although_its_lines_are_short_and_end_without_a_mark() -> None:
    slide = "# Roadmap\n\nThe falcon release ships in October 2027"
    found = candidates("When does the falcon release ship?", [passage(slide), passage(WAR)])
    assert "The falcon release ships in October 2027" in [sentence.text for sentence in found]
    assert "# Roadmap" not in [sentence.text for sentence in found]


def test_lines_of_a_form_are_sentences() -> None:
    form = "采购合同\n合同编号：HT-2024\n甲方：云杉公司\n签订日期：2024年3月"
    text = f"{form}\n\n双方应当遵守本合同的约定。"
    found = [s.text for s in candidates("写了什么？", [passage(text)])]
    assert found == [
        "合同编号：HT-2024",
        "甲方：云杉公司",
        "签订日期：2024年3月",
        "双方应当遵守本合同的约定。",
    ]
    form = "Name: Ann Lee\nDate of birth: 3 May 1990\n\nShe agreed to all of this."
    assert "Date of birth: 3 May 1990" in [s.text for s in candidates("?", [passage(form)])]


def test_an_address_in_prose_makes_no_form() -> None:
    text = "See the page\nhttps://example.org/a or\nhttps://example.org/b for what it says."
    assert [s.text for s in candidates("?", [passage(text)])] == [text]


@pytest.mark.parametrize("number", ["四", "一百零四", "一千零七十九", "12"])
def test_the_title_of_an_article_is_no_part_of_what_it_says(number: str) -> None:
    said = "质保期为验收合格之日起十八个月。"
    found = candidates("质保期多久？", [passage(f"第{number}条 质保\n{said}")])
    assert [s.text for s in found] == [said]


def test_a_heading_is_known_whatever_marks_it() -> None:
    text = "# 清泉 Q5 净水器使用说明书\n\n## 安装与首次使用前的冲洗\n\n先关闭进水总阀，再拆下软管。"
    found = candidates("怎么安装净水器", [replace(passage(text), sections=SECTIONS)])
    assert [s.text for s in found] == ["先关闭进水总阀，再拆下软管。"]


def test_a_short_row_is_no_heading_and_is_read_with_the_names_of_its_columns() -> None:
    text = (
        "| Item | Value |\n| --- | --- |\n| Maximum torque | 62 Nm |\n\nNever use solvents on it."
    )
    found = candidates("torque?", [passage(text)])
    assert [(s.text, s.above) for s in found] == [
        ("| Maximum torque | 62 Nm |", "Item Value "),
        ("Never use solvents on it.", ""),
    ]


def test_what_stands_below_a_question_is_read_with_it() -> None:
    asked = "**问：免费版有多大空间？**"
    text = (
        f"{asked}\n答：免费版 10 GB，专业版 2 TB。团队版每人 5 TB。\n\n以上数字每年会调整一次。\n"
        "谁来调整呢？由产品部门来决定。\n\n"
        "# 能退款吗？\n\n七天之内可以全额退款。\n\n其他情况请联系客服。"
    )
    assert [(s.text, s.title) for s in candidates("?", [passage(text)])] == [
        ("答：免费版 10 GB，专业版 2 TB。", asked),
        ("团队版每人 5 TB。", asked),
        ("以上数字每年会调整一次。", ""),
        ("由产品部门来决定。", ""),
        ("七天之内可以全额退款。", "# 能退款吗？"),
        ("其他情况请联系客服。", ""),
    ]


def test_a_mark_within_a_row_ends_no_sentence() -> None:
    text = "| Question | Answer |\n|---|---|\n| Is it free? | Yes. |\n| How long? | 3 days |"
    found = candidates("?", [passage(text)])
    assert [s.text for s in found] == ["| Is it free? | Yes. |", "| How long? | 3 days |"]


def test_a_row_that_is_never_closed_swallows_nothing() -> None:
    text = "| Is it free? Yes, it is free of charge.\nThe second line stands here, too. | It ends |"
    found = candidates("?", [passage(text)])
    assert "The second line stands here, too." in [s.text for s in found]


def test_what_somebody_asks_in_a_story_is_no_title_of_what_follows() -> None:
    text = "他问：“你去吗？”\n她没有回答，转身走了。\n第二天他离开北京，去了上海。"
    assert {s.title for s in candidates("?", [passage(text)])} == {""}


def test_a_passage_of_brackets_that_are_never_closed_is_read_once() -> None:
    # Compared with all that follows from each of them, it would take minutes.
    text = "(a? " * 5_000
    assert len(candidates("?", [passage(text)])) == 5_000


@pytest.mark.parametrize(
    "text",
    [
        "**Q: Can I bring a dog?** A: In the garden you can. Not in the hall of the house.",
        "问：停车免费吗？答：每小时收取三元停车费。问：可以带狗吗？答：花园里可以带狗。",
        "Can I bring a dog? **Answer:** In the garden you can.",
    ],
)
def test_an_answer_that_is_marked_as_one_is_read_with_the_question_on_its_line(text: str) -> None:
    found = [s for s in candidates("?", [passage(text)]) if s.title]
    assert found
    assert all(text[: s.start].rfind(s.title) >= 0 for s in found)
    assert all("?" in s.title or "？" in s.title for s in found)


@pytest.mark.parametrize("sent", ["[2026-02-11 09:4{}] ", "2026/3/4 21:0{}, ", "[9:4{}] "])
def test_each_message_of_a_chat_stands_alone(sent: str) -> None:
    ask = f"{sent.format(1)}Dana: the demo moved to Thursday, 3 pm London time"
    reply = f"{sent.format(2)}Priya: can we show the new checkout by then, please"
    found = candidates("?", [passage(f"{ask}\n{reply}\nand the old one")])
    assert [s.text for s in found] == [ask, f"{reply}\nand the old one"]


def test_a_line_that_begins_with_what_it_tells_of_stands_alone() -> None:
    text = "【规格】每瓶装120毫升，每盒一瓶\n【贮藏】密封，置阴凉处。\n【有效期】24个月"
    found = [s.text for s in candidates("?", [passage(text)])]
    assert found[:2] == text.splitlines()[:2]


def test_the_phone_of_a_contact_is_a_line_of_a_form() -> None:
    lines = ["Organization (单位): 中心医院", "Phone (电话), work, cell: 021-6438-7250"]
    contact = passage("\n".join((*lines, "Note (备注): 周二下午门诊")))
    assert [s.text for s in candidates("王医生在哪儿？", [contact])][:2] == lines
    assert [s.text for s in candidates("王医生的电话是多少？", [contact])] == lines[1:]


@pytest.mark.parametrize("label", ["Tip", "Caution!", "Note:", "提示", "注意："])
def test_the_label_of_a_remark_is_no_part_of_what_it_says(label: str) -> None:
    remark = "Charge the lamp for three hours before its first use."
    text = f"The lamp has four levels of light.\n{label}\n{remark}"
    assert [s.text for s in candidates("?", [passage(text)])] == [
        "The lamp has four levels of light.",
        remark,
    ]


def test_headings_that_no_blank_line_parts_from_the_text_are_cut_off() -> None:
    told, other = "We pay for what is lost by fire.", "We do not pay for floods or for pets."
    listed = "and for all that is taken away by thieves at night"
    text = f"Terms of the Policy (2023)\nA1 Insured events\n{told}\n{listed}\n2.3 Limits\n{other}"
    names = ("Terms of the Policy (2023)", "A1 Insured events")
    limits = (text.index("2.3"), ("Terms of the Policy (2023)", "Limits"))
    own = replace(passage(text, headings=names), sections=((0, names), limits))
    found = {s.text: s.section for s in candidates("?", [own])}
    assert found == {told: names[1], listed: names[1], other: "2.3 Limits"}


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ("各位家长：", "三年级二班将于3月27日（周五）到植物园春游。"),
        ("尊敬的李女士，", "您预约的检查改在下周四上午九点。"),
        ("Dear parents,", "Class 4b goes to the science museum on Thursday."),
        ("Owner: Dana Whitfield", "We decided on 5 January to use PostgreSQL."),
        ("负责人：周杰", "新的网站将于下周一上午九点上线。"),
    ],
)
def test_a_salutation_or_a_line_of_a_form_is_no_part_of_the_sentence_below(
    head: str, sentence: str
) -> None:
    for between in ("\n", "\n    "):
        found = candidates("?", [passage(f"{head}{between}{sentence}")])
        assert found[-1].text == sentence


def test_what_is_wrapped_behind_a_label_stays_one_sentence() -> None:
    text = "Note: the old heater in the back room of the\nGarden House must never be covered."
    assert [s.text for s in candidates("?", [passage(text)])] == [text]

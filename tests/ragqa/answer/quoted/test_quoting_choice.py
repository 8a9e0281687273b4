"""Which of several like sentences is quoted: what stands above it, what it names, its case."""

from __future__ import annotations

import pytest
from langchain_core.embeddings import Embeddings

from ragqa.answer.quoted.quoting import QuotingChat
from tests.ragqa.answer.quoted.asked import Cosines, answer, messages

GRIPPERS = (
    "The XG-2000/A gripper weighs 3.4 kg and lifts up to 12 kg. Its warranty lasts 24 months.\n"
    "The XG-2000/B gripper weighs 4.1 kg and lifts up to 18 kg. Its warranty lasts 36 months.\n"
    "The price of the XG-2000/A is 1,299 euros; the XG-2000/B costs 1,749 euros.\n\n"
    "## How to reset the gripper\n\n1. Hold the blue button for five seconds.\n"
    "2. Wait until the lamp blinks twice.\n\nThe gripper must not be used outdoors."
)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (
            "What is the warranty of the XG-2000/A?",
            "The XG-2000/A gripper weighs 3.4 kg and lifts up to 12 kg. Its warranty lasts 24",
        ),
        ("How do I reset the gripper?", "1. Hold the blue button for five seconds.\n2. Wait"),
    ],
)
def test_what_is_met_above_a_line_counts_for_it(
    embedder: Embeddings, question: str, line: str
) -> None:
    chat = QuotingChat(embeddings=embedder, late_interaction=True)
    assert chat.invoke(messages(question, [GRIPPERS])).text.startswith(line)


def test_of_articles_in_the_same_words_the_one_that_is_named_is_quoted() -> None:
    law = "第四十一条 抢险不适用第三十四条的规定。\n\n第三十四条 夜间施工未公告的，责令改正。\n"
    other = Cosines({"规定。": 0.9, "改正。": 0.8})
    assert answer("第三十四条规定了什么？", [law], other).startswith("第三十四条 夜间施工")
    assert answer("夜间施工的规定是什么？", [law], other).startswith("第四十一条")


def test_where_the_article_that_is_named_is_not_all_are_judged_alike() -> None:
    law = "第四十一条 抢险不适用第三十四条的规定。\n\n第三十三条 夜间施工未公告的，责令改正。\n"
    other = Cosines({"规定。": 0.9, "改正。": 0.8})
    assert answer("第三十四条规定了什么？", [law], other).startswith("第四十一条")


def test_clauses_of_one_sentence_are_one_line() -> None:
    law = "未戴安全帽的，责令改正；逾期不改正的，处罚款500元。"
    near = Cosines({"改正；": 0.9, "500元。": 0.85})
    assert answer("未戴安全帽的罚款多少？", [law], near) == f"{law} [1]"
    far = Cosines({"改正；": 0.9, "500元。": 0.1})
    assert answer("未戴安全帽责令做什么？", [law], far) == "未戴安全帽的，责令改正； [1]"


def test_options_are_told_apart_by_case() -> None:
    text = "The option -O sets the level of it. The option -o names the file."
    near = Cosines({"level of it.": 0.9, "the file.": 0.85})
    assert answer("What does -o do?", [text], near).startswith("The option -o names")
    assert answer("What does -O do?", [text], near).startswith("The option -O sets")
    assert answer("What does -x do?", [text], near).startswith("The option -O sets")


def test_a_way_and_a_reason_are_told_with_the_sentence_behind() -> None:
    text = "Old files should be converted to UTF-8. Use iconv for that. The tool is in libc-bin."
    near = Cosines({"UTF-8.": 0.9, "for that.": 0.3, "libc-bin.": 0.2})
    whole = "Old files should be converted to UTF-8. Use iconv for that. [1]"
    assert answer("My file is old. How do I convert it?", [text], near) == whole
    assert answer("Why are old files converted?", [text], near) == whole
    one = "Old files should be converted to UTF-8. [1]"
    assert answer("Which files should be converted?", [text], near) == one


def test_what_only_leads_to_something_else_comes_after_what_says_something() -> None:
    texts = ["The following places are open to all:", "The desk is on the second floor."]
    near = Cosines({"all:": 0.9, "floor.": 0.85})
    assert answer("Wohin?", texts, near).startswith("The desk is on the second floor. [2]")

from __future__ import annotations

import pytest

from ragqa.text.parts.continued import continued
from ragqa.text.parts.sentences import candidates
from tests.builders import passage

NOT_COVERED = (
    "2. Claims\nSend the receipt along. The warranty does not cover\n- filters and brushes\n"
    "- damage caused by hot ash\n- commercial use\n\nIt is valid in Austria and in Germany."
)
DRIVING = "Do not take it:\n\n* if you drive\n* if you are ill"
EXCEPT = (
    "二、保固範圍\n故障免費修理。下列情形不在保固範圍內：\n（一）摔落或浸水。\n（二）自行改裝。"
    "\n\n運費由顧客負擔。"
)


@pytest.mark.parametrize(
    ("text", "whole", "others"),
    [
        (
            NOT_COVERED,
            NOT_COVERED[NOT_COVERED.index("The warranty") : NOT_COVERED.index("\n\nIt")],
            ["Send the receipt along.", "It is valid in Austria and in Germany."],
        ),
        (
            EXCEPT,
            EXCEPT[EXCEPT.index("下列") : EXCEPT.index("\n\n運")],
            ["故障免費修理。", "運費由顧客負擔。"],
        ),
        (DRIVING, DRIVING, []),
    ],
)
def test_a_list_comes_with_the_sentence_that_it_goes_on_with(
    text: str, whole: str, others: list[str]
) -> None:
    given = [passage("另一份文件在这里。"), passage(text)]
    found = continued(candidates("?", given), given)[1:]
    assert sorted(s.text for s in found) == sorted([whole, *others])
    assert all(text[s.start : s.end] == s.text and s.number == 2 for s in found)
    if others:
        assert {s.section for s in found} == {"2. Claims" if "Claims" in text else "二、保固範圍"}


@pytest.mark.parametrize(
    "text",
    [
        "Other business\n- The intercom is out of order.\n- The cellar is wet again.",
        "## Policies\n\n- Late reports lose five points per day.\n- Two quizzes are dropped.",
        "The rules were agreed on.\n- No dogs are allowed here\n- No music after ten",
        "It is as follows: nothing else was said about it.",
    ],
)
def test_items_that_go_on_with_nothing_come_alone(text: str) -> None:
    given = [passage(text)]
    found = candidates("?", given)
    assert continued(found, given) == found


BACKUP = (
    "# Backup\n\nTo make a backup, run the following command:\n\n```sh\nborg create /mnt::today .\n"
    "borg prune --keep 7. Then wait.\n```\n\nA restore takes ten minutes."
)
COMPARED = (
    "Be careful. Versions can be compared with dpkg as follows.\n$ dpkg --compare-versions 1 \\\n"
    "  lt 2\n$ echo $?\nThe rule for it is:\n• Letters come after digits\n• Numbers are numbers"
)
TESTS = "## Tests\n\nTo run the tests, use this.\n\n    make check\n    make clean\n\nWait for it."
RESTART = "启动服务请执行以下命令：\n\nsystemctl start buildd\n\n日志在另一个文件夹里。"


FENCED = "## Check\n\n```\nmake check now\nplease wait\n```\n\nDone."


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (BACKUP, "To make", "wait.\n```"),
        (COMPARED, "Be careful", "echo $?"),
        (COMPARED, "The rule", "are numbers"),
        (TESTS, "To run", "make clean"),
        (RESTART, "启动", "buildd"),
        (FENCED, "```\nmake", "wait\n```"),
    ],
)
def test_code_comes_with_what_stands_above_it(text: str, first: str, last: str) -> None:
    given = [passage(text)]
    found = continued(candidates("?", given), given)
    whole = text[text.index(first) : text.index(last) + len(last)]
    assert [s.text for s in found if s.text in whole] == [whole]
    assert all(text[s.start : s.end] == s.text for s in found)


@pytest.mark.parametrize(
    "text",
    [
        "Notes:\n\nThe lift is out of order until the end of the month.",
        "These are the two rules:\n\n## No dogs in the garden or on the stairs",
        f"What we want is this:\n\n{'A long paragraph goes on and on, ' * 9}and ends.",
        "The letter was answered.\n\n    We thank you for your letter. It was read with joy.",
    ],
)
def test_a_name_a_title_or_a_long_paragraph_is_not_joined(text: str) -> None:
    given = [passage(text)]
    found = candidates("?", given)
    assert continued(found, given) == found


@pytest.mark.parametrize("lead", ["You may ask here:", "可以在这些地方提问："])
def test_items_of_a_long_list_come_under_the_sentence_that_leads_to_them(lead: str) -> None:
    items = [f"- 第{n}个地方 on the list of places number {n}" for n in range(40)]
    given = [
        passage("另一份文件在这里。"),
        passage("\n".join([lead, *items, "", "That is all there is."])),
    ]
    [_, *found] = continued(candidates("?", given), given)
    assert [s.text for s in found] == [*items, "That is all there is."]
    assert [s.title for s in found] == [lead] * 40 + [""]


GREP = (
    "It has no option for that.\nThis pipe to grep\nwill do the job:\n\n"
    "    $ lsof -i +M | grep open\n\n"
    "This works because the option adds the name.\n\nNothing else is needed here."
)


def test_what_leans_on_code_comes_with_it() -> None:
    given = [passage(GREP)]
    [_, code, leaning, last] = continued(candidates("?", given), given)
    assert leaning.text.startswith("This works")
    assert (
        leaning.lead.strip() == code.text == GREP[GREP.index("This pipe") : GREP.index("\n\nThis")]
    )
    assert not last.lead


def test_no_sentence_above_code_begins_in_its_midst() -> None:
    given = [
        passage("Much is kept in memory that comes\nfrom the library. If none is left:\n\n$ lsof")
    ]
    texts = [s.text for s in continued(candidates("?", given), given)]
    assert texts == [
        "Much is kept in memory that comes\nfrom the library.",
        "If none is left:\n\n$ lsof",
    ]

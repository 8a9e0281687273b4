from __future__ import annotations

import re

import pytest

from ingest.parsed import Heading, Parsed
from ingest.splitting.entries import entries


def told(text: str) -> list[str]:
    """The lines that entries begin with."""
    return [text[start:].splitlines()[0] for start in entries(headed(text))]


def headed(text: str) -> Parsed:
    """The text with its Markdown headings."""
    found = re.finditer(r"^(#+) (.*)$", text, re.MULTILINE)
    return Parsed(text, headings=tuple(Heading(m.start(), len(m[1]), m[2]) for m in found))


@pytest.mark.parametrize(
    "text",
    [
        "Fees\n\nQ: Is it free?\nA: Yes.\n\nQ: Until when?\nA: May.\n\nQ: For all?\nA: No.",
        "收费\n\n问：收费吗？\n答：不收。\n\n问：到什么时候？\n答：五月。\n\n问：谁都行吗？\n答：不行。",
        "收费\n\n问题1：收费吗\n不收。\n\n问题2：到什么时候\n五月。\n\n问题3：谁都行吗\n不行。",
        "Fees\n\nIs it free?\nYes.\n\nUntil when is it?\nMay.\nOr June.\n\nFor all?\nNo.",
        "收费\n\n1. 收费吗？\n不收。\n\n2、到什么时候？\n五月。\n\n（3）谁都行吗？\n不行。",
        "# Fees\n\n## Is it free?\n\nYes.\n\n## Until when?\n\nMay.\n\n## For all?\n\nNo.",
    ],
)
def test_each_entry_but_the_first_begins_a_part(text: str) -> None:
    questions = [line for line in text.splitlines() if re.search("[?？吗]|到什么", line)]
    assert told(text) == questions[1:]


def test_a_title_stays_with_the_first_of_its_entries() -> None:
    text = (
        "# Help\n\n## Is it free?\n\nYes.\n\n# Rooms\n\n## Until when?\n\nMay.\n\n"
        "## For all?\n\nNo.\n\n# Imprint\n\nThe club."
    )
    assert told(text) == ["# Rooms", "## For all?", "# Imprint"]


def test_what_stands_below_a_question_belongs_to_it() -> None:
    text = "# Is it free?\n\nYes.\n\n## Later\n\nNo.\n\n# Until when?\n\nMay.\n\n# For all?\n\nNo."
    assert told(text) == ["# Until when?", "# For all?"]


@pytest.mark.parametrize(
    "text",
    [
        "# Why?\n\nSo.\n\n# How to contribute\n\nAsk us.\n\n# Which parts?\n\nAll.",  # two
        "Who came?\n" + "It was late, and nobody spoke.\n" * 30 + "Who?\nI.\nWhy?\nSo.",  # a story
        "Which ones?\nHow many?\nSince when?\n",  # nothing answers
        "“Really?”\n“Yes.”\n“Really?”\n“No.”\n“Really?”\n“Yes.”",
        "| Why? |\n| --- |\n| How? |\n| When? |",
        "",
    ],
)
def test_what_is_no_list_of_answers_has_none(text: str) -> None:
    assert not told(text)

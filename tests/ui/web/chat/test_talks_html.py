from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ragqa.store.kept.conversations import Heading
from tests.ui.web.chat.test_answer_html import HOSTILE, Tags, assert_harmless
from ui.texts.talks import EN, ZH
from ui.web.chat.talks_html import bar_html, download_html, talks_html

NOW = datetime(2026, 11, 29, 0, 30, tzinfo=UTC)


def heading(title: str, **ago: float) -> Heading:
    return Heading(title[:2], title, (NOW - timedelta(**ago)).timestamp())


def test_conversations_stand_under_the_day_they_were_used() -> None:
    listed = [
        heading("a", minutes=5),
        heading("b", hours=1),
        heading("c", days=3),
        heading("d", days=30),
        heading("e", days=40),
    ]
    page = talks_html(listed, "c", EN, now=NOW)
    assert Tags(page).text == "Todaya✎✕Yesterdayb✎✕This weekc✎✕Earlierd✎✕e✎✕"
    assert re.findall(r'class="talk-title current" data-action="open" data-talk="(\w)"', page) == [
        "c"
    ]


def test_an_empty_list_says_why() -> None:
    assert EN.none in talks_html([], "", EN, now=NOW)
    assert ZH.none_found in talks_html([], "", ZH, now=NOW, words="年假")


def test_titles_are_text() -> None:
    hostile = Heading(HOSTILE, HOSTILE, NOW.timestamp())
    for page in (talks_html([hostile], "", EN, now=NOW), bar_html(HOSTILE, EN)):
        assert_harmless(page)
        assert HOSTILE in Tags(page).text
    assert_harmless(download_html(HOSTILE, "AAAA", 1))


def test_only_a_conversation_is_exported() -> None:
    assert "export" not in bar_html("", EN)
    assert bar_html("q", EN).count('data-action="export"') == 2

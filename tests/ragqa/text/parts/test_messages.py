from __future__ import annotations

import pytest

from ragqa.text.asked.expected import is_met
from ragqa.text.parts.sentences import candidates
from tests.ragqa.text.parts.test_sentences import passage

CHAT = (
    "[2026-06-03 09:36] Wanda: yes please. Samir, can you take over the pager? I'm on leave\n"
    "[2026-06-03 09:38] Samir: sure\n"
    "[2026-06-03 14:10] Priyanka: all of the 37 tickets are closed, no complaints left"
)


def test_a_reply_comes_with_what_was_asked_and_the_next_message_without() -> None:
    found = {s.text: s.lead for s in candidates("Who takes over?", [passage(CHAT)])}
    asked = CHAT[CHAT.index("Samir, can") : CHAT.index("[2026-06-03 09:38]")]
    reply, last = CHAT.splitlines()[1:]
    assert found[reply] == asked
    assert found[last] == ""


def test_what_somebody_asks_in_a_chat_is_no_title_of_all_that_follows() -> None:
    asked = "[2026-06-03 08:21] Wanda: do we roll back?\n[2026-06-03 08:22] Felix: yes, we do so"
    found = candidates("?", [passage(f"{asked}\n[2026-06-03 08:41] Samir: it is 9k by now")])
    assert {s.title for s in found} == {""}


def test_when_a_message_was_sent_is_no_time_that_it_tells() -> None:
    assert not is_met("When is the review?", "[2026-06-03 08:22] Felix: roll back, I am at it")
    assert is_met("When is the review?", "[2026-06-03 08:22] Felix: on 9 June in the hall")


@pytest.mark.parametrize(
    "sent",
    [
        "[14/04/2025, 09:15:44] ",
        "14.04.25, 09:15 - ",
        "4/14/25, 9:15 PM - ",
        "[2025/4/14 下午9:15:44] ",
    ],
)
def test_messages_are_told_as_each_phone_writes_them(sent: str) -> None:
    chat = f"{sent}Mei: see you at Acton Town\n{sent}Yulan: we land on Friday at six"
    assert [s.text for s in candidates("?", [passage(chat)])] == chat.splitlines()
    assert not is_met("When is the wedding?", f"{sent}Yulan: Yes, of course")


def test_who_says_it_comes_with_a_later_sentence_of_a_message() -> None:
    said = "[14/04/2025, 09:15:44] Yulan: Yes!"
    chat = f"{said} We land at Heathrow on Friday.\nWe have no luggage at all."
    found = {s.text: s.lead for s in candidates("?", [passage(chat)])}
    assert found["We land at Heathrow on Friday."] == f"{said} "
    assert found["We have no luggage at all."] == ""

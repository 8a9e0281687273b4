from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.formats.plain.chats import chats_in
from ingest.loading.loaders import load

SLACK = [
    {
        "type": "message",
        "user": "U1",
        "ts": "1714471200.000100",
        "text": "Deploy at 5 &amp; see <https://ex.org|the plan> <@U1> <@U2> <!here> <#C1|ops>",
        "user_profile": {"real_name": "Anna Berg"},
        "blocks": [{"text": "again"}],
    },
    {
        "type": "message",
        "ts": "1714564800.0",
        "user": "U2",
        "text": "",
        "files": [{"name": "a.pdf"}],
    },
]
TELEGRAM = {
    "name": "家庭群",
    "type": "private_group",
    "id": 1,
    "messages": [
        {
            "id": 1,
            "type": "message",
            "date": "2024-04-30T10:01:22",
            "from": "妈妈",
            "text": "吃饭\n吗",
        },
        {
            "id": 2,
            "type": "message",
            "date": "2024-04-30T10:02:22",
            "from": "我",
            "text": ["看 ", {"type": "link", "text": "https://ex.org"}],
            "media_type": "voice_message",
        },
    ],
}
DISCORD = {
    "channel": {"name": "general"},
    "messages": [
        {
            "timestamp": "2024-04-30T10:01:22.5+00:00",
            "author": {"name": "ab", "nickname": "Anna"},
            "content": "Hi",
            "attachments": [{"fileName": "x.png"}],
        }
    ],
}
MESSENGER = {
    "participants": [],
    "title": "J\u00c3\u00b6rg",
    "messages": [
        {
            "sender_name": "J\u00c3\u00b6rg",
            "timestamp_ms": 1714471260000,
            "content": "sp\u00c3\u00a4t",
        },
        {"sender_name": "Ann", "timestamp_ms": 1714471200000, "photos": [{"uri": "a/b.jpg"}]},
    ],
}
GOOGLE = {
    "messages": [
        {"creator": {"name": "Ann"}, "created_date": "Friday, May 3, 2024", "text": "Hi"},
    ]
}


def _said(role: str, text: str, parent: str, time: float | None = 1714471200.5) -> dict[str, Any]:
    message = {"author": {"role": role}, "create_time": time, "content": {"parts": [text]}}
    return {"message": message, "parent": parent}


CHATGPT = [
    {
        "title": "Pump",
        "current_node": "c",
        "mapping": {
            "r": {"message": None, "parent": None},
            "s": _said("system", "Be kind", "r"),
            "a": _said("user", "How big?", "s"),
            "b": _said("assistant", "Old answer", "a"),
            "c": _said("assistant", "Big.\n\n- one", "a", None),
        },
    }
]
CLAUDE = [
    {
        "name": "Pump",
        "chat_messages": [
            {"sender": "human", "created_at": "2024-04-30T10:01:22Z", "text": "How big?"},
            {"sender": "assistant", "created_at": "2024-04-30T10:02:22Z", "text": "Big."},
        ],
    },
    {
        "name": "Fan",
        "chat_messages": [
            {"sender": "human", "created_at": "2024-05-01T10:00:00Z", "text": "A fan"}
        ],
    },
]


@pytest.mark.parametrize(
    ("exported", "told"),
    [
        (
            SLACK,
            "2024-04-30 10:00 UTC Anna Berg: Deploy at 5 & see the plan (https://ex.org) "
            "@Anna Berg @U2 @here #ops\n\n2024-05-01 12:00 UTC U2: [a.pdf]",
        ),
        (
            TELEGRAM,
            "# 家庭群\n\n2024-04-30 10:01 妈妈: 吃饭\n吗\n2024-04-30 10:02 我: 看 https://ex.org "
            "[voice_message]",
        ),
        ({"chats": {"list": [TELEGRAM]}}, ...),
        (DISCORD, "# general\n\n2024-04-30 10:01 Anna: Hi [x.png]"),
        (
            MESSENGER,
            "# Jörg\n\n2024-04-30 10:00 UTC Ann: [b.jpg]\n2024-04-30 10:01 UTC Jörg: spät",
        ),
        (GOOGLE, "Friday, May 3, 2024 Ann: Hi"),
        (
            CHATGPT,
            "# Pump\n\n2024-04-30 10:00 UTC User: How big?\n\nAssistant: Big.\n\n- one",
        ),
        (
            CLAUDE,
            "# Pump\n\n2024-04-30 10:01 User: How big?\n2024-04-30 10:02 Assistant: Big.\n\n"
            "# Fan\n\n2024-05-01 10:00 User: A fan",
        ),
    ],
)
def test_a_chat_is_told_line_by_line(tmp_path: Path, exported: Any, told: Any) -> None:
    (tmp_path / "a.json").write_text(json.dumps(exported))
    text = load(tmp_path / "a.json").text
    assert text == told if told is not ... else "妈妈: 吃饭" in text


def test_the_day_and_the_chat_are_headings(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(CLAUDE))
    parsed = load(tmp_path / "a.json")
    titles = [heading.title for heading in parsed.headings]
    assert titles == ["Pump", "2024-04-30", "Fan", "2024-05-01"]
    assert [parsed.text[part:][:5] for part in parsed.parts] == ["# Fan"]


@pytest.mark.parametrize(
    "value",
    [
        *([], {}, 1, "x", None, [1], ["mapping"], [{}], [{"mapping": 1}], {"messages": 1}),
        {"messages": [{"type": "a", "date": "b", "text": "c", "rating": 5}]},
        {"id": 1, "type": "a", "messages": [{"type": "a"}]},
        {"channel": "x", "messages": [{}]},
        {"participants": [], "messages": [{"timestamp_ms": "x"}]},
        [{"type": "message", "ts": 5}],
        [{"chat_messages": [{"sender": "robot"}]}],
        [{"mapping": {"a": {"parent": "a"}}, "current_node": "a"}],
    ],
)
def test_other_documents_are_no_chats(value: Any) -> None:
    assert chats_in(value) == []

"""Heads of callouts, which a page sets apart by a frame and text cannot: "Tip", "注意". Pure."""

from __future__ import annotations

import re

from ragqa.text.language import is_cjk

_WIDE_END = ("：", "！")
_LONGEST = 20  # characters
_HEAD = re.compile(
    r"(?:(?:(?:pro[ -]?)?tip|note|hint|info(?:rmation)?|important(?: note)?|warning|caution|danger"
    r"|attention|remark|see also)"
    r"|(?:小|温馨|重要|特别|安全)?提示|小?贴士|注意(?:事项)?|警告|危险|重要(?:提醒)?|提醒|说明|备注"
    r"|须知|注|注記|補足|備考)[!！]?",
    re.IGNORECASE,
)


def is_head(text: str) -> bool:
    """Whether a text is nothing but such a head."""
    return len(text) <= _LONGEST and _HEAD.fullmatch(text.strip()) is not None


def told(head: str) -> str:
    """A head so that what follows is not taken for a part of it."""
    head = head.strip()
    if not head[-1].isalnum():
        return head
    return head + ("：" if is_cjk(head[-1]) else ":")


def in_front(head: str, text: str) -> str:
    """A head and what it is of, in one paragraph."""
    head = told(head)
    return f"{head}{'' if head.endswith(_WIDE_END) else ' '}{text}"

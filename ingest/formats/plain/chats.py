"""Chats as programs export them in JSON: who said what, and when. Pure.

Slack, Telegram, Discord, Messenger, Instagram, Google Chat, ChatGPT and Claude: of each no more is
told than a reader of the chat sees.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ingest.formats.blocks import Blocks, one_line

_SLACK = re.compile(r"<(?P<sign>[@#!]?)(?P<to>[^<>|]{1,1000})(?:\|(?P<shown>[^<>]{0,1000}))?>")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")
_MOST_STEPS = 100_000  # of one conversation
_SAID_BY = {"human": "User", "user": "User", "assistant": "Assistant"}


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody said.

    Attributes:
        time: "2024-05-03 10:01", or as the program writes it.
        who: Their name.
        text: The words, with the names of files that were sent.
    """

    time: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation: its name, "" for none, and what was said, the first first."""

    name: str
    messages: tuple[Message, ...]


def chats_in(value: Any) -> list[Chat]:
    """The conversations that a document of JSON is; none for any other document."""
    for read in _READERS:
        with suppress(TypeError, AttributeError, LookupError, ValueError, OverflowError, OSError):
            if chats := read(value):  # else it only looks like one
                return chats
    return []


def write_chats(blocks: Blocks, chats: Sequence[Chat]) -> None:
    """Each a section of its own, with a line a message; a day is an innermost heading."""
    for chat in chats:
        if len(chats) > 1:
            blocks.part()
        blocks.heading(1, chat.name)
        day, said = "", list[str]()
        for message in chat.messages:
            if message.time[:10] != day and said:
                _write_day(blocks, day, said)
                said = []
            day = message.time[:10]
            said.append(f"{message.time} {message.who}: {message.text}".strip())
        _write_day(blocks, day, said)


def _write_day(blocks: Blocks, day: str, said: list[str]) -> None:
    if said:
        blocks.mark(day)
        is_long = any("\n\n" in text for text in said)
        blocks.text(("\n\n" if is_long else "\n").join(said))


def _chat(name: Any, messages: Iterator[Message]) -> list[Chat]:
    said = tuple(message for message in messages if message.text.strip())
    return [Chat(one_line(str(name or "")), said)] if said else []


def _slack(value: Any) -> list[Chat]:
    """A day of a channel: its name is that of the folder."""
    if not isinstance(value, list) or not all(
        isinstance(one, dict) and one.get("type") == "message" and _is_seconds(one.get("ts"))
        for one in value
    ):
        return []
    names = {one["user"]: name for one in value if (name := _slack_name(one)) and "user" in one}

    def said(one: Any) -> Message:
        who = _slack_name(one) or one.get("user") or "?"
        text = _SLACK.sub(lambda found: _slack_link(found, names), str(one.get("text") or ""))
        files = [file.get("name") or file.get("title") for file in one.get("files") or ()]
        return Message(_utc(float(one["ts"])), who, _with_files(html.unescape(text), files))

    return _chat("", map(said, value))


def _slack_name(one: Any) -> str:
    profile = one.get("user_profile") or one.get("bot_profile") or {}
    name = profile.get("real_name") or profile.get("display_name") or profile.get("name")
    return one_line(name or one.get("username") or "")


def _slack_link(found: re.Match[str], names: dict[str, str]) -> str:
    sign, to, shown = found["sign"], found["to"], found["shown"]
    if sign:
        return ("#" if sign == "#" else "@") + (shown or names.get(to, to))
    return f"{shown} ({to})" if shown and shown != to else to


def _telegram(value: Any) -> list[Chat]:
    listed = value.get("chats") if isinstance(value, dict) else None
    chats = listed["list"] if isinstance(listed, dict) else [value]
    found: list[Chat] = []
    for chat in chats:
        is_chat = isinstance(chat, dict) and chat.keys() >= {"id", "type", "messages"}
        messages = chat["messages"] if is_chat else ()
        if not all("type" in one and "date" in one for one in messages):
            return []
        found += _chat(chat.get("name"), map(_of_telegram, messages))
    return found


def _of_telegram(one: Any) -> Message:
    text = one.get("text") or ""
    parts = text if isinstance(text, list) else [text]
    words = "".join(part if isinstance(part, str) else part.get("text", "") for part in parts)
    files = [one.get("file_name") or one.get("media_type") or (one.get("photo") and "photo")]
    return Message(_time(one["date"]), one.get("from") or "", _with_files(words, files))


def _discord(value: Any) -> list[Chat]:
    if not isinstance(value, dict) or "channel" not in value or "messages" not in value:
        return []
    return _chat(value["channel"].get("name"), map(_of_discord, value["messages"]))


def _of_discord(one: Any) -> Message:
    who = one["author"].get("nickname") or one["author"]["name"]
    files = [file.get("fileName") for file in one.get("attachments") or ()]
    return Message(_time(one["timestamp"]), who, _with_files(one.get("content") or "", files))


def _messenger(value: Any) -> list[Chat]:
    """Of Facebook: newest first, and the bytes of UTF-8 as if each were a character."""
    if not isinstance(value, dict) or "participants" not in value or "messages" not in value:
        return []
    messages = sorted(value["messages"], key=lambda one: one["timestamp_ms"])
    return _chat(_meant(value.get("title") or ""), map(_of_messenger, messages))


def _of_messenger(one: Any) -> Message:
    kinds = ("photos", "videos", "audio_files", "files")
    files = [file["uri"].rpartition("/")[2] for kind in kinds for file in one.get(kind) or ()]
    text = _with_files(_meant(one.get("content") or ""), files)
    return Message(_utc(one["timestamp_ms"] / 1000), _meant(one["sender_name"]), text)


def _meant(text: str) -> str:
    with suppress(UnicodeError):
        return text.encode("latin-1").decode()
    return text


def _google(value: Any) -> list[Chat]:
    messages = value.get("messages") if isinstance(value, dict) else None
    if not messages or not all("creator" in one and "created_date" in one for one in messages):
        return []
    said = (
        Message(one["created_date"], one["creator"].get("name") or "", one.get("text") or "")
        for one in messages
    )
    return _chat("", said)


def _chatgpt(value: Any) -> list[Chat]:
    if not isinstance(value, list) or not all("mapping" in one for one in value):
        return []
    return [found for one in value for found in _chat(one.get("title"), iter(_branch(one)))]


def _branch(chat: Any) -> list[Message]:
    """What was said on the way to where the conversation stands: others were asked again."""
    steps, at = chat["mapping"], chat.get("current_node")
    said: list[Message] = []
    for _ in range(_MOST_STEPS):
        if at not in steps:
            break
        one = steps[at].get("message") or {}
        who = _SAID_BY.get((one.get("author") or {}).get("role") or "", "")
        parts = (one.get("content") or {}).get("parts") or ()
        text = "\n\n".join(part for part in parts if isinstance(part, str))
        if who and text.strip():
            time = one.get("create_time")
            said.append(Message(_utc(float(time)) if time else "", who, text))
        at = steps[at].get("parent")
    return said[::-1]


def _claude(value: Any) -> list[Chat]:
    if not isinstance(value, list) or not all("chat_messages" in one for one in value):
        return []
    return [
        found
        for one in value
        for found in _chat(
            one.get("name"),
            (
                Message(_time(said["created_at"]), _SAID_BY[said["sender"]], said.get("text") or "")
                for said in one["chat_messages"]
            ),
        )
    ]


_READERS: tuple[Callable[[Any], list[Chat]], ...] = (
    *(_slack, _telegram, _discord, _messenger, _google, _chatgpt, _claude),
)


def _is_seconds(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{9,11}\.\d{1,9}", value) is not None


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _time(value: str) -> str:
    found = _TIME.match(value)
    return f"{found[1]} {found[2]}" if found else value


def _with_files(text: str, names: Sequence[Any]) -> str:
    """A text, and behind it what was sent with it."""
    return " ".join(filter(None, (text.strip(), *(f"[{name}]" for name in names if name))))

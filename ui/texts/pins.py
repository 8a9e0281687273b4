"""What `ragqa pin`, `unpin` and `pins` say, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from ui.texts.commands import Pair

PINS: Mapping[str, Pair] = {
    "pinned": (
        "{source} is pinned: {tokens} tokens, {mb} MB. What is asked in {asked_in} with --whole "
        "--source {source} is answered without reading it again.",
        "已固定 {source}：{tokens} 个词元，{mb} MB。"
        "用 --whole --source {source} 以{asked_in}提问时，无需重新读取。",
    ),
    "dated": (
        "The chat template of this model writes the date into each prompt: what was read is of use "
        "on {day} only.",
        "该模型的对话模板会把日期写入每个提示：已读内容只在 {day} 当天有用。",
    ),
    "unpinned": ("Unpinned: {number}.", "已取消固定：{number} 个。"),
    "none": (
        "Nothing is pinned; `ragqa pin SOURCE` does it.",
        "没有已固定的文档；用 `ragqa pin 文档` 固定。",
    ),
    "not_pinned": ("{source} is not pinned.", "{source} 没有被固定。"),
    "total": ("{mb} MB of {most} MB (pinned_mb).", "共 {mb} MB，上限 {most} MB（pinned_mb）。"),
    "source": ("source", "文档"),
    "asked_in": ("asked in", "提问语言"),
    "tokens": ("tokens", "词元"),
    "mb": ("MB", "MB"),
    "used": ("last used", "最近使用"),
    "day": ("only on", "仅限当天"),
    "in.zh": ("Chinese", "中文"),
    "in.en": ("English", "英文"),
}

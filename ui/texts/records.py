"""What `ragqa answers`, `replay` and `forget-answers` say, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from ui.texts import Language
from ui.texts.commands import Pair
from ui.texts.help import pick

RECORDS: Mapping[str, Pair] = {
    "stale": (
        "! {name} was changed since (revision {was}, now {now})",
        "! {name} 此后有改动（当时版本 {was}，现为 {now}）",
    ),
    "removed": ("! {name} is no longer in the index", "! {name} 已不在索引中"),
    "found": ("! {name} is found now, and was not then", "! {name} 现在检索到了，当时没有"),
    "failed": ("It cannot be asked again. {why}", "无法再次提问。{why}"),
    "setting": ("! {name} was {was}, now {now}", "! {name} 当时为 {was}，现为 {now}"),
    "unknown": (
        "! {name} was not kept by ragqa of that time, now {now}",
        "! {name} 当时的 ragqa 没有记录，现为 {now}",
    ),
    "none": ("No answers are kept.", "没有保存的答案。"),
    "unreadable": (
        "Answers that are damaged or of another version of ragqa, not shown: {answers}.",
        "另有 {answers} 个答案已损坏或由其他版本的 ragqa 保存，未显示。",
    ),
    "forgotten": ("Deleted answers: {answers}.", "已删除 {answers} 个答案。"),
    "was": ("Then, {at}", "当时（{at}）"),
    "now": ("Now", "现在"),
    "same": ("The prompt and the text are the same.", "提示与答案都相同。"),
    "same_text": ("The prompt differs, the text is the same.", "提示不同，答案相同。"),
    "other_text": ("The prompt is the same, the text differs.", "提示相同，答案不同。"),
    "other": ("The prompt and the text differ.", "提示与答案都不同。"),
    "id": ("id", "编号"),
    "at": ("when", "时间"),
    "question": ("question", "问题"),
    "verdict": ("verdict", "评价"),
    "good": ("good", "好"),
    "bad": ("bad", "不好"),
}


def say(key: str, language: Language, /, **values: object) -> str:
    """A sentence in ``language``, filled in."""
    return pick(RECORDS[key], language).format(**values)

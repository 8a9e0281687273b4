"""Words that stand for the opposite of one another: profit and loss, 允许 and 禁止.

A closed list; what is not in it is not seen. "Not allowed" is forbidden, and counts as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ragqa.text.language import fold
from ragqa.text.meaning.stems import stem

# Each row: words of one side | words of the other. Behind "=" are those of which either one or the
# other is so: what is not open is closed.
_ROWS = """
= allowed permitted legal 允许 准许 | forbidden prohibited banned illegal 禁止 严禁
= open 开放 开门 | closed shut 关闭 闭馆 关门
= enabled activated 启用 开启 打开 | disabled deactivated 停用 禁用 关闭 关掉
= include comprise 包括 包含 | exclude 除外
= pass succeed 及格 合格 成功 | fail 失败
= accept approve 批准 同意 接受 采纳 | reject refuse decline 拒绝 驳回 否决
= mandatory compulsory obligatory 强制 | optional voluntary 自愿 可选
= public 公开 | secret confidential private 保密 机密
= online 在线 联网 | offline 离线
profit surplus 盈利 获利 盈余 利润 | loss deficit 亏损 赤字
increase rise grow gain 增加 增长 上升 上涨 提高 | decrease fall decline drop 减少 下降 下跌 降低
import 进口 | export 出口
buyer purchaser buy purchase 买方 买家 买入 | seller vendor sell 卖方 卖家 卖出
tenant lessee 承租 租客 租户 | landlord lessor 出租 房东
employer 雇主 用人单位 | employee 雇员 劳动者
plaintiff 原告 | defendant 被告
lend lender 出借 贷方 | borrow borrower 借入 借方
甲方 | 乙方
debtor 债务人 | creditor 债权人
win winner 获胜 胜诉 | lose loser 落败 败诉
inside internal indoor indoors 内部 室内 | outside external outdoor outdoors 外部 室外
arrive arrival 到达 抵达 | depart departure leave 出发 离开
upload 上传 | download 下载
send sender 发送 寄出 | receive receiver recipient 接收 收到
encrypt 加密 | decrypt 解密
male man boy 男性 男子 男生 | female woman girl 女性 女子 女生
deposit 存入 | withdraw withdrawal 取出 提取
automatic automatically 自动 | manual manually 手动 人工
left 左侧 左边 | right 右侧 右边
north northern 北部 北侧 | south southern 南部 南侧
east eastern 东部 东侧 | west western 西部 西侧
hot warm 热 | cold 冷
safe 安全 | dangerous unsafe 危险
income 收入 | expense expenditure 支出
entrance 入口 | exit 出口处
"""
_WORD = re.compile(r"[a-z]+(?:['’]t)?")
_NOT = frozenset({"not", "never", "no", "cannot"})
_NOT_ZH = re.compile("(?:不|没有|未|未经|尚未)(?:被|能|予|得)?$")
_REACH = 2  # words from a negation to what it denies: not yet allowed
_REACH_ZH = 3  # characters

Side = tuple[int, bool]
"""A row, and whether it is the second of its sides."""


_LINES = _ROWS.strip().splitlines()
_WORDS_OF: dict[Side, list[str]] = {
    (row, second): words.split()
    for row, line in enumerate(_LINES)
    for second, words in zip((False, True), line.lstrip("= ").split("|"), strict=True)
}
_EITHER = frozenset(row for row, line in enumerate(_LINES) if line.startswith("="))
_SIDE_OF: dict[str, Side] = {
    stem(word): side for side, words in _WORDS_OF.items() for word in words
}


@dataclass(frozen=True, slots=True)
class _Found:
    """A word of a side in a text.

    Attributes:
        side: Of the word, or of what is meant where it is denied.
        start: Of the negation before it, or of the word.
        end: Of the word.
        denied: Whether it is.
    """

    side: Side
    start: int
    end: int
    denied: bool


def opposed(claim: str, evidence: str) -> bool:
    """Whether of some row the one has only words of the one side, the other of the other."""
    mine, its = sides(claim), sides(evidence)
    return any(
        _other(side) in its and _other(side) not in mine and side not in its for side in mine
    )


def sides(text: str) -> frozenset[Side]:
    """Of which rows a text has words, and of which side; those denied are of the other one."""
    return frozenset(found.side for found in _found(fold(text)))


def affirmed(text: str) -> str:
    """``text``, folded, with what is denied of two that exclude each other said the other way.

    "Not allowed" becomes "forbidden", 不允许 becomes 禁止.
    """
    folded = fold(text)
    denied = [each for each in _found(folded) if each.denied and each.side[0] in _EITHER]
    for each in sorted(denied, key=lambda each: each.start, reverse=True):
        words = _WORDS_OF[each.side]
        ascii_one = folded[each.end - 1].isascii()
        said = next((word for word in words if word.isascii() == ascii_one), words[0])
        folded = folded[: each.start] + said + folded[each.end :]
    return folded


def _other(side: Side) -> Side:
    return side[0], not side[1]


def _found(folded: str) -> list[_Found]:
    return [*_english(folded), *([] if folded.isascii() else _chinese(folded))]


def _english(folded: str) -> Iterator[_Found]:
    said = list(_WORD.finditer(folded))
    for i, match in enumerate(said):
        side = _SIDE_OF.get(stem(match.group()))
        if side is None:
            continue
        before = [word for word in said[max(0, i - _REACH) : i] if _negates(word.group())]
        start = before[-1].start() if before else match.start()
        yield _Found(_other(side) if before else side, start, match.end(), bool(before))


def _negates(word: str) -> bool:
    return word in _NOT or word.endswith(("n't", "n’t"))


def _chinese(folded: str) -> Iterator[_Found]:
    for word, side in _SIDE_OF.items():
        if word.isascii():
            continue
        at = folded.find(word)
        while at >= 0:
            before = _NOT_ZH.search(folded, max(0, at - _REACH_ZH), at)
            start, end = before.start() if before else at, at + len(word)
            yield _Found(_other(side) if before else side, start, end, before is not None)
            at = folded.find(word, end)

"""Chinese and English text as search, splitting and citations see it: folding, sentences, words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from opencc import OpenCC

from ragqa.text.dates import MONTHS
from ragqa.text.numerals import NUMERALS_ZH

Language = Literal["zh", "en"]

# Ideographs with extensions A to H and compatibility forms; kana and hangul are cut the same way.
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
CJK = f"\u3005\u3007\u3040-\u30ff\uac00-\ud7af{_IDEOGRAPHS}"
"""What ``is_cjk`` holds for, as it stands within the brackets of a pattern."""
_KANA = re.compile("[\u3041-\u30fa]")
_HAN = re.compile(f"[{_IDEOGRAPHS}]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
# In no language. Not looked for from within one: a million letters must not take hours.
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++(?:@|://)[!-~]+|www\.[!-~]+", re.ASCII)
_WORD = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
_IS_CJK = re.compile(rf"[{CJK}]")

_CLOSERS = "”’」』】》）)\\]\"'"
_ELLIPSIS = r"…{1,2}+(?! [\divxlc]{1,6}(?:\n|$))"  # not of a leader to a page number
_EMPHASIS = "*"  # closes too, where white space follows: "**Is it free?**"
# A Chinese mark ends a sentence wherever it stands, a Latin one only before white space; so do
# blank lines. Ellipses count once. "3.14", "e.g. this" and "v2.0" must not be cut in the middle.
# A run of marks is looked at once, from its first one, and never given back in part: a document of
# a million exclamation marks must not take hours.
_SENTENCE_END = re.compile(
    rf"(?:(?<![。！？!?；])[。！？!?；]++|{_ELLIPSIS}|\.(?=[{_CLOSERS}{_EMPHASIS}]*(?:\s|$)))"
    rf"[{_CLOSERS}{_EMPHASIS}]*+(?=\s|$)"
    rf"|(?:[。！？；]+|{_ELLIPSIS})[{_CLOSERS}]*"
    r"|\n[ \t\u3000]*(?:\n[ \t\u3000]*)*"
)
# A line that begins like this is a list item, a heading, a table row or a quotation, and so begins
# a sentence even where the line before has no mark.
_LINE_OPENING = re.compile(
    r"[•▪■◦‣·*+\-–—]\s|#{1,6}\s|\||>\s|\$\s|```|\d+(?:\.\d+)*[.)、]?\s"
    rf"|[（(]?(?:[一二三四五六七八九十]+|\d+)[)）、]|第[\d{NUMERALS_ZH}]+[章节条]"
)
# A short line of this form is a heading, and what follows is not its continuation.
_HEADING_LINE = re.compile(rf"(?:#{{1,6}}\s|\d+(?:\.\d+)+\s|第[\d{NUMERALS_ZH}]+[章节]).{{1,60}}$")
# Where a Latin word begins: an ideograph before it is a letter too, but of another word.
_BEGIN = rf"(?<![^\W{CJK}])"
_ABBREVIATION = re.compile(
    rf"{_BEGIN}(?:e\.g|i\.e|etc|cf|vs|Mr|Mrs|Ms|Dr|Prof|St|No|Fig|Sec|Ch|Vol|pp|p|al|approx"
    r"|[A-Z](?:\.[A-Z])*)\.$"
)
_ONLY_A_NUMBER = re.compile(r"\s*(?:#{1,6}\s+)?(?:\d{1,4}(?:\.\d{1,4})*|[a-zA-Z]|[ivx]{1,6})\.$")
_TIME_OF_DAY = re.compile(r"[\d ][ap]\.m\.$")
_DAYS_AND_MONTHS = "|".join(
    ("(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", *(month.title() for month in MONTHS))
)
# A new sentence after a time of day, and not its day or time zone (5 p.m. Monday, 5 p.m. EST).
_OPENING_WORD = re.compile(
    rf"\s+(?!(?:{_DAYS_AND_MONTHS})\b)[\"'“‘(]?(?:[A-Z][a-z ]|[{_IDEOGRAPHS}])"
)

# Words quoted within a sentence that their ellipsis does not end: 可以用“dpkg -P …”卸载.
_LONGEST_QUOTED = 60
_QUOTED = re.compile(r"\w[ \t]?[“「『‘][^”」』’。！？\n]*\Z")
_GOES_ON = re.compile(r"\w")

FUNCTION_WORDS = frozenset(
    """
    a an the of to in on at for from by with as into about than then so and or but not if
    is are was were be been being do does did can could may might shall should will would must
    have has had i you we he she it they me my your our his her its their them us
    this that these those there here any some such
    who whom whose what which when where why how many much
    的 了 吗 呢 吧 啊 是 在 有 和 与 及 或 被 把 将 对 从 到 为 以 于 而 也 就 都 还 又 则 之
    这 那 这个 那个 这些 那些 它 他 她 我 你 您 它们 我们 你们 他们
    什么 怎么 怎样 怎么样 如何 哪 哪个 哪些 哪里 哪儿 哪种 哪位 谁 多少 几 几个 为什么 为何 是否
    能否 可否 可以 能 能够 会 要 应 应该 请 请问 一个 一下 是什么 有什么 有没有 是不是
    """.split()  # noqa: SIM905  # a list of 200 quoted words cannot be read
)
"""Folded words that only ask or join, and so tell nothing of what a question is about."""

# Words by which a question leans on what was said before.
_LEANING = re.compile(
    r"^(?:那么?|然后|还有|另外(?!一)|为什么呢|怎么说|比如|继续)|^[他她]"
    r"|它|他们|她们|它们|这个|那个|这些|那些|这样|那样|上述|前者|后者|上面|刚才"
    r"|^(?:多久|多少钱?|几天|几个|何时|什么时候|谁|哪里|在哪|怎么办|为什么|为啥|为何)[?？吗呢]*$"
    r"|^(?:when|who|where|why(?: so)?|how (?:come|many|much|long|often)|really|since when)\W*$"
    r"|^(?:and|but|so|then|also|how so|what about|how about)\b"
    r"|\b(?:(?-i:(?!IT\b))it|its|they|them|their|this|these|those|he|she|him|his|former|latter)\b",
    re.IGNORECASE,
)


# What leaves out what is asked: "病假呢？", "第二种呢", "The second one?", "Anything else?".
_ELLIPTIC = re.compile(
    r"^(?!.*(?:什么|怎|哪|谁|多[少久长大高远]|几|为何|如何))(?:[^，。,.]|\.(?=\d)){1,16}呢\W*$"
    r"|^第[一二两三四五六七八九十\d]+[个種种条條项項点點步类類款]\W*$"
    r"|^(?:其他|其它|其余|别的|另一[个种]|具体|详细)(?:的|些|点|一点|情况|是?多少|是什么|[是有]?哪些)?\W*$"
    r"|^(?:要|需要)?(?:由|找)?谁来?(?:负责|批准?|审批|决定|承担|签字?|付|出|管)"
    r"(?:联系|处理|安排|组织|执行|落实|通知|准备|跟进|维护|采购|施工|监督)?\W*$"
    r"|^(?:怎么|怎样|如何)(?!样)\w\W*$|^(?:能不?能?|可以|请)?再?[举给]个例子吗?\W*$"
    r"|^请?再?(?:详细|具体|展开)(?:说说|讲讲|说明|解释|介绍)(?:一下)?\W*$"
    # Only what all things have: they begin, hold, are paid. "怎么退款？" is a whole question.
    r"|^(?:怎么|怎样|如何|什么时候|何时|几点|几号|哪天|哪一?年|在?哪里|在?哪儿|多久|多少天|由谁|谁)"
    r"(?:才|能|会|要|去|进行)?(?:处理|解决|操作|开始|结束|到期|过期|生效|失效|举行|举办|召开|进行"
    r"|出发|到达|集合|计算|支付|缴纳|付款?|联系|完成|提交|实施|执行|签订?|续签?)(?:的|一次)?[？?吗呢]*$"
    r"|^[每一](?:天|日|周|月|个月|季度|年|次|晚)[^，。,.的]{0,2}(?:几|多少)[^，。,.]{0,3}\W*$"
    r"|^有(?:什么|没有|哪些)?(?:例外|别的|其他|其它)[^，。,.]{0,4}\W*$"
    r"|^(?:the )?(?:first|second|third|fourth|fifth|last|others?|next|same|rest)(?: ones?)?\W*$"
    r"|^which ones?(?: (?:is|are|was|were)(?: the)? \w+)?\W*$"
    r"|^(?:any|anything|anyone|anybody|what|who|where|how|when|why) (?:else|more|others?|not)\W*$"
    r"|^(?:(?:is|are) there )?(?:an?|any) (?:exceptions?|limits?|examples?|details?)\W*$"
    r"|^(?:can|could) you (?:please )?give (?:me )?(?:an? |some |more )*(?:examples?|details?)\W*$"
    r"|^(?:(?:can|could) you )?(?:please )?tell me more\W*$"
    r"|\bdo(?:es|ing|ne)? that\b|\bthat\W*$|^(?:is|was|does|would|will) that\b"
    r"|^what if (?:i|we|you) \w+\W*$|^which of the (?:two|three) (?:is|was|are|were)\b"
    r"|^(?:for|until|till|since|by|in|at|from|to|on|with|of) (?:how (?:long|many|much)|wh\w+)"
    r"(?: \w+)?\W*$",
    re.IGNORECASE,
)

# "Is it allowed to…" points at nothing that was said before.
_IMPERSONAL = re.compile(
    r"^(?:is|was|does|would|will|can) it (?=\w+(?: \w+)? to\b)|\bit is(?= \w+ to\b)", re.IGNORECASE
)


class _Folding(dict[int, str]):
    """Code point → folded text, worked out when first seen (for ``str.translate``)."""

    def __missing__(self, code: int) -> str:
        # NFKC first: it makes full width and compatibility forms plain, which OpenCC then knows.
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = folded = _simplifier().convert(plain) if _HAN.search(plain) else plain
        return folded


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


_FOLDING = _Folding()


class _Simplified(dict[int, str]):
    """Code point → its simplified form, of one character as before (for ``str.translate``)."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = _simplifier().convert(char) if _HAN.match(char) else char
        self[code] = kept = plain if len(plain) == 1 else char
        return kept


_SIMPLIFIED = _Simplified()


def is_cjk(char: str) -> bool:
    """Whether ``char`` is an ideograph, kana or hangul: written without spaces between words."""
    return _IS_CJK.match(char) is not None


def fold(text: str) -> str:
    """Text as search compares it: NFKC, lower case, half width, simplified characters.

    Works character by character, so that ``fold(a + b) == fold(a) + fold(b)``.
    """
    return text.translate(_FOLDING)


def simplified(text: str) -> str:
    """Chinese text in simplified characters, each in its place; what has kana, being Japanese, as
    it is.

    Embedders have seen far more simplified text, and put the two forms of a word far apart.
    """
    return text if _KANA.search(text) else text.translate(_SIMPLIFIED)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Like ``fold``, with the 0-based offset in ``text`` that each folded character came from."""
    pieces: list[str] = []
    offsets: list[int] = []
    for position, char in enumerate(text):
        folded = _FOLDING[ord(char)]
        pieces.append(folded)
        offsets.extend([position] * len(folded))
    return "".join(pieces), offsets


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of ``text`` are, as 0-based [start, end), in order.

    Chinese and English marks; a mark and the quotes that close after it belong to their sentence.
    Blank lines part sentences too, and so do list items, headings and table rows. Outer white
    space belongs to none.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if not _is_end(text, match, start):
            continue
        end = match.end()
        _add_stripped(spans, text, start, end)
        start = end
    _add_stripped(spans, text, start, len(text))
    return spans


def _is_end(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a possible end of the sentence from ``start`` on is one."""
    mark, end = match.group(), match.end()
    if mark.startswith("."):
        before = text[max(start, end - 12) : end]
        if _ONLY_A_NUMBER.match(text[start : min(end, start + 30)]):
            return False  # that of a point in a list or a heading
        if _TIME_OF_DAY.search(before):
            return end == len(text) or _OPENING_WORD.match(text, end) is not None
        return _ABBREVIATION.search(before) is None
    if mark.startswith("…"):
        near = max(start, match.start() - _LONGEST_QUOTED)
        if _QUOTED.search(text, near, match.start()):
            return _GOES_ON.match(text, end) is None
    if not mark.startswith("\n") or mark.count("\n") > 1:
        return True
    line = text[max(start, text.rfind("\n", 0, match.start()) + 1) : match.start()].strip()
    return bool(_LINE_OPENING.match(text, end) or _HEADING_LINE.match(line) or line[-1:] == "|")


def _add_stripped(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        spans.append((start, start + len(stripped)))


def words(text: str) -> list[str]:
    """Folded words, in order: bigrams of each CJK run (one character stays alone), else words."""
    found: list[str] = []
    for run in _WORD.findall(fold(text)):
        if not is_cjk(run[0]) or len(run) == 1:
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


def detect(text: str) -> Language:
    """The language to answer in: "zh" when Chinese characters outweigh Latin words.

    Addresses of the web and of mail, which many words make up, do not count.
    """
    if "://" in text or "@" in text or "www." in text:
        text = _ADDRESS.sub("", text)
    return "zh" if len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text)) else "en"


def is_follow_up(question: str) -> bool:
    """Whether the question leans on the one before it: by a pronoun, "what about…", by asking
    nothing but "how long?", or by leaving out what is asked, as "病假呢？" does.
    """
    bare = _IMPERSONAL.sub("", question.strip())
    return _LEANING.search(bare) is not None or _ELLIPTIC.search(bare) is not None

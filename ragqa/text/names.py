"""The names in a question: English ones are written large, Chinese persons are told by surname."""

from __future__ import annotations

import re
import unicodedata

from ragqa.text.dates import MONTHS
from ragqa.text.language import FUNCTION_WORDS, detect, fold
from ragqa.text.segmentation import called, is_word

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NAME = re.compile(r"[A-Z][^\W\d_A-Z]{2,}\w*(?:-\w+)*")
_SENTENCE = re.compile(r"[.?!:\"“(]\s*$")  # what stands behind it is written large anyway
_GREETING = re.compile(r"(?:hi|hello|hey|dear|good \w+)\b[^,.!?]{0,30}[,.!?]", re.IGNORECASE)
# Texts may leave titles out, and write days and degrees in other ways.
_NO_NAMES = FUNCTION_WORDS.union(
    MONTHS,
    """
    mrs miss prof sir monday tuesday wednesday thursday friday saturday sunday celsius fahrenheit
    english chinese
    """.split(),  # noqa: SIM905  # easier to read
)
# The common ones, by how they are written in English.
_SURNAMES = {
    char: written
    for chars, written in (
        pair.split(":")
        for pair in """
    白:bai 蔡:cai 曹:cao 常:chang 陈:chen 程:cheng 崔:cui 戴:dai 邓:deng 丁:ding 董:dong 杜:du
    段:duan 范:fan 方:fang 冯:feng 傅:fu 高:gao 龚:gong 顾:gu 郭:guo 韩:han 郝:hao 何贺:he 侯:hou
    胡:hu 黄:huang 贾:jia 姜江蒋:jiang 金:jin 康:kang 孔:kong 赖:lai 雷:lei 李黎:li 梁:liang
    廖:liao 林:lin 刘:liu 龙:long 卢陆:lu 罗:luo 吕:lv 马:ma 毛:mao 孟:meng 潘:pan 彭:peng 钱:qian
    秦:qin 邱:qiu 任:ren 邵:shao 沈:shen 石史:shi 宋:song 苏:su 孙:sun 谭:tan 唐汤:tang 田:tian
    万:wan 王汪:wang 魏:wei 吴武:wu 夏:xia 萧肖:xiao 谢:xie 熊:xiong 许徐:xu 薛:xue 阎:yan 杨:yang
    姚:yao 叶:ye 易:yi 尹:yin 于余:yu 袁:yuan 曾:zeng 张:zhang 赵:zhao 郑:zheng 钟:zhong 周:zhou
    朱:zhu 邹:zou
    """.split()  # noqa: SIM905  # easier to read
    )
    for char in chars
}
_ALSO_WORDS = "于何"  # before another word they are no surname: 何原因, 于北魏
_GIVEN = range(2, 4)  # characters of a name with its surname
_SHORTEST = 4
_ENDING = 3  # letters in which Californian and California, Norman and Normans differ at most


def names(question: str) -> list[str]:
    """The names in an English question, as they are written; none where all is written large.

    Not of whom it greets.
    """
    question = question.strip()
    question = question[greeted.end() :] if (greeted := _GREETING.match(question)) else question
    if detect(question) != "en":
        return []
    words = list(_WORD.finditer(question))[1:]
    if 2 * sum(word.group()[0].isupper() for word in words) > len(words):
        return []
    return [
        word.group()
        for word in words
        if _NAME.fullmatch(word.group())
        and fold(word.group()) not in _NO_NAMES
        and not _SENTENCE.search(question[: word.start()])
    ]


def persons(question: str) -> list[str]:
    """The persons in a Chinese question, folded, by names of a common surname.

    Words of two characters in the dictionary are left out: 马达 is a motor, too.
    """
    if detect(question) != "zh":
        return []
    return [name for name in called(fold(question)) if _is_person(name)]


def _is_person(name: str) -> bool:
    if name[0] not in _SURNAMES or len(name) not in _GIVEN:
        return False
    if name[0] in _ALSO_WORDS and is_word(name[1:]) and len(name) > 2:
        return False
    return len(name) > 2 or not is_word(name)


def forms(person: str) -> list[str]:
    """A name of ``persons`` as it may be meant: a word behind it may be taken for a part of it."""
    return [person] if is_word(person) else [person, person[:2]]


def is_called_in(person: str, text: str) -> bool:
    """Whether an English text has the surname of one of ``persons``."""
    return re.search(rf"\b{_SURNAMES[person[0]]}\b", fold(text)) is not None


def is_written_in(name: str, text: str) -> bool:
    """Whether ``text`` has a name or a part of it, its accents aside, or a word made of it."""
    text = _bare(text)
    parts = [part for part in _bare(name).split("-") if len(part) >= _SHORTEST]
    return any(_stem(part) in text for part in parts or [_bare(name)])


def _stem(name: str) -> str:
    return name[: max(_SHORTEST, len(name) - _ENDING)]


def _bare(text: str) -> str:
    parted = unicodedata.normalize("NFD", fold(text))
    return "".join(char for char in parted if not unicodedata.combining(char))

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
_SURNAMES = frozenset(  # the common ones
    "白蔡曹常陈程崔戴邓丁董杜段范方冯傅高龚顾郭韩郝何贺侯胡黄贾姜江蒋金康孔赖雷李黎梁廖林刘龙卢"
    "陆罗吕马毛孟潘彭钱秦邱任邵沈石史宋苏孙谭唐汤田万王汪魏吴武夏萧肖谢熊许徐薛阎杨姚叶易尹于余"
    "袁曾张赵郑钟周朱邹"
)
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

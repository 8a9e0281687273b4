"""How near an answer is to a gold one: exact match and F1, Chinese by words, English as SQuAD."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

from ragqa.evaluate.questions import squeezed
from ragqa.text.language import is_cjk
from ragqa.text.segmentation import cut

# LongBench's list, and 《〈〉, which it lacks: a title's marks are no word.
_CHINESE_MARKS = "！？｡。＂＃＄％＆＇（）＊＋，－／：；＜＝＞＠［＼］＾＿｀｛｜｝～｟｠｢｣､、〃》「」『』【】〔〕〖〗〘〙〚〛〜〝〞〟〰〾〿–—‘’‛“”„‟…‧﹏.《〈〉"  # noqa: E501
_ENGLISH = str.maketrans("", "", string.punctuation)
_CHINESE = str.maketrans("", "", string.punctuation + _CHINESE_MARKS)
_ARTICLE = re.compile(r"\b(?:a|an|the)\b")


def english_words(text: str) -> list[str]:
    """As SQuAD compares them: lower case, without punctuation and articles (Rajpurkar 2016)."""
    return _ARTICLE.sub(" ", text.lower().translate(_ENGLISH)).split()


def chinese_words(text: str) -> list[str]:
    """Words by jieba, lower case, without punctuation and white space, as LongBench has it."""
    words = ("".join(word.lower().translate(_CHINESE).split()) for word in cut(text))
    return [word for word in words if word]


def words(text: str, other: str) -> list[str]:
    """The words of ``text``: Chinese ones when it or what it is compared with has any."""
    return chinese_words(text) if any(map(is_cjk, text + other)) else english_words(text)


def overlap(said: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of two bags of words, 0 to 1."""
    shared = sum((Counter(said) & Counter(gold)).values())
    return 2 * shared / (len(said) + len(gold)) if shared else 0.0


def f1(said: str, gold: str) -> float:
    """F1 of the words of two texts, 0 to 1."""
    return overlap(words(said, gold), words(gold, said))


def exact_match(said: str, gold: str) -> float:
    """1 when the two are the same words, else 0."""
    one, other = words(said, gold), words(gold, said)
    # Where a Chinese word ends depends on what is around it.
    same = "".join(one) == "".join(other) if any(map(is_cjk, gold)) else one == other
    return float(same)


def contains(said: str, gold: str) -> float:
    """1 when the gold answer stands in ``said``, whatever the case, width and spaces; else 0."""
    return float(squeezed(gold) in squeezed(said))


def best(metric: Callable[[str, str], float], said: str, answers: Sequence[str]) -> float:
    """The highest value of a metric over the wordings of the gold answer."""
    return max((metric(said, answer) for answer in answers), default=0.0)

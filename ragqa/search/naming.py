"""What a question names by a number or a code, and whether that is what was found.

To an embedder article 45 is nearly article 42, and QY-1000 nearly QY-800: of a thing that no
document has, its neighbours look like an answer, and a question of little more than a number looks
like nothing that was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from ragqa.text.analysis import codes
from ragqa.text.articles import Articles, beside, named
from ragqa.text.figures.numbered import numbered
from ragqa.text.figures.quantities import quantities
from ragqa.text.file_names import parted
from ragqa.text.language import FUNCTION_WORDS, detect, fold
from ragqa.text.names import forms, is_written_in, names, persons
from ragqa.text.segmentation import cut
from ragqa.text.yes_or_no import is_yes_or_no
from ragqa.types import Hit

_ASKING = FUNCTION_WORDS.union(
    """
    内容 规定 约定 讲的 说的 写的 说了 讲了 写了 关于 具体 怎么说 怎么写
    say says state states rule rules about content contents provide provides
    意思 含义 表示 显示 代表 出现 mean means meaning show shows indicate indicates stand stands
    """.split()  # noqa: SIM905  # easier to read
)
# An ISBN, a phone or an order number, however its digits are parted; a day has fewer.
_LONG_NUMBER = re.compile(r"(?<![A-Za-z\d.,])\d(?:[- ]?\d){8,}(?![A-Za-z\d,]|\.\d)")
_LAST_CHARACTER = re.compile(r"\w[吗么呢\W]*$")


def is_named_there(question: str, hits: Sequence[Hit]) -> bool | None:
    """Whether ``hits`` hold what the question names.

    Returns:
        True where an article begins that it names, of the law that it names, a number of many
        digits is, or its codes are with all else that it says; False where only other articles
        are, none of its codes or such numbers, or of what it tells by a number (batch 14) only
        others (batch 12); None where that tells nothing.
    """
    if articles := named(question):
        read = [(hit, Articles(hit.chunk.text).names) for hit in hits]
        if beginning := [hit for hit, names in read if articles.intersection(names)]:
            return True if _is_of(_law(question), beginning) else None  # of another law
        begun = frozenset[str]().union(*(names for _, names in read))
        if {name[-1] for name in articles if not name[-1].isdigit()} & {n[-1] for n in begun}:
            return False
    if numbers := _LONG_NUMBER.findall(question):
        return _is_any_held(numbers, hits)
    wanted = codes(question)
    if wanted and any(_is_all_told(question, wanted, hit) for hit in hits):
        return True
    others = (wanted and not _is_any_held(wanted, hits)) or _are_only_others(question, hits)
    return False if others else None


def has_unknown_name(question: str, hits: Sequence[Hit], is_known: Callable[[str], bool]) -> bool:
    """Whether a question has a name that no text holds.

    Where the first of ``hits`` is in another language it may be written otherwise there.

    Refused wrongly of 426 questions of XQuAD (en) .052, where .049 were, and .862 where the
    paragraph was hidden, where .843 were; of 60 about the manuals that no page answers 2 more, of
    123 whose page is found none. All Chinese names that a tagger tells catch no more than they
    cost; of persons, by surname, 1 of 141 in XQuAD, CMRC and DRCD is in no text that answers.

    Args:
        question: As searched for.
        hits: Best first.
        is_known: Whether a word, folded, stands anywhere that is searched. Asked of those that
            ``hits`` do not hold.
    """
    if not hits:
        return False
    told = "\n".join(_told(hits))
    if detect(hits[0].chunk.text) == "zh":
        return not all(_is_known(person, told, is_known) for person in persons(question))
    missing = [fold(name) for name in names(question) if not is_written_in(name, told)]
    return any(not (is_known(name) or is_known(name.rstrip("s"))) for name in missing)


def _is_known(person: str, told: str, is_known: Callable[[str], bool]) -> bool:
    folded = fold(told)
    return any(form in folded for form in forms(person)) or any(map(is_known, forms(person)))


def _are_only_others(question: str, hits: Sequence[Hit]) -> bool:
    """Whether of a kind that a question tells by numbers ``hits`` hold only others.

    In another language the kind has another name, and so all are others where no number is held.

    Of 18 such questions of XQuAD and CMRC with the number moved, so that nothing answers, 13 are
    refused, where 6 were; of all of them as they were asked none more.
    """
    asked = _asked(question)
    if not asked or not hits:
        return False
    language = detect(question)
    if all(detect(hit.chunk.text) != language for hit in hits):
        text = "\n".join(hit.chunk.text for hit in hits)
        return not any(_is_number_in(n, text) for numbers in asked.values() for n in numbers)
    there = numbered("\n".join(_told(hits)))
    return any(
        bool(there[kind].named) and not any(map(there[kind].hold, numbers))
        for kind, numbers in asked.items()
        if kind in there
    )


def _asked(question: str) -> Mapping[str, Collection[str]]:
    """The numbers that a question gives, by kind.

    Not the one at the end of a yes-or-no question, which may be asked for: "Is it in room 5?"
    """
    asked = {kind: numbers.named for kind, numbers in numbered(question).items()}
    if asked and is_yes_or_no(question):
        broken = numbered(_LAST_CHARACTER.sub("", question))
        asked = {
            kind: named & broken[kind].named for kind, named in asked.items() if kind in broken
        }
    return {kind: named for kind, named in asked.items() if named}


def _is_number_in(number: str, text: str) -> bool:
    """However it is written: 4, four, 四; 4b."""
    if re.search(rf"(?<!\d){number}(?![a-z\d])", text.lower()):
        return True
    return number in {quantity.value for quantity in quantities(text)}


def _told(hits: Sequence[Hit]) -> Iterator[str]:
    """What each says, with the words that say of what it is."""
    for chunk in (hit.chunk for hit in hits):
        yield "\n".join((chunk.text, parted(chunk.source), *chunk.headings))


def _law(question: str) -> list[str]:
    """The words beside the articles in a question that may say of which law they are."""
    return [w for w in cut(beside(question)) if len(w) > 1 and w.isalnum() and w not in _ASKING]


def _is_all_told(question: str, wanted: Iterable[str], hit: Hit) -> bool:
    """Whether a hit holds all codes of a question, and each word that does more than ask."""
    bare = _bare("\n".join(_told([hit])))
    others = (word for word in cut(fold(question)) if len(word) > 1 and word not in _ASKING)
    return all(_bare(each) in bare for each in (*wanted, *others))


def _is_of(words: Sequence[str], hits: Sequence[Hit]) -> bool:
    """Whether one of ``words``, if there are any, is in one of ``hits``."""
    if not words:
        return True
    texts = [fold(told) for told in _told(hits)]
    return any(word in text for text in texts for word in words)


def _is_any_held(written: Iterable[str], hits: Sequence[Hit]) -> bool:
    """Whether a code or number stands in one of ``hits``, however its parts are parted."""
    wanted = [_bare(each) for each in written]
    texts = (_bare(hit.chunk.text) for hit in hits)
    return any(each in text for text in texts for each in wanted)


def _bare(text: str) -> str:
    """Letters and digits alone: "Python 3" is python3."""
    return "".join(filter(str.isalnum, fold(text)))

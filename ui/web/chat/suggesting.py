"""Questions for an empty chat, made of the headings of the user's own documents; no model."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator

from ragqa.text.language import Language, detect, is_cjk
from ragqa.types import Chunk
from ui.texts.talks import talk_texts

SUGGESTED = 4
_TRIED = 8  # each takes a search

_NUMBER = re.compile(
    r"^(?:(?:chapter|section|part|appendix)\s+)?[\divxlc]{1,7}(?:\.\d+)*[.:)、：]?\s+"
    r"|^[\d.]+\s*|^第.{1,4}[章节条篇部]\s*|^[（(]?[一二三四五六七八九十]{1,3}[)）、.]\s*",
    re.IGNORECASE,
)
# Headings that tell nothing of what stands below them.
_EMPTY = frozenset(
    (
        *("abstract", "acknowledgements", "acknowledgments", "appendix", "attachments"),
        *("bibliography", "conclusion", "contents", "copyright", "example", "examples"),
        *("foreword", "further reading", "general", "glossary", "index", "introduction"),
        *("miscellaneous", "notes", "overview", "preface", "references", "see also"),
        *("summary", "table of contents"),
        *("摘要", "致谢", "附录", "附件", "参考文献", "结论", "目录", "版权", "示例", "前言"),
        *("序言", "概述", "概览", "术语表", "索引", "引言", "简介", "其他", "其它", "注释"),
        *("总则", "附则", "小结", "总结", "说明"),
    )
)
_MARKS = frozenset("“”\"'「」{}()（）<>[]?？/\\*|=")
_LENGTHS = {"en": (8, 60), "zh": (3, 24)}


def suggestions(
    chunks: Iterable[Chunk],
    answerable: Callable[[str], bool],
    language: Language,
    most: int = SUGGESTED,
) -> tuple[str, ...]:
    """Up to ``most`` questions in the languages of the headings, of as many documents as may be.

    Args:
        chunks: That the headings are taken from.
        answerable: Whether a question would be answered. It is asked of few, in order.
        language: Of the page: what is in it comes first.
        most: Questions.
    """
    asked = itertools.islice(_questions(chunks, language), _TRIED)
    return tuple(itertools.islice(filter(answerable, asked), most))


def _questions(chunks: Iterable[Chunk], language: Language) -> Iterator[str]:
    """Of each document one in turn, those in ``language`` before the others."""
    by_document: dict[str, list[str]] = {}
    for chunk, heading in _headings(chunks):
        by_document.setdefault(chunk.document_id, []).append(heading)
    rounds = max((len(headings) for headings in by_document.values()), default=0)
    chosen = [
        headings[turn]
        for turn in range(rounds)
        for headings in by_document.values()
        if turn < len(headings)
    ]
    chosen.sort(key=lambda heading: _language(heading) != language)
    return map(_question, chosen, itertools.count())


def _headings(chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, str]]:
    """The innermost heading of each chunk, where it tells something, each once."""
    seen: set[str] = set()
    for chunk in chunks:
        if not chunk.headings:
            continue
        heading = _NUMBER.sub("", " ".join(chunk.headings[-1].split())).strip(" .:：。")
        key = heading.casefold()
        if key not in seen and _tells(heading):
            seen.add(key)
            yield chunk, heading


def _tells(heading: str) -> bool:
    if heading.casefold() in _EMPTY or any(mark in _MARKS for mark in heading) or " -" in heading:
        return False
    language = detect(heading)
    fewest, most = _LENGTHS[language]
    letters = sum(map(str.isalpha, heading))
    # One English word alone is too little to find an answer by.
    whole = language == "zh" or " " in heading
    return whole and fewest <= len(heading) <= most and 4 * letters > 3 * len(heading)


def _question(heading: str, number: int) -> str:
    texts = talk_texts(_language(heading))
    templates = (texts.suggest_said, texts.suggest_points, texts.suggest_explain)
    return templates[number % len(templates)].format(heading=heading)


def _language(heading: str) -> Language:
    return "zh" if any(map(is_cjk, heading)) else "en"

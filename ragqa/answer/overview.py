"""What is said of whole documents when a question asks for nothing else (``text.requests``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ragqa.answer.summarizing import Draft, Material
from ragqa.answer.whole import documents_in
from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.sources import Source
from ragqa.store.catalog.listing import Wanted
from ragqa.text.asked.requests import Request, requested
from ragqa.text.hidden import without_hidden
from ragqa.text.language import Language, is_cjk
from ragqa.types import Answer, Headings, Passage, Question

_LISTED = 50
_LOOKED_AT = 200  # documents whose name has the words of a request
_SHORTEST = 4  # letters of a name without its ending
_HEADINGS = 10  # of a document
_LONGEST = 60  # characters of a heading


@dataclass(frozen=True, slots=True)
class _Wording:
    have: str
    more: str
    none: str
    headings: str
    heading: str
    between: str
    quoted: str
    several: str
    left_out: str
    shortened: str


_WORDINGS: dict[Language, _Wording] = {
    "zh": _Wording(
        have="共有 {count} 个文档：",
        more="另有 {count} 个；全部文档见 `ragqa sources` 或页面上的“文档”。",
        none="没有可以检索的文档。",
        headings="标题：",
        heading="- {source}：{headings}",
        between="；",
        quoted="要点（摘自原文）：",
        several="（以上取自 {all} 个文档；只问其中一个时，请写出它的名称。）",
        left_out="（以上只取自 {all} 个文档中的 {taken} 个；请指定文档或集合。）",
        shortened="（内容较多，以上只依据其中最有代表性的句子；"
        "`ragqa summarize` 或页面上的“摘要”会通读全部内容。）",
    ),
    "en": _Wording(
        have="Documents: {count}",
        more="And {count} more; `ragqa sources`, or Documents on the page, lists all.",
        none="There are no documents to search.",
        headings="Headings:",
        heading="- {source}: {headings}",
        between="; ",
        quoted="The main points, in the documents' own words:",
        several="(From {all} documents; name one to be told of it alone.)",
        left_out="(From {taken} of {all} documents only; choose documents or a collection.)",
        shortened="(There is much to read: this rests on the most telling sentences only. "
        "`ragqa summarize`, or Summary on the page, reads everything.)",
    ),
}


def request_of(question: Question, index: Index) -> tuple[Request, Question] | None:
    """What a question wants of whole documents, and the question with the scope that this has.

    None where search is to answer it, and where there is nothing at all.
    """
    if index.empty:
        return None
    named: dict[str, list[Source]] = {}

    def names(words: str) -> Iterable[str]:
        within = index.select(question.scope).documents
        for source in index.page(Wanted(words=words, count=_LOOKED_AT)).sources:
            if source.chunks and (within is None or source.document_id in within):
                for name in _names(source):
                    named.setdefault(name, []).append(source)
        return named

    request = requested(question.text, alone=not question.history, names=names)
    if request is None:
        return None
    if request.name:
        places = tuple(source.place for source in named[request.name])
        question = replace(question, scope=replace(question.scope, sources=places))
    return request, question


def _names(source: Source) -> tuple[str, ...]:
    """What a document is called: by its path, its file name, or that without its ending."""
    path = PurePosixPath(source.source)
    told = len(path.stem) >= _SHORTEST or (len(path.stem) > 1 and any(map(is_cjk, path.stem)))
    return tuple(dict.fromkeys((source.source, path.name, *((path.stem,) if told else ()))))


def listing(index: Index, scope: Scope, language: Language) -> str:
    """The names of the documents of ``scope``, of many the first, and how many there are.

    Raises:
        UnknownSourceError: ``scope`` means nothing that is there.
    """
    words = _WORDINGS[language]
    documents = documents_in(index, scope)
    if not documents:
        return words.none
    names = [f"- {_plain(source.source)}" for source in documents[:_LISTED]]
    more = len(documents) - len(names)
    return "\n".join(
        [
            words.have.format(count=len(documents)),
            *names,
            *([words.more.format(count=more)] if more else []),
        ]
    )


def outline(passages: Sequence[Passage], language: Language) -> list[str]:
    """A line of headings for each document that has any: those of the first level with several."""
    words = _WORDINGS[language]
    crumbs: dict[tuple[str, str], list[Headings]] = {}
    for passage in passages:
        below = crumbs.setdefault((passage.source, passage.document_id), [])
        below += [passage.headings, *(headings for _, headings in passage.sections)]
    lines: list[str] = []
    for (source, _), below in crumbs.items():
        if headings := _of_one_level(below):
            shown = [*headings[:_HEADINGS], *(["…"] if len(headings) > _HEADINGS else [])]
            told = words.between.join(shown)
            lines.append(words.heading.format(source=_plain(source), headings=told))
    return lines


def _of_one_level(crumbs: Sequence[Headings]) -> list[str]:
    found: list[str] = []
    for level in range(max(map(len, crumbs), default=0)):
        own = (_plain(crumb[level])[:_LONGEST] for crumb in crumbs if len(crumb) > level)
        found = [heading for heading in dict.fromkeys(own) if heading]
        if len(found) > 1:
            break
    return found


def _plain(text: str) -> str:
    return " ".join(without_hidden(text).split())


def framed(answer: Answer, read: Material, draft: Draft, *, quoted: bool, brief: bool) -> Answer:
    """A summary with what is to be said about it, before and after.

    Args:
        answer: The summary alone; one that is refused is left as it is.
        read: What it was made of.
        draft: As it was written.
        quoted: Whether it is made of sentences of the documents.
        brief: Whether a question has asked for it, which did not choose the documents.
    """
    if answer.refused:
        return answer
    words = _WORDINGS[read.language]
    told = outline(read.passages, read.language) if quoted and brief else []
    lead = [words.headings, *told, "", words.quoted, "", ""] if told else [words.quoted, "", ""]
    before = "\n".join(lead) if quoted and brief else ""
    after = [words.shortened] if draft.shortened else []
    if read.documents < read.found:
        after.append(words.left_out.format(taken=read.documents, all=read.found))
    elif brief and read.found > 1:  # "this document" may mean one of them
        after.append(words.several.format(all=read.found))
    return replace(
        answer,
        text="\n\n".join([before + answer.text, *after]),
        unsupported=tuple((a + len(before), b + len(before)) for a, b in answer.unsupported),
        marks=tuple(mark + len(before) for mark in answer.marks or ()),
    )

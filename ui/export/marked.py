"""A conversation as Markdown that fetches nothing when it is opened. Pure.

Answers, quotes and names come from documents and models: bold and code stay, and so do lists and
tables of a written answer; pictures, links, HTML, formulas, headings, and what programs for notes
would draw or work out become text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragqa.store.kept.said import Said
from ragqa.text.fenced_code import FENCED
from ragqa.types import Citation, Passage
from ui.export.remarks import Since, is_quoted, numbered, remarks, sources
from ui.render import one_line, safe
from ui.render.places import also, pages, titles
from ui.texts.talks import TalkTexts
from ui.texts.web import WebTexts

# As the page takes it (``ui.web.chat.answer``). What is code for us must be code for every viewer:
# so it is written anew, and no other backtick stays one.
_IN_LINE = re.compile(r"(?<!\\)`(?!\s*[=$])[^`\n]+`")  # "`= …`" and "`$= …`" are worked out by some
# What begins a link, a picture, a definition of one, HTML, an entity, code, a formula or a remark;
# and a backslash, which would take ours from what follows, unless it is there for a sign.
_ACTIVE = re.compile(r"\\[_*#~`$<>]|[<>&`$\\]|\]\(|\]\[|\]:|!\[|://|~~~|%%")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "://": ":&#47;&#47;"}
_LINE_END = re.compile(r"(?<=\S)\n(?=\S)")
# What would begin a list, a heading, a table: a backslash goes before its mark. Two stars are bold.
_LINE_BEGINS = re.compile(r"^(?:(?=[#+=|-]|\*(?!\*))|(\d+)(?=[.)]))", re.MULTILINE)
# Of a written answer these are meant, but for headings, which would stand among the questions.
_NO_LIST = re.compile(r"^(?:(?=[#=]|[+-](?! \S)|\*(?!\*| \S))|(\d+)(?=[.)](?! \S)))", re.MULTILINE)


def markdown(
    title: str, said: Sequence[Said], texts: WebTexts, talks: TalkTexts, since: Since = ()
) -> str:
    """The whole conversation.

    Args:
        title: Its heading.
        said: In order.
        texts: For places of citations.
        talks: In the same language.
        since: What has come to pass since each was said.
    """
    parts = [f"# {_text(one_line(title))}"]
    for number, each in enumerate(said):
        parts += [
            f"## {_text(one_line(each.question))}",
            ""
            if each.removed
            else _marked(each.text, _LINE_BEGINS if is_quoted(each) else _NO_LIST),
        ]
        parts += [
            f"*{_text(one_line(line))}*" for line in remarks(each, number, since, texts, talks)
        ]
        if listed := sources(each):
            lines = [_source(where, n, texts, talks) for n, where in enumerate(listed)]
            parts += [f"**{talks.sources}**", "\n".join(lines)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _source(where: Citation | Passage, place: int, texts: WebTexts, talks: TalkTexts) -> str:
    number, quote, doubted = numbered(where, place)
    doubt = f" ({texts.unverified})" if doubted else ""
    quoted = talks.quoted.format(quote=_text(one_line(quote)))
    line = f"- \\[{number}\\] {_text(one_line(source_line(where, texts)))}{doubt}: {quoted}"
    elsewhere = also_line(where, texts)
    return f"{line}  \n  {_text(elsewhere)}" if elsewhere else line


def source_line(citation: Citation | Passage, texts: WebTexts) -> str:
    """File, page and heading of a citation in one line."""
    parts = [citation.source]
    if page := pages(citation, texts.language):
        parts.append(page)
        if citation.page_label and citation.page_label != str(citation.page_first):
            parts.append(texts.printed.format(label=citation.page_label))
    return texts.comma.join([*parts, *titles(citation.headings, texts.language)[-1:]])


def also_line(citation: Citation | Passage, texts: WebTexts) -> str:
    """In which other documents the quote stands too, "" where in none."""
    return also(citation.also, texts.language, lambda source, at: one_line(f"{source} {at}"))


def _marked(text: str, begins: re.Pattern[str]) -> str:
    """Text of an answer: its code as it is, the rest without what a viewer would act on."""
    text = safe(text)
    pieces: list[str] = []
    at = 0
    for block in FENCED.finditer(text):
        # Without the name of a language: some are drawn or run.
        pieces += [_lines(text[at : block.start()], begins), f"```\n{block[1]}\n```"]
        at = block.end()
    return "\n\n".join(piece for piece in (*pieces, _lines(text[at:], begins)) if piece)


def _lines(text: str, begins: re.Pattern[str]) -> str:
    """What stands between blocks of code."""
    text = text.strip("\n")
    pieces: list[str] = []
    at = 0
    for code in _IN_LINE.finditer(text):
        pieces += [_inert(text[at : code.start()], begins), code.group()]
        at = code.end()
    # A single line end would be a space.
    return _LINE_END.sub("  \n", "".join([*pieces, _inert(text[at:], begins)]))


def _text(text: str) -> str:
    """Text of a document or a person: nothing in it is markup."""
    escaped = re.sub(r"([\\`*_\[\]~$%])", r"\\\1", safe(text))
    return re.sub(r"[<>&]|://", lambda found: _ENTITIES[found.group()], escaped)


def _inert(text: str, begins: re.Pattern[str]) -> str:
    text = _ACTIVE.sub(lambda found: _as_text(found.group()), text)
    return begins.sub(lambda found: f"{found[1] or ''}\\", text)


def _as_text(active: str) -> str:
    sign = active.removeprefix("\\") or active
    if sign in _ENTITIES:
        return _ENTITIES[sign]
    return active if sign != active else "\\" + "\\".join(active)

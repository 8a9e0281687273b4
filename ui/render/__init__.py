"""Values as text for a terminal, and as JSON. Pure: nothing is printed here.

Documents, file names and answers are not ours: whatever could move the cursor, recolour the
terminal or reorder a line is shown as an escape such as ``\\x1b``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from ragqa.text.counted import counted
from ui.render.named import beside_name
from ui.render.places import also, pages, titles
from ui.render.quotes import for_reading
from ui.texts import Texts

if TYPE_CHECKING:
    from ragqa.sources import Source
    from ragqa.types import Answer, Chunk, Citation, Copy, Ledger, Passage

# C0 without tab and newline, DEL, C1, line and paragraph separators, bidi marks, embeddings,
# overrides and isolates, byte order mark, interlinear marks, tag characters, lone surrogates, and
# the two that no XML may hold.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)
_SNIPPET = 240
_LONGEST_QUOTE = 600  # characters; no sentence has more, but a table without end marks can


def safe(text: str) -> str:
    """``text`` with what a terminal would act on as escapes; tabs and newlines stay."""
    return _UNSAFE.sub(_escape, text)


def one_line(text: str) -> str:
    """``safe`` text with each run of white space as one space."""
    return safe(" ".join(text.split()))


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"


def to_json(value: object) -> str:
    """Indented JSON in readable Chinese; characters that are not ``safe`` are \\uXXXX."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # Such characters are only ever inside strings, where JSON allows the escape.
    return _UNSAFE.sub(lambda match: json.dumps(match.group())[1:-1], text)


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns aligned by terminal cells (a Chinese character takes two); numbers to the right."""
    cells = [[one_line(str(cell)) for cell in row] for row in [header, *rows]]
    widths = [max(cell_len(row[i]) for row in cells) for i in range(len(header))]
    right = [
        bool(rows) and all(isinstance(row[i], int) for row in rows) for i in range(len(header))
    ]
    return "\n".join(
        "  ".join(
            " " * (width - cell_len(cell)) + cell
            if to_right
            else cell + " " * (width - cell_len(cell))
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    )


def place(where: Citation | Passage | Chunk, texts: Texts) -> str:
    """Where something stands: ``guide.pdf p. 12 (xii) › Heading › Inner heading``."""
    parts = [one_line(where.source)]
    if page := pages(where, texts.language):
        parts[0] += f" {page}"
        label = one_line(where.page_label)
        if label and label != str(where.page_first):
            parts[0] += texts.label.format(label=label)
    return " › ".join([*parts, *map(one_line, titles(where.headings, texts.language))])


def citation_line(citation: Citation, texts: Texts) -> str:
    """``[1] guide.pdf p. 12 › Heading “the quote”``, marked when it could not be verified."""
    mark = "" if citation.verified else f" [{texts.unverified}]"
    quote = _quoted(snippet(citation.quote, _LONGEST_QUOTE), texts)
    return f"[{citation.number}] {place(citation, texts)} {quote}{mark}"


def _quoted(text: str, texts: Texts) -> str:
    return f"{texts.left_quote}{text}{texts.right_quote}"


def citations_text(answer: Answer, texts: Texts) -> str:
    """The citations under an answer, or the nearest passages under a refusal; "" for none."""
    if answer.refused:
        lines = [
            line
            for passage in answer.passages
            for line in (
                f"- {place(passage, texts)} {_quoted(snippet(passage.text), texts)}",
                *also_lines(passage.also, texts),
            )
        ]
        return "\n".join([texts.nearest, *lines, *unread_lines(answer, texts)]) if lines else ""
    lines = [
        line
        for c in answer.citations
        for line in (
            citation_line(for_reading(c, answer.passages), texts),
            *also_lines(c.also, texts),
        )
    ]
    if lines:
        lines = [texts.citations, *lines, *unread_lines(answer, texts)]
    return "\n".join(lines + contradiction_lines(answer, texts) + unsupported_lines(answer, texts))


def also_lines(copies: Sequence[Copy], texts: Texts, indent: int = 4) -> list[str]:
    """Where else the same stands: one line, indented, or none."""

    def named(source: str, where: str) -> str:
        return f"{one_line(source)} {one_line(where)}".rstrip()

    told = also(copies, texts.language, named)
    return [" " * indent + told] if told else []


def contradiction_lines(answer: Answer, texts: Texts) -> list[str]:
    """What two documents say differently: both values, then both quotes."""
    lines: list[str] = []
    for found in answer.contradictions:
        first, second = (one_line(value) for value in found.values)
        lines.append(texts.contradiction.format(first=first, second=second))
        both = (for_reading(cited, answer.passages) for cited in (found.first, found.second))
        lines += [f"  {citation_line(cited, texts)}" for cited in both]
    return lines


def unsupported_lines(answer: Answer, texts: Texts) -> list[str]:
    """The sentences of an answer that no passage supports."""
    return [
        texts.unsupported.format(sentence=_quoted(snippet(answer.text[start:end]), texts))
        for start, end in answer.unsupported
    ]


def unread_lines(answer: Answer, texts: Texts) -> list[str]:
    """Which documents behind an answer have pages without text."""
    return [
        counted(
            texts.unread,
            document.pages_without_text,
            name=one_line(document.source),
            pages=document.pages,
        )
        for document in answer.unread
    ]


def snippet(text: str, length: int = _SNIPPET) -> str:
    """The first ``length`` characters on one line, with … where it was cut."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1] + "…"


def accounts_text(answer: Answer, texts: Texts) -> str:
    """What an answer cost: tokens, seconds, model."""
    return "\n".join(
        (
            _ledger_text(answer.ledger, texts),
            texts.timings.format(
                timings=", ".join(f"{name} {value:.2f}" for name, value in answer.timings.items())
            ),
            texts.answered_by.format(model=one_line(answer.model), reason=answer.finish_reason),
            *([texts.kept_as.format(id=answer.id)] if answer.id else []),
        )
    )


def _ledger_text(ledger: Ledger, texts: Texts) -> str:
    template = texts.ledger + (texts.ledger_estimated if ledger.estimated else "")
    return template.format(
        instructions=ledger.instructions,
        history=ledger.history,
        passages=ledger.passages,
        question=ledger.question,
        reserved=ledger.reserved,
        context_size=ledger.context_size,
        used=ledger.passages_used,
        left_out=ledger.passages_left_out,
        reused=ledger.tokens_reused,
    )


def answer_json(answer: Answer) -> dict[str, Any]:
    """The object of ``ragqa ask --json``."""
    return {
        "text": answer.text,
        "citations": [citation_json(citation) for citation in answer.citations],
        "refused": answer.refused,
        "weak": answer.weak,
        "ledger": asdict(answer.ledger),
        "timings": dict(answer.timings),
        "model": answer.model,
        "finish_reason": answer.finish_reason,
        "unread": [asdict(document) for document in answer.unread],
        "unsupported": [
            {"start": start, "end": end, "text": answer.text[start:end]}
            for start, end in answer.unsupported
        ],
        "contradictions": [
            {
                "first": citation_json(found.first),
                "second": citation_json(found.second),
                "values": list(found.values),
            }
            for found in answer.contradictions
        ],
        "id": answer.id,
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation without what only the program needs to open the document."""
    fields = asdict(citation)
    del fields["document_id"], fields["revision"]
    return fields | {"headings": list(citation.headings), "also": also_json(citation.also)}


def also_json(copies: Sequence[Copy]) -> list[dict[str, Any]]:
    """Where else the same stands, as of ``citation_json``."""
    return [
        {
            "source": copy.source,
            "page_first": copy.page_first,
            "page_last": copy.page_last,
            "page_label": copy.page_label,
            "headings": list(copy.headings),
        }
        for copy in copies
    ]


def sources_text(sources: Sequence[Source], texts: Texts) -> str:
    """The documents of the index as a table; collections only where there are some."""
    from ragqa.sources import DEFAULT_COLLECTION

    header = [
        texts.column_source,
        texts.column_pages,
        texts.column_without_text,
        texts.column_chunks,
        texts.column_revision,
        texts.column_reason,
    ]
    times = Counter(source.source for source in sources)
    rows: list[list[object]] = [
        [
            # Of several with one name, what tells them apart, and what commands take.
            s.place if times[s.source] > 1 else s.source,
            s.pages,
            s.pages_without_text,
            s.chunks,
            s.revision,
            beside_name(s.reason_in(texts.language), s.source),
        ]
        for s in sources
    ]
    if any(s.collection != DEFAULT_COLLECTION for s in sources):
        header.insert(1, texts.column_collection)
        for row, s in zip(rows, sources, strict=True):
            row.insert(1, s.collection)
    return table(header, rows)

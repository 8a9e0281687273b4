"""How much of a question one sentence of a chunk says.

Words that meet in one place tell an answer from a text about the same subject, which has them all
but strewn. In a short question each word counts for much, and the one that asks for it (几点, "how
much") is met by what it asks for, not by its like.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from ragqa.text.asked.expected import is_met
from ragqa.text.asked.subject import said, subject
from ragqa.text.file_names import parted
from ragqa.text.language import sentence_spans
from ragqa.text.meaning.terms import telling
from ragqa.types import Chunk


def told(question: str, chunk: Chunk) -> float:
    """The highest share of what ``question`` is about that a sentence says, 0 to 1.

    Only of one that may hold what is asked for: a time, an amount, a name. What the document and
    the headings say counts, too, but not alone.
    """
    asked = subject(question)
    if not asked:
        return 0.0
    name = parted(PurePosixPath(chunk.source).stem)
    above = telling("\n".join((name, *chunk.headings)))
    best = 0.0
    for start, end in sentence_spans(chunk.text):
        sentence = chunk.text[start:end]
        share = said(asked, sentence, above)
        if share > best and is_met(question, sentence):
            best = share
    return best

"""Citations as they are shown: rows of tables with their header, settings with their keys.

What is stored stays the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ragqa.types import Citation, Passage


def for_reading(citation: Citation, passages: Sequence[Passage]) -> Citation:
    """The citation with a quoted row as "name: value" pairs, its header not told twice.

    So is a line of a configuration file with the keys above it.

    Args:
        citation: With the quote letter for letter.
        passages: Of the answer; where the citation's is not among them, it stays as it is.
    """
    from ragqa.text.parts.keyed import is_keyed
    from ragqa.text.parts.rows import is_header, readable

    in_keys = is_keyed(citation.source)
    if not (in_keys or citation.quote.startswith("|")) or not 0 < citation.number <= len(passages):
        return citation
    passage = passages[citation.number - 1]
    start, end = citation.start - passage.start, citation.end - passage.start
    if passage.text[max(0, start) : end] != citation.quote:
        return citation
    headings = citation.headings
    quote = readable(passage, start, end)
    if in_keys and quote != citation.quote:
        headings = ()
    elif headings and is_header(headings[-1], citation.quote):
        headings = headings[:-1]
    return replace(citation, quote=quote, headings=headings)

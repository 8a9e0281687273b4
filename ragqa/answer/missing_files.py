"""Files that a question names and that are no documents: said where there is no answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from ragqa.store.catalog.listing import Wanted
from ragqa.store.library import Library
from ragqa.text.file_names import files_named
from ragqa.text.hidden import without_hidden
from ragqa.text.language import Language, fold

_LOOKED_AT = 20_000  # documents of one ending
_NAMED = 3
_WORDINGS: dict[Language, tuple[str, str]] = {
    "en": ("No document is called {names}.", ", "),
    "zh": ("文档中没有名为 {names} 的文件。", "、"),
}


def told(question: str, library: Library, language: Language) -> str:
    """A sentence about the first of them, in the order of the question; "" where there are none."""
    named = files_named(question)
    known = {ending: _names(ending, library) for ending in dict.fromkeys(map(_ending, named))}
    missing = [name for name in named if not _is_among(known[_ending(name)], name)]
    if not missing:
        return ""
    sentence, between = _WORDINGS[language]
    return sentence.format(names=between.join(map(without_hidden, missing[:_NAMED])))


def _ending(name: str) -> str:
    return fold(PurePosixPath(name).suffix)


def _names(ending: str, library: Library) -> Sequence[str] | None:
    """The names of the documents with an ending, folded; None where there are too many to tell."""
    page = library.page(Wanted(words=ending, count=_LOOKED_AT))
    if page.total > len(page.sources):
        return None
    return [fold(PurePosixPath(source.source).name) for source in page.sources]


def _is_among(names: Sequence[str] | None, name: str) -> bool:
    """Whether a document's name ends with ``name``, or is the end of it, as far as can be told.

    Of a name with spaces a question gives the last word alone, and in Chinese nothing parts a name
    from the words before it.
    """
    asked = fold(name)
    return names is None or any(known.endswith(asked) or asked.endswith(known) for known in names)

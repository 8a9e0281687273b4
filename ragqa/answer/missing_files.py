"""Files that a question names and that are no documents: said where there is no answer."""

from __future__ import annotations

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
    missing = [name for name in files_named(question) if not _is_there(name, library)]
    if not missing:
        return ""
    sentence, between = _WORDINGS[language]
    return sentence.format(names=between.join(map(without_hidden, missing[:_NAMED])))


def _is_there(name: str, library: Library) -> bool:
    """Whether a document's name ends with ``name``, or is the end of it.

    Of a name with spaces a question gives the last word alone, and in Chinese nothing parts a name
    from the words before it.
    """
    asked = fold(name)
    alike = library.page(Wanted(words=PurePosixPath(name).suffix, count=_LOOKED_AT)).sources
    names = (fold(PurePosixPath(source.source).name) for source in alike)
    return any(known.endswith(asked) or asked.endswith(known) for known in names)

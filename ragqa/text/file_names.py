"""What the names of files and folders say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from ragqa.text.language import FUNCTION_WORDS, fold, fold_with_offsets, is_cjk
from ragqa.text.segmentation import cut

_BETWEEN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[_.-](?P<month>0?[1-9]|1[0-2])"
    r"(?:[_.-](?P<day>0?[1-9]|[12]\d|3[01]))?(?!\d)"
    r"|[_\-./]"
)

# Endings that hardly anything else than a file has: "Node.js" is none, nor "ASP.NET" or "v1.2".
_FILE = re.compile(
    r"[^\s\"'“”‘’「」『』《》<>,，、;；:：?？!！(（\[]{1,120}\."
    r"(?:pdf|ofd|docx?|docm|odt|rtf|xlsx?|xlsm|ods|csv|tsv|pptx?|odp|txt|md|html?|epub|eml|msg|mbox"
    r"|jsonl?|ya?ml|xml|zip|png|jpe?g|tiff?)(?![A-Za-z\d_-]|\.\w)",
    re.IGNORECASE,
)


def files_named(text: str) -> list[str]:
    """What in a text looks like the name of a file with a known ending, in order, each once."""
    return list(dict.fromkeys(found.group() for found in _FILE.finditer(text)))


def parted(path: str) -> str:
    """A path or a part of one, with spaces between its words; a date stays one: "2025-02-26"."""
    return _BETWEEN.sub(lambda found: "-".join(filter(None, found.groups())) or " ", path)


def said_by_path(question: str, path: str) -> list[tuple[int, int]]:
    """Where in a question the words stand that a path says, too, in order: [start, end).

    Single characters and words that only ask or join say nothing.
    """
    name = fold(parted(str(PurePosixPath(path).with_suffix(""))))
    words = frozenset(cut(name))
    folded, offsets = fold_with_offsets(question)
    return [
        (offsets[start], offsets[end - 1] + 1)
        for start, end in _spans(folded)
        if _is_said(folded[start:end], name, words)
    ]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    for word in cut(text):
        start, end = end, end + len(word)
        yield start, end


def _is_said(word: str, name: str, words: frozenset[str]) -> bool:
    if len(word) < 2 or word in FUNCTION_WORDS:
        return False
    return word in name if is_cjk(word[0]) else word in words

"""Which document is meant by a name that a user gives, and which names there are."""

from __future__ import annotations

import difflib
import heapq
import os
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from ragqa.errors import SettingsError, UnknownPlaceError, UnknownSourceError
from ragqa.sources import Source
from ragqa.store.scoping.seen import Seen
from ragqa.text.language import fold

_SUGGESTIONS = 3
_NAMED = 8  # of what there is instead
_LONGEST_NAME = 100


def checked_collection(name: str) -> str:
    """The name of a collection, in NFC and without outer white space.

    Raises:
        SettingsError: It is empty, longer than 100 characters, or has some that cannot be shown.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if 0 < len(name) <= _LONGEST_NAME and name.isprintable():
        return name
    raise SettingsError(
        f"A collection cannot be called {name[:_LONGEST_NAME]!r}; choose a name of 1 to "
        f"{_LONGEST_NAME} printable characters.",
        f"集合不能命名为 {name[:_LONGEST_NAME]!r}；请使用 1 到 {_LONGEST_NAME} 个可显示的字符。",
    )


def find(catalog: Seen, name: str, inside: Sequence[str] = ()) -> Source:
    """The document of that name.

    Args:
        catalog: Of the index, as who asks sees it.
        name: As shown, a path to the file, or the end of its path if nothing else fits.
        inside: Only in these collections; empty for all.

    Raises:
        UnknownSourceError: There is none, or several fit; UnknownPlaceError where the message names
            a folder.
    """
    wanted = printable(name)
    # Without a look at the disk, where no file of that name need be: not Path.resolve.
    found = catalog.find(wanted, printable(os.path.abspath(name)))  # noqa: PTH100
    found = _within(found, inside) or _within(catalog.find_ending(wanted), inside)
    found = found or _within(_in_another_form(catalog, wanted), inside)
    if not found:
        raise _unknown(catalog, wanted, inside)
    if len(found) > 1:
        places = ", ".join(source.place for source in found)
        raise UnknownPlaceError(
            f'Several documents are called "{wanted}"; give the whole path of one: {places}',
            f"有多个文档名为 “{wanted}”，请给出其中一个的完整路径：{places}",
        )
    return found[0]


def _in_another_form(catalog: Seen, name: str) -> list[Source]:
    """The documents whose path or shown name ends in ``name`` where accents may be apart."""
    ending = f"/{unicodedata.normalize('NFC', name)}"
    return [
        source
        for source in catalog.sources()
        if any(
            f"/{unicodedata.normalize('NFC', place)}".endswith(ending)
            for place in (source.source, source.path)
        )
    ]


def _within(found: Sequence[Source], inside: Sequence[str]) -> list[Source]:
    return [source for source in found if not inside or source.collection in inside]


def printable(name: str) -> str:
    """A name from a command line, which may hold any bytes, as ``ingest`` stores it."""
    try:
        return os.fsencode(name).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a surrogate pair, which is no byte of a file name
        return name.encode("utf-8", "replace").decode()


def unknown_collection(catalog: Seen, name: str) -> UnknownSourceError:
    """That there is no such collection, and which there are."""
    names = nearest(name, list(catalog.collections()))
    return UnknownSourceError(
        f'There is no collection "{name}" in the index; there are: {names}.',
        f"索引中没有集合 “{name}”；现有集合：{names}。",
    )


def nearest(name: str, names: Sequence[str]) -> str:
    """The names that are most like ``name``, the nearest first, to be put into a sentence."""
    wanted = fold(name).strip("/")

    def likeness(other: str) -> float:
        # Of a path the last part alone may be what somebody has in mind.
        parts = {fold(other), PurePosixPath(fold(other)).name}
        return max(difflib.SequenceMatcher(None, part, wanted).ratio() for part in parts)

    near = heapq.nlargest(_NAMED, names, key=likeness)
    return ", ".join([*near, "…"] if len(near) < len(names) else near)


def _unknown(catalog: Seen, name: str, inside: Sequence[str]) -> UnknownSourceError:
    known = [source.source for source in _within(catalog.sources(), inside)]
    near = _alike(name, known)
    hint_en = "see the list of documents (in a terminal: `ragqa sources`)."
    hint_zh = "全部文档见文档列表（终端中：`ragqa sources`）。"
    if near:
        hint_en, hint_zh = f"did you mean {', '.join(near)}?", f"是否指 {', '.join(near)}？"
    where_en = f'collection "{", ".join(inside)}"' if inside else "index"
    where_zh = f"集合 “{'、'.join(inside)}” " if inside else "索引"
    kind = UnknownPlaceError if PurePosixPath(name).is_absolute() else UnknownSourceError
    return kind(
        f'There is no document "{name}" in the {where_en}: {hint_en}',
        f"{where_zh}中没有文档 “{name}”：{hint_zh}",
    )


def _alike(name: str, known: Sequence[str]) -> list[str]:
    """Names that are like ``name``, or whose last part is, or that hold it; in any case."""
    wanted = fold(name).strip("*")
    folded = {fold(each): each for each in known}
    lasts = {PurePosixPath(key).name: each for key, each in folded.items()}
    near = difflib.get_close_matches(wanted, folded | lasts, n=_SUGGESTIONS)
    holding = [each for key, each in folded.items() if wanted and wanted in key]
    return list(dict.fromkeys([*((lasts | folded)[key] for key in near), *holding]))[:_SUGGESTIONS]

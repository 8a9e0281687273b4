"""With what an index was made, and would be made now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ragqa.embedding import bundled
from ragqa.errors import EmbedderMismatchError
from ragqa.settings import Settings
from ragqa.store.catalog.catalog import Catalog


def known_stamp(settings: Settings) -> dict[str, str]:
    """What an index made with these settings is stamped with, but for the embedder's dimension.

    Known before an embedder is loaded.
    """
    if settings.embedder == "bundled":
        name, query, passage = bundled.NAME, bundled.QUERY_PREFIX, bundled.PASSAGE_PREFIX
    else:
        name, query, passage = settings.embedder, settings.query_prefix, settings.passage_prefix
    return {"embedder": name, "query_prefix": query, "passage_prefix": passage}


def check(
    catalog: Catalog, folder: Path, stamp: Mapping[str, str], splitter: str | None
) -> EmbedderMismatchError | None:
    """Stamp a new index; refuse one of another embedder, and give why one must not be changed.

    Args:
        catalog: Of the index.
        folder: Of the index, for messages.
        stamp: Of the embedder.
        splitter: How chunks to be added are cut; None to read only.

    Raises:
        EmbedderMismatchError: The index was made with another embedder.
    """
    made = catalog.stamp()
    now = dict(stamp) if splitter is None else {**stamp, "splitter": splitter}
    if not made:
        catalog.set_stamp(now)
        return None
    differs = [key for key in now if made.get(key, now[key]) != now[key]]
    if not differs:
        return None
    if differs == ["splitter"]:
        return _cut_otherwise(folder, made["splitter"], now["splitter"])
    was = ", ".join(f"{key} {made[key]}" for key in differs)
    is_now = ", ".join(f"{key} {now[key]}" for key in differs)
    raise EmbedderMismatchError(
        f"The index {folder} was made with {was}, but the settings say {is_now}; change "
        f"them back, or run `ragqa ingest FOLDER --rebuild --index {folder}`.",
        f"索引 {folder} 是用 {was} 建立的，而当前设置为 {is_now}；请改回设置，"
        f"或运行 `ragqa ingest 文件夹 --rebuild --index {folder}`。",
    )


def _cut_otherwise(folder: Path, was: str, is_now: str) -> EmbedderMismatchError:
    return EmbedderMismatchError(
        f"The index {folder} was made by another version of ragqa, which cuts documents otherwise "
        f"({was}, now {is_now}); `ragqa ask` still works, but to change it run "
        f"`ragqa ingest FOLDER --rebuild --index {folder}`.",
        f"索引 {folder} 由其他版本的 ragqa 建立，文档切分方式不同（{was}，现为 {is_now}）；"
        "`ragqa ask` 仍可使用，如要更新索引，请运行 "
        f"`ragqa ingest 文件夹 --rebuild --index {folder}`。",
    )

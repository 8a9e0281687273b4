"""What the Library tab shows of an index."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.versions import VERSIONS
from ragqa.configuration import load_settings
from ragqa.index import Index
from tests.fakes import HashEmbeddings
from tests.ragqa.library import put
from ui.services import services_over
from ui.texts.library import EN
from ui.web.library.library import documents_html
from ui.web.session import Session


def shown(index: Index, session: Session) -> str:
    settings = load_settings({"index": index.folder}, environ={}).settings
    return documents_html(services_over(index, None, "", settings), session)  # type: ignore[arg-type] # asks nothing


def test_an_index_cut_by_another_version_is_listed_with_the_advice(tmp_path: Path) -> None:
    with Index.open(tmp_path, HashEmbeddings(), splitter="old") as index, index.writer() as writer:
        put(writer, index, "a.txt", "red apples")
    with Index.open(tmp_path, HashEmbeddings(), splitter="old") as index:
        assert "--rebuild" not in shown(index, Session())
    with Index.open(tmp_path, HashEmbeddings(), splitter="new") as index:
        page = shown(index, Session())
        assert "made by another version" in page
        assert "a.txt" in page
        assert "其他版本" in shown(index, Session(language="zh"))


def test_a_page_that_is_gone_gives_way_to_the_last_one(tmp_path: Path) -> None:
    with Index.open(tmp_path, HashEmbeddings(), splitter="s") as index:
        with index.writer() as writer:
            put(writer, index, "a.txt", "red apples")
        session = Session()
        session.shelf.page = 3
        assert "a.txt" in shown(index, session)
        assert session.shelf.page == 0


def test_what_an_older_reader_has_read_is_marked(tmp_path: Path) -> None:
    with Index.open(tmp_path, HashEmbeddings(), splitter="s") as index:
        with index.writer() as writer:
            put(writer, index, "a.txt", "red apples")
        [source] = index.sources()
        for read_by, marked in (("text=0", True), (f"text={VERSIONS['text']}", False)):
            with index.writer() as writer:
                writer.renew(replace(source, path="/docs/a.txt", read_by=read_by))
            assert (EN.better in shown(index, Session())) == marked

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.splitting.split import SPLITTER
from ragqa.configuration import load_settings
from ragqa.errors import QuestionError
from ragqa.index import Index
from ragqa.scope import EVERYWHERE, Scope
from ragqa.sources import Source
from tests.fakes import HashEmbeddings
from tests.ui.web.chat.test_answer_html import HOSTILE, Tags, assert_harmless
from ui.services import services_over
from ui.texts.chat import EN, ZH
from ui.web.chat.asking import MODES
from ui.web.chat.choice import Choice, chosen, scope_of
from ui.web.chat.choice_html import choice_button, choice_list, choice_text


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    settings = load_settings({"index": tmp_path / "index"}, environ={}).settings
    with Index.open(settings.index, HashEmbeddings(), splitter=SPLITTER) as opened:
        services = services_over(opened, None, "", settings)  # type: ignore[arg-type] # asks nothing
        for folder in ("one", "two"):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "same.txt").write_text(f"The sea of {folder}.")
            services.ingest_folder(tmp_path / folder, lambda progress: None)
        yield opened


def source(number: int, name: str, collection: str = "default") -> Source:
    return Source(
        str(number), "/f", name, f"/f/{name}", 1, 1, 1, "", 0, 0, 3, collection=collection
    )


def test_documents_are_told_apart_that_have_one_name(index: Index) -> None:
    first, second = index.sources()
    choice = Choice().toggled(second.document_id)
    scope = scope_of(choice, index, "whole")
    assert index.select(scope).documents == [second.document_id]
    both = choice.toggled(first.document_id)
    assert set(index.select(scope_of(both, index, "answer")).documents or ()) == {
        first.document_id,
        second.document_id,
    }
    assert both.toggled(second.document_id).documents == (first.document_id,)


def test_without_a_choice_everything_is_searched(index: Index) -> None:
    assert scope_of(Choice(), index, "answer") == EVERYWHERE
    assert scope_of(Choice(("default",)), index, "answer") == Scope(collections=("default",))


@pytest.mark.parametrize("number", [0, 2])
def test_a_whole_document_must_be_one(index: Index, number: int) -> None:
    choice = Choice(documents=tuple(s.document_id for s in index.sources()[:number]))
    with pytest.raises(QuestionError, match="Choose the one document"):
        scope_of(choice, index, "whole")


def test_what_was_removed_never_means_everything(index: Index) -> None:
    first, second = index.sources()
    with index.writer() as writer:
        writer.remove(first.document_id)
    with pytest.raises(QuestionError, match="no longer there"):
        scope_of(Choice(documents=(first.document_id, "nobody")), index, "answer")
    left = Choice(documents=(first.document_id, second.document_id))
    assert chosen(left, index) == [second]
    with pytest.raises(QuestionError, match="no longer there"):
        scope_of(Choice(("removed",)), index, "answer")
    both = Choice(("removed",), (second.document_id,))  # it was moved to another one
    assert scope_of(both, index, "answer").sources == (second.place,)


def test_of_an_empty_library_it_is_said_where_documents_are_added(index: Index) -> None:
    with index.writer() as writer:
        for known in index.sources():
            writer.remove(known.document_id)
    for mode in MODES:
        with pytest.raises(QuestionError, match=r"no documents yet.*Library") as caught:
            scope_of(Choice(), index, mode)
        assert "文档库" in caught.value.zh


def test_a_choice_is_told_in_few_words() -> None:
    a, b, c = (source(n, name) for n, name in enumerate(("a.pdf", "b.pdf", "c.pdf")))
    assert choice_text(Choice(), [], EN) == EN.everything
    assert choice_text(Choice(("legal",)), [], ZH) == "集合 legal"
    assert choice_text(Choice(documents=("0",)), [a], EN) == "a.pdf"
    assert choice_text(Choice(documents=("0", "1", "2")), [a, b, c], EN) == "a.pdf and 2 more"
    assert choice_text(Choice(documents=("0", "1", "2")), [a, b, c], ZH) == "a.pdf 等 3 个"


def listed(page: str) -> list[str]:
    return re.findall(r'data-document="(\w+)"', page)


def test_of_thousands_the_first_are_listed_and_the_others_found_by_name() -> None:
    many = [source(n, f"file-{n:04}.pdf") for n in range(5_000)]
    page = choice_list(Choice(documents=("4999",)), many, "", EN)
    assert len(listed(page)) == 31
    assert listed(page)[0] == "4999"
    assert EN.more_documents.format(count=4_969) in page
    assert len(page) < 10_000
    page = choice_list(Choice(), many, " FILE-0012 ", EN)
    assert listed(page) == ["12"]
    assert EN.no_document in choice_list(Choice(), many, "nothing", EN)


def test_several_collections_are_searched_together_until_none_is_left() -> None:
    choice = Choice(documents=("1",)).with_collection("legal").with_collection("work")
    assert choice == Choice(("legal", "work"))
    assert choice_text(choice, [], EN) == "Collections legal, work"
    assert choice_text(choice, [], ZH) == "集合 legal、work"
    assert choice.with_collection("legal") == Choice(("work",))
    assert choice.with_collection("") == Choice()
    three = [source(n, f"{n}.pdf", name) for n, name in enumerate(("legal", "work", "home"))]
    page = choice_list(choice, three, "", EN)
    assert listed(page) == ["0", "1"]
    assert page.count('aria-pressed="true"') == 2


def test_of_several_collections_those_that_are_left_are_searched(index: Index) -> None:
    scope = scope_of(Choice(("removed", "default")), index, "answer")
    assert scope == Scope(collections=("default",))


def test_documents_of_one_name_are_told_apart_in_the_list() -> None:
    both = [source(1, "a.pdf", "legal"), source(2, "a.pdf"), source(3, "b.pdf")]
    shown = Tags(choice_list(Choice(), both, "", EN)).text
    assert "a.pdf legal, f" in shown
    assert "a.pdf Default, f" in shown
    assert shown.endswith("b.pdf")


def test_a_collection_shows_its_documents_alone() -> None:
    both = [source(1, "a.pdf", "legal"), source(2, "b.pdf")]
    page = choice_list(Choice(("legal",)), both, "", EN)
    assert listed(page) == ["1"]
    assert "legal (1)" in page
    assert page.count('aria-pressed="true"') == 1
    assert "legal" not in choice_list(Choice(), both[1:], "", EN)


def test_the_collection_without_a_name_is_called_as_in_the_library() -> None:
    both = [source(1, "a.pdf", "legal"), source(2, "b.pdf")]
    assert "默认 (1)" in choice_list(Choice(), both, "", ZH)
    assert choice_text(Choice(("default",)), [], ZH) == "集合 默认"
    assert choice_text(Choice(("default",)), [], EN) == "Collection Default"


def test_documents_that_could_not_be_read_are_not_offered() -> None:
    failed = Source("9", "/f", "x.pdf", "/f/x.pdf", 0, 1, 1, "", 0, 0, 0)
    assert listed(choice_list(Choice(), [failed], "", EN)) == []


def test_names_are_text() -> None:
    hostile = source(1, HOSTILE, HOSTILE)
    page = choice_list(Choice((HOSTILE,)), [hostile, source(2, "b")], "", EN)
    assert_harmless(page)
    assert HOSTILE in Tags(page).text
    assert_harmless(choice_button(Choice(), [hostile], EN, opened=True))

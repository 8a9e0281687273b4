from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from ragqa import errors
from ragqa.access.access_file import AccessFile
from ragqa.errors import IndexUnusableError, QuestionError, RagqaError, UnknownSourceError
from ragqa.generation.gguf.models import check_gguf
from ragqa.generation.remote.server_errors import unreachable
from ragqa.store.library import open_library
from ragqa.text.language import is_cjk
from ui.remote import for_client, note
from ui.texts.remote import EN, ZH, RemoteTexts

SENTENCES = [f.name for f in fields(RemoteTexts) if f.name != "language"]
OVER_A_FOLDER = [
    errors.EmptyIndexError,
    errors.EmbedderMismatchError,
    errors.IndexLockedError,
    errors.IndexDamagedError,
    errors.IndexUnusableError,
    errors.BackupError,
    errors.AccountError,
    errors.UnknownPlaceError,
    errors.ModelError,
]


@pytest.mark.parametrize("kind", OVER_A_FOLDER)
def test_what_names_a_folder_is_told_without_it_in_both_languages(kind: type[RagqaError]) -> None:
    told = for_client(kind("/srv/index is no good.", "/srv/index 不可用。"))
    assert type(told) is kind
    assert "/srv" not in told.en + told.zh
    assert told.en != told.zh


@pytest.mark.parametrize(
    "kind", [QuestionError, UnknownSourceError, errors.BusyError, errors.CallError]
)
def test_what_names_none_is_told_as_it_is(kind: type[RagqaError]) -> None:
    error = kind("No.", "不。")
    assert for_client(error) is error


def test_real_errors_keep_their_place_to_themselves(tmp_path: Path) -> None:
    users = AccessFile(tmp_path / "users.db")
    users.path.write_bytes(b"broken" * 1000)
    with pytest.raises(errors.AccountError, match=str(tmp_path)) as broken:
        users.rows("SELECT 1")
    with pytest.raises(errors.EmptyIndexError, match=str(tmp_path)) as missing:
        open_library(tmp_path / "none")
    for raised in (broken, missing):
        told = for_client(raised.value)
        assert str(tmp_path) not in told.en + told.zh


def test_no_error_of_a_model_names_its_file_or_its_server(tmp_path: Path) -> None:
    with pytest.raises(errors.ModelError, match=str(tmp_path)) as missing:
        check_gguf(tmp_path / "model.gguf")
    gone = unreachable("http://10.1.2.3:8080/v1", ("refused", "被拒绝"))
    for raised in (missing.value, gone):
        told = for_client(raised)
        assert not any(name in told.en + told.zh for name in (str(tmp_path), "10.1.2.3"))


def test_what_is_not_told_of_a_model_is_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    note(errors.ModelError("/srv/model.gguf said: a question"))
    assert "ModelError" in caplog.text
    assert "/srv" not in caplog.text
    caplog.clear()
    for error in (errors.BusyError("busy"), errors.CallError("too long"), QuestionError("?")):
        note(error)
    assert not caplog.text


def test_the_kind_stays_so_that_it_is_answered_as_before() -> None:
    assert isinstance(for_client(IndexUnusableError("/x is full.")), IndexUnusableError)


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_there_in_both_languages(name: str) -> None:
    english, chinese = getattr(EN, name), getattr(ZH, name)
    assert any(map(is_cjk, chinese))
    assert not any(map(is_cjk, english))

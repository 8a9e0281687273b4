"""Each check is tried for real; a failure names the setting and the others go on."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from ragqa import factory
from ragqa.errors import ModelError
from ragqa.settings import Settings
from tests.fakes import HashReader
from tests.ragqa.backups import kill_a_backup, left_behind
from tests.ui.conftest import CommandLine
from ui import doctor
from ui.cli.options import open_session
from ui.doctor import Check, examine
from ui.texts import EN, ZH
from ui.texts.doctor import CHECKS


def checks(*assignments: str) -> dict[str, Check]:
    found = {check.key: check for check in examine(open_session(assignments).loaded, EN)}
    assert list(found) == [key for key in CHECKS if key != "repair"]
    return found


def test_all_is_well_without_a_model_and_with_an_index(ragqa: CommandLine, stocked: Path) -> None:
    outcome = ragqa("doctor", "--index", stocked)
    assert outcome.code == 0, outcome.out
    assert outcome.out.splitlines()[-1] == EN.doctor_well
    assert "[ok] index health: 2 documents, 6 chunks" in outcome.out
    assert "[ok] language model: none configured" in outcome.out


def test_how_the_embedder_computes_is_told_with_the_reason(ragqa: CommandLine) -> None:
    assert "by torch-fp32: the default" in ragqa("doctor").out
    assert "计算方式 torch-fp32：默认" in ragqa("doctor", "--language", "zh").out


def test_doctor_speaks_chinese(ragqa: CommandLine) -> None:
    out = ragqa("doctor", "--language", "zh").out
    assert out.splitlines()[-1] == ZH.doctor_well
    assert "尚无索引" in out


def test_json_lists_every_check(ragqa: CommandLine) -> None:
    found = json.loads(ragqa("doctor", "--json").out)
    assert found["ok"] is True
    assert [check["key"] for check in found["checks"]] == [key for key in CHECKS if key != "repair"]
    assert set(found["checks"][0]) == {"key", "name", "ok", "detail", "advice"}


def test_no_index_is_made_by_looking_for_one(ragqa: CommandLine, tmp_path: Path) -> None:
    ragqa("doctor", "--index", tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_missing_model_fails_and_the_rest_goes_on(ragqa: CommandLine) -> None:
    outcome = ragqa("doctor", "--model", "gone.gguf")
    assert outcome.code == 1
    assert outcome.out.splitlines()[-1] == EN.doctor_failed.format(count=1)
    [line] = [x for x in outcome.out.splitlines() if "] language model:" in x]
    assert line.startswith("[FAILED]")
    assert "gone.gguf" in line
    # Advice about a GPU would only lead astray.
    assert "[not run] GPU: the language model does not work\n[ok] offline" in outcome.out


def test_a_real_model_generates_and_tells_the_truth_about_the_gpu(
    ragqa: CommandLine, tiny_gguf: Path
) -> None:
    found = json.loads(
        ragqa("doctor", "--model", tiny_gguf, "--set", "context_size=512", "--json").out
    )
    by_key = {check["key"]: check for check in found["checks"]}
    assert by_key["model"]["ok"], by_key["model"]
    assert by_key["gpu"]["detail"].endswith(".")  # one sentence, not both languages


@pytest.mark.usefixtures("ragqa")
def test_a_broken_embedder_names_the_setting_and_what_needs_it_is_not_tried(
    monkeypatch: pytest.MonkeyPatch, stocked: Path
) -> None:
    def broken(settings: Settings) -> None:
        raise ModelError("The embedder x cannot be loaded; set embedder.")

    monkeypatch.setattr(factory, "open_embeddings", broken)
    found = checks(f"index={stocked}")
    assert found["health"].detail == "2 documents, 6 chunks"
    assert "set embedder" in found["embedder"].detail
    assert found["trial"] == Check("trial", "write and search", None, "the embedder does not work")
    assert found["health"].ok
    assert found["offline"].ok


@pytest.mark.usefixtures("ragqa")
def test_what_a_broken_installation_raises_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(settings: Settings) -> None:
        raise ImportError("no torch")

    monkeypatch.setattr(factory, "open_embeddings", broken)
    found = checks()["embedder"]
    assert found.detail == "ImportError: no torch"
    assert '"embedder"' in found.advice


@pytest.mark.usefixtures("ragqa")
def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", ("tantivy", "no-such-package"))
    found = checks()["versions"]
    assert found.detail == "missing: no-such-package"
    assert "pip install" in found.advice


@pytest.mark.usefixtures("ragqa")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = checks(f"index={tmp_path / 'file' / 'index'}")["folder"]
    assert not found.ok
    assert "--index" in found.advice


@pytest.mark.usefixtures("ragqa")
def test_what_a_killed_backup_left_beside_the_index_is_removed(stocked: Path) -> None:
    kill_a_backup(stocked, stocked.parent / "backup.zip")
    checks(f"index={stocked}")
    assert left_behind(stocked.parent) == []


@pytest.mark.usefixtures("ragqa")
def test_a_damaged_index_is_a_finding(stocked: Path) -> None:
    with sqlite3.connect(stocked / "catalog.db") as catalog:
        catalog.execute("INSERT INTO doomed VALUES ('x', 1)")
    catalog.close()
    found = checks(f"index={stocked}")["health"]
    assert not found.ok
    assert "half-written" in found.detail


def test_an_index_whose_tokens_were_not_kept_is_told_how_to_get_them(
    ragqa: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factory, "open_embeddings", lambda settings: HashReader())
    assert ragqa("ingest", folder, "--set", "keep_tokens=false").code == 0
    assert "--rebuild" in checks()["health"].detail
    assert "--rebuild" not in checks("keep_tokens=false")["health"].detail
    assert ragqa("ingest", folder, "--rebuild").code == 0
    assert checks()["health"].detail == "2 documents, 2 chunks"


@pytest.mark.usefixtures("ragqa")
def test_given_settings_are_listed_without_their_values() -> None:
    found = checks("top_k=7", "pdf_passwords=hunter2")["settings"]
    assert found.detail == "top_k (flag), pdf_passwords (flag)"

"""`ragqa ingest`: report, exit code, JSON, second run, rebuild, Ctrl-C."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest import sync as ingest_sync
from ingest.report import FileResult, Progress, Report, SyncInterruptedError
from ragqa import factory
from ragqa.store.lock import only_writer
from tests.fakes import HashEmbeddings
from tests.ui.conftest import CommandLine
from ui.cli.ingest import describe, rates
from ui.texts import EN, ZH


def test_ingest_reports_each_new_file_and_the_second_run_embeds_nothing(
    ragqa: CommandLine, folder: Path, embeddings: HashEmbeddings
) -> None:
    first = ragqa("ingest", folder, "--index", "index")
    assert first.code == 0
    assert first.out.splitlines()[:2] == ["new  a.txt", "new  b.md"]
    assert "2 new; 2 chunks embedded" in first.out
    embedded = embeddings.embedded
    second = ragqa("ingest", folder, "--index", "index")
    assert second.code == 0
    assert second.out.startswith("2 unchanged; 0 chunks embedded")
    assert embeddings.embedded == embedded
    assert "年假" in ragqa("ask", "年假有几天？", "--index", "index").out


def test_json_is_the_report_alone(ragqa: CommandLine, folder: Path) -> None:
    outcome = ragqa("ingest", folder, "--index", "index", "--json")
    found = json.loads(outcome.out)
    assert [(f["source"], f["status"]) for f in found["files"]] == [
        ("a.txt", "new"),
        ("b.md", "new"),
    ]
    assert set(found["files"][0]) == {
        "source",
        "status",
        "reason",
        "reason_zh",
        "pages",
        "pages_without_text",
        "chunks",
        "seconds",
    }
    assert found["totals"]["embedded"] == 2


def test_a_broken_file_is_named_with_its_reason_and_the_exit_code_is_1(
    ragqa: CommandLine, folder: Path
) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    outcome = ragqa("ingest", folder, "--index", "index")
    assert outcome.code == 1
    [line] = [line for line in outcome.out.splitlines() if line.startswith("failed")]
    assert line.startswith("failed  broken.pdf: ")


@pytest.mark.parametrize("name", ["", "film.mkv"])
def test_a_folder_with_nothing_to_read_is_said_and_no_index_is_made(
    ragqa: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def unexpected(settings: object) -> None:
        raise AssertionError("the embedder was loaded")

    monkeypatch.setattr(factory, "open_embeddings", unexpected)
    (tmp_path / "empty").mkdir()
    if name:
        (tmp_path / "empty" / name).write_text("x")
    outcome = ragqa("ingest", "empty", "--index", "index")
    assert outcome.code == 2
    assert outcome.out.startswith(f"skipped  {name}: The format" if name else EN.report_empty)
    [line] = outcome.err.splitlines()
    assert line.startswith("ragqa: In empty there is no file that can be read; these are")
    assert "docx" in line
    assert len(line) < 300  # the usual formats, not all 170
    assert "empty 中没有可读取的文件" in ragqa("ingest", "empty", "--language", "zh").err
    assert not (tmp_path / "index").exists()
    assert not (tmp_path / "data").exists()


def test_another_embedder_is_refused_until_rebuild(
    ragqa: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ragqa("ingest", folder, "--index", "index")
    other = HashEmbeddings(dimension=32, name="other")
    monkeypatch.setattr(factory, "open_embeddings", lambda settings: other)
    refused = ragqa("ingest", folder, "--index", "index")
    assert refused.code == 2
    assert "--rebuild" in refused.err
    rebuilt = ragqa("ingest", folder, "--index", "index", "--rebuild")
    assert rebuilt.code == 0
    assert EN.erased in rebuilt.err
    assert other.embedded == 2


def test_rebuild_reads_unchanged_files_again_and_keeps_other_folders(
    ragqa: CommandLine, folder: Path, tmp_path: Path, embeddings: HashEmbeddings
) -> None:
    second = tmp_path / "second"
    second.mkdir()
    (second / "c.txt").write_text("Another folder.")
    ragqa("ingest", folder, "--index", "index")
    ragqa("ingest", second, "--index", "index")
    embedded = embeddings.embedded
    outcome = ragqa("ingest", folder, "--index", "index", "--rebuild")
    assert embeddings.embedded == embedded + 2
    assert EN.erased not in outcome.err
    assert "c.txt" in ragqa("sources", "--index", "index").out


def test_ctrl_c_says_that_finished_files_are_kept(
    ragqa: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*args: Any, **kwargs: Any) -> Report:
        raise SyncInterruptedError(Report((FileResult("a.txt", "new", chunks=1),), 1, 0.5))

    monkeypatch.setattr(ingest_sync, "sync", stopped)
    outcome = ragqa("ingest", folder, "--index", "index")
    assert outcome.code == 130
    assert outcome.err.splitlines() == [EN.ingest_stopped]
    assert outcome.out.startswith("new  a.txt")


def test_a_terminal_sees_progress_and_file_names_are_not_markup(
    ragqa: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_file(*args: Any, progress: Callable[[Progress], None], **kwargs: Any) -> Report:
        progress(
            Progress(
                files_done=1, files_total=2, chunks_done=4, seconds=1.0, current="[red]\x1b.md"
            )
        )
        return Report((), 0, 0.0)

    monkeypatch.setattr(ingest_sync, "sync", one_file)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    outcome = ragqa("ingest", folder, "--index", "index")
    assert "[red]\\x1b.md" in outcome.err
    assert "1/2" in outcome.err
    assert "4.0 chunks/s" in outcome.err
    assert outcome.out.strip() == EN.report_empty


def test_progress_shows_rates_and_the_end_of_a_long_name() -> None:
    progress = Progress(
        files_done=10, files_total=40, chunks_done=250, seconds=5.0, current="x" * 80 + "\x1b.pdf"
    )
    assert rates(progress, EN) == "2.0 files/s  50.0 chunks/s"
    assert rates(progress, ZH) == "2.0 文件/秒  50.0 片段/秒"
    shown = describe(progress, EN)
    assert shown.endswith("\\x1b.pdf")
    assert len(shown) < 60


def test_progress_before_the_first_file_divides_by_nothing() -> None:
    nothing = Progress(files_done=0, files_total=0, chunks_done=0, seconds=0.0, current="")
    assert rates(nothing, EN) == "0.0 files/s  0.0 chunks/s"
    assert describe(nothing, EN) == "Ingesting"


def test_a_second_writer_is_refused_by_name_and_readers_go_on(
    ragqa: CommandLine, folder: Path, tmp_path: Path
) -> None:
    ragqa("ingest", folder, "--index", "index")
    (folder / "c.txt").write_text("A third file.")
    with only_writer(tmp_path / "index"):
        refused = ragqa("ingest", folder, "--index", "index")
        assert refused.code == 2
        assert f"is being written by process {os.getpid()} on " in refused.err
        assert "正由主机 " in ragqa("ingest", folder, "--index", "index", "--language", "zh").err
        assert "年假" in ragqa("search", "年假", "--index", "index").out
        plan = ragqa("ingest", folder, "--index", "index", "--plan")
        assert plan.out.startswith("new  c.txt")
    assert "1 new, 2 unchanged" in ragqa("ingest", folder, "--index", "index").out

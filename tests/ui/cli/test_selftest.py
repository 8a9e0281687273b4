from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.store.kept.records import Records
from tests.ui.cli.evaluated import complaint, figures
from tests.ui.conftest import CommandLine


@pytest.fixture
def prose(ragqa: CommandLine, tmp_path: Path) -> Path:
    """An index of six documents of two sentences each."""
    folder = tmp_path / "prose"
    folder.mkdir()
    for n, name in enumerate(("archive", "cafeteria", "garden", "library", "garage", "kitchen")):
        text = f"Members of team {name} inspect the {name} door daily at {n} hours. Then rest."
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    assert ragqa("ingest", folder, "--index", tmp_path / "index").code == 0
    return tmp_path / "index"


def test_an_index_is_asked_for_its_own_sentences(ragqa: CommandLine, prose: Path) -> None:
    argv = ["selftest", "--index", prose, "--questions", "4", "--set", "evidence_threshold=0.6"]
    found = figures(ragqa(*argv, "--json"))
    assert found["questions"] == 4
    assert found["documents"] == 6
    assert found["hit@5"] == found["recall@10"] == 1.0
    assert {"answered", "refused", "mrr@10"} <= set(found["intervals"])
    assert found == figures(ragqa(*argv, "--json"))
    english, chinese = ragqa(*argv).out, ragqa(*argv, "--language", "zh").out
    assert "How to read it: recall@10" in english
    assert "refused, the passage being hidden" in english
    assert "如何理解：recall@10" in chinese
    assert list(prose.parent.glob("eval-*")) == []
    assert Records(prose).all() == []


def test_a_hidden_passage_is_refused_and_one_that_is_there_answered(
    ragqa: CommandLine, folder: Path, tmp_path: Path
) -> None:
    (folder / "b.md").unlink()
    (folder / "a.txt").write_text("员工每年可以休十五天带薪年假，须提前三天向部门经理申请。")
    assert ragqa("ingest", folder, "--index", tmp_path / "one").code == 0
    found = figures(ragqa("selftest", "--index", tmp_path / "one", "--json"))
    assert (found["answered"], found["refused"]) == (1.0, 1.0)


def test_an_index_without_sentences_says_so(
    ragqa: CommandLine, stocked: Path, tmp_path: Path
) -> None:
    assert "ragqa ingest" in complaint(ragqa("selftest", "--index", tmp_path / "none"))
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "a.txt").write_text("Hello.")
    assert ragqa("ingest", tmp_path / "few", "--index", tmp_path / "short").code == 0
    assert "no sentence" in complaint(ragqa("selftest", "--index", tmp_path / "short"))

"""``ragqa backup``, ``restore`` and ``doctor --repair`` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.ui.conftest import CommandLine


def test_an_index_is_backed_up_and_restored_elsewhere(
    ragqa: CommandLine, stocked: Path, tmp_path: Path
) -> None:
    made = ragqa("backup", "kept.zip", "--index", stocked)
    assert (made.code, made.err) == (0, "")
    assert made.out == "kept.zip holds the index: 2 documents, 6 chunks, 0 uploaded files.\n"
    restored = ragqa("restore", "kept.zip", "--index", "again", "--language", "zh")
    assert restored.out == "索引 again 已恢复：2 个文档，6 个片段，0 个上传的文件。\n"
    asked = ("search", "员工每年有几天年假？", "--json", "--index")
    assert ragqa(*asked, "again").out == ragqa(*asked, stocked).out


def test_one_document_is_told_as_one(ragqa: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.txt").write_text("The rover is red.")
    assert "1 new; 1 chunk embedded in " in ragqa("ingest", "folder", "--index", "one").out
    made = ragqa("backup", "kept.zip", "--index", "one")
    assert made.out == "kept.zip holds the index: 1 document, 1 chunk, 0 uploaded files.\n"
    told = ragqa("restore", "kept.zip", "--index", "one").err
    assert "holds 1 document" in told
    assert "holds 1 documents" not in told
    repaired = ragqa("doctor", "--repair", "--index", "one").out
    assert "catalog, vectors and keywords agree (1 chunk)" in repaired
    assert "index health: 1 document, 1 chunk\n" in repaired


def test_nothing_is_replaced_without_force(ragqa: CommandLine, stocked: Path) -> None:
    ragqa("backup", "kept.zip", "--index", stocked)
    for argv in (["backup", "kept.zip"], ["restore", "kept.zip"]):
        refused = ragqa(*argv, "--index", stocked)
        assert refused.code == 2
        assert "--force" in refused.err
        assert ragqa(*argv, "--index", stocked, "--force").code == 0


def test_a_file_that_is_no_backup_is_one_line_and_makes_no_index(
    ragqa: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "text.zip").write_text("text")
    refused = ragqa("restore", "text.zip", "--index", "new")
    assert refused.code == 2
    [line] = refused.err.splitlines()
    assert "damaged" in line
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("", "catalog, vectors and keywords agree (6 chunks)"),
        ("vectors", "vectors rebuilt, they could not be read; all agree now (6 chunks)"),
        ("keywords", "keyword index rebuilt, it could not be read; all agree now (6 chunks)"),
    ],
)
def test_doctor_repairs_what_differs_and_says_what_was_done(
    ragqa: CommandLine, stocked: Path, lost: str, said: str
) -> None:
    if lost:
        for path in (stocked / lost).rglob("*"):
            if path.is_file():
                path.write_bytes(b"broken")
    checks = json.loads(ragqa("doctor", "--repair", "--json", "--index", stocked).out)["checks"]
    [repair] = [check for check in checks if check["key"] == "repair"]
    [health] = [check for check in checks if check["key"] == "health"]
    assert (repair["ok"], repair["detail"]) == (True, said)
    assert health["ok"]


def test_doctor_repairs_only_when_asked(ragqa: CommandLine, stocked: Path) -> None:
    shutil.rmtree(stocked / "vectors")
    checks = json.loads(ragqa("doctor", "--json", "--index", stocked).out)["checks"]
    assert "repair" not in [check["key"] for check in checks]


def test_doctor_with_nothing_to_repair_says_so(ragqa: CommandLine) -> None:
    outcome = ragqa("doctor", "--repair", "--index", "none", "--language", "zh")
    assert "[失败] 修复：none 处没有索引，无需修复。" in outcome.out

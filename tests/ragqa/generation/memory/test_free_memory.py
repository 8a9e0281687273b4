from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ragqa.generation.memory.fitting import Memory
from ragqa.generation.memory.free_memory import free_memory

MIB = 1 << 20


@pytest.fixture
def where(tmp_path: Path) -> dict[str, Any]:
    """A machine of 16,000 MiB of which 9,000 are free, and a process in the group /a/b."""
    kib = f"MemTotal: {16000 * 1024} kB\nMemAvailable: {9000 * 1024} kB\n"
    (tmp_path / "meminfo").write_text(kib)
    (tmp_path / "own").write_text("0::/a/b\n")
    (tmp_path / "groups/a/b").mkdir(parents=True)
    return {
        "meminfo": tmp_path / "meminfo",
        "own_group": tmp_path / "own",
        "groups": tmp_path / "groups",
    }


def put(group: Path, limit: str, used: int, files: int) -> None:
    (group / "memory.max").write_text(f"{limit}\n")
    (group / "memory.current").write_text(f"{used * MIB}\n")
    (group / "memory.stat").write_text(f"anon 5\nactive_file {files * MIB}\ninactive_file 0\n")


def test_a_machine_has_what_the_kernel_says_is_available(where: dict[str, Any]) -> None:
    put(where["groups"] / "a", "max", 100, 50)

    assert free_memory(7, **where) == Memory(9000 * MIB, 7, 16000 * MIB)


@pytest.mark.parametrize("group", [".", "a", "a/b"])
def test_the_limit_of_any_group_above_holds_and_cached_files_count_as_free(
    where: dict[str, Any], group: str
) -> None:
    put(where["groups"] / group, str(4000 * MIB), 3000, 2500)

    assert free_memory(**where) == Memory(3500 * MIB, 0, 4000 * MIB)


def test_another_system_says_nothing(where: dict[str, Any], tmp_path: Path) -> None:
    assert free_memory(**where | {"meminfo": tmp_path / "none"}) is None


def test_broken_accounts_are_no_limit(where: dict[str, Any]) -> None:
    put(where["groups"] / "a/b", "lots", 1, 1)
    (where["own_group"]).write_bytes(b"\xff0::/../../etc\n0::/a/b\n")

    assert free_memory(**where) == Memory(9000 * MIB, 0, 16000 * MIB)


def test_this_machine_has_some() -> None:
    found = free_memory()
    assert found is not None
    assert 0 < found.ram <= found.ram_total

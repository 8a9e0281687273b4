from __future__ import annotations

from pathlib import Path

from ragqa.hub.machine import free_memory

MEMINFO = "MemTotal:       16384 kB\nMemFree:         1 kB\nMemAvailable:    8192 kB\n"


def test_linux_says_what_is_available(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text(MEMINFO)
    memory = free_memory(tmp_path / "meminfo", tmp_path)
    assert (memory.ram, memory.ram_total) == (8192 * 1024, 16384 * 1024)


def test_a_container_may_have_less_and_its_file_cache_is_free(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text(MEMINFO)
    (tmp_path / "memory.max").write_text("4000000\n")
    (tmp_path / "memory.current").write_text("3000000\n")
    (tmp_path / "memory.stat").write_text("anon 5\ninactive_file 400000\nactive_file 600000\n")
    memory = free_memory(tmp_path / "meminfo", tmp_path)
    assert (memory.ram, memory.ram_total) == (2_000_000, 4_000_000)


def test_a_system_that_says_nothing_has_nothing(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("max\n")
    assert free_memory(tmp_path / "none", tmp_path).ram == 0

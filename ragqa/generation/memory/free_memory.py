"""How much memory may be taken now: of this machine, and of the container this process is in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ragqa.generation.memory.fitting import Memory

_MEMINFO = Path("/proc/meminfo")
_OWN_GROUP = Path("/proc/self/cgroup")
_GROUPS = Path("/sys/fs/cgroup")


def free_memory(
    vram: int = 0,
    *,
    meminfo: Path = _MEMINFO,
    own_group: Path = _OWN_GROUP,
    groups: Path = _GROUPS,
) -> Memory | None:
    """The memory that is free; None where the system does not say (only Linux does here).

    Args:
        vram: Bytes free on the GPUs that llama.cpp can use.
        meminfo: The kernel's account of the machine.
        own_group: Which control group this process is in.
        groups: Where control groups (version 2) are.
    """
    available, total = _stated(meminfo, "MemAvailable:"), _stated(meminfo, "MemTotal:")
    if not available:
        return None
    ram, ram_total = available * 1024, total * 1024
    for group in _above(own_group, groups):
        limit = _number(group / "memory.max")
        if limit:
            # What was read from files counts as used, but is given back when it is needed.
            files = sum(_stated(group / "memory.stat", f"{a}_file") for a in ("active", "inactive"))
            used = max(0, _number(group / "memory.current") - files)
            ram, ram_total = min(ram, max(0, limit - used)), min(ram_total, limit)
    return Memory(ram=ram, vram=vram, ram_total=ram_total)


def _above(own_group: Path, groups: Path) -> Iterator[Path]:
    """The process's control group and all that it is in."""
    own = next((s[3:] for s in _lines(own_group) if s.startswith("0::")), "/")
    group = groups / own.strip().lstrip("/")
    yield group
    while group != groups and groups in group.parents:
        group = group.parent
        yield group


def _stated(path: Path, name: str) -> int:
    """The number behind a name at the beginning of a line, 0 when there is none."""
    for line in _lines(path):
        parts = line.split()
        if len(parts) > 1 and parts[0] == name and parts[1].isdecimal():
            return int(parts[1])
    return 0


def _number(path: Path) -> int:
    text = "".join(_lines(path)).strip()
    return int(text) if text.isdecimal() else 0


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []

"""What this machine has free: RAM without swapping, and memory of GPUs."""

from __future__ import annotations

from pathlib import Path

from ragqa.generation.fitting import Memory

_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")


def free_memory(meminfo: Path = _MEMINFO, cgroup: Path = _CGROUP) -> Memory:
    """What may be taken now; within a container, no more than it may have.

    GPUs are not looked at: only a loaded llama.cpp knows which it can use. All 0 where the system
    does not say.
    """
    available, total = _meminfo(meminfo)
    limit, used = _number(cgroup / "memory.max"), _number(cgroup / "memory.current")
    if limit:
        # What the files read last take is counted as used, but is given back when it is needed.
        cached = _stat(cgroup / "memory.stat", "inactive_file") + _stat(
            cgroup / "memory.stat", "active_file"
        )
        available = min(available or limit, max(0, limit - max(0, used - cached)))
        total = min(total or limit, limit)
    return Memory(ram=available, ram_total=total)


def _meminfo(path: Path) -> tuple[int, int]:
    lines = dict(line.partition(":")[::2] for line in _text(path).splitlines())

    def kib(name: str) -> int:
        found = lines.get(name, "").split()
        return int(found[0]) * 1024 if found and found[0].isdecimal() else 0

    return kib("MemAvailable"), kib("MemTotal")


def _number(path: Path) -> int:
    text = _text(path).strip()
    return int(text) if text.isdecimal() else 0


def _stat(path: Path, name: str) -> int:
    for line in _text(path).splitlines():
        key, _, value = line.partition(" ")
        if key == name and value.isdecimal():
            return int(value)
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""

"""How long each stage of a question took."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Clock:
    """Seconds by stage of one question."""

    started: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)
    last: float = 0.0

    def lap(self, stage: str) -> None:
        """A stage has ended now."""
        now = time.perf_counter() - self.started
        self.stages[stage] = round(now - self.last, 4)
        self.last = now

    def total(self) -> dict[str, float]:
        """All stages, and "total" since the start."""
        return self.stages | {"total": round(time.perf_counter() - self.started, 4)}

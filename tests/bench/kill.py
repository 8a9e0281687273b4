"""Two hundred kills of an ingest, and what each left."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.killing import rounds

KILLS = 200


def kill(seed: int = 1) -> dict[str, Any]:
    """How many of the killed ingests left an index that answers and can be made whole."""
    with tempfile.TemporaryDirectory() as scratch:
        tally = rounds(Path(scratch), KILLS, seed=seed)
    bad = {line.partition(":")[0] for line in tally.wrong}
    return {
        "kills": tally.kills,
        "while it was at work": tally.at_work,
        "of an index from nothing": tally.from_nothing,
        "answered, and the next run made it as a clean one": tally.kills - len(bad),
        "amiss": tally.wrong,
    }

"""Record what is read now, of all kinds or the named ones: ``python -m tests.ingest.golden``.

What is read otherwise by a reader of the same version is not recorded: raise that first, or say
``--samples`` where the samples are others.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ingest.versions import VERSIONS
from tests.ingest.golden.reading import Golden, complaint, read, record, recorded

_SAMPLES = "--samples"


def main(arguments: Sequence[str]) -> int:
    """Record kinds; returns how many were refused."""
    kinds = [name for name in arguments if name != _SAMPLES] or list(VERSIONS)
    refused = 0
    for kind in kinds:
        now, before = Golden(VERSIONS[kind], read(kind)), recorded(kind)
        problem = complaint(kind, now, before)
        if problem and before and not _may_replace(now, before, others=_SAMPLES in arguments):
            sys.stdout.write(f"{problem}\n\n")
            refused += 1
        elif problem:
            record(kind, now)
            sys.stdout.write(f"{kind}: recorded with version {now.version}\n")
    return refused


def _may_replace(now: Golden, before: Golden, *, others: bool) -> bool:
    """Whether the version was raised, or is as it was and the samples are others."""
    return now.version > before.version or (others and now.version == before.version)


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1:])))

"""Making tokens without end, one by one or with guesses that are read along.

A model checks several guessed tokens in one reading, which takes less than as many readings.
"""

from __future__ import annotations

from collections.abc import Iterator

from ragqa.generation.llama.cache import Cache
from ragqa.generation.llama.lookup import Lookup
from ragqa.generation.llama.sampling import Sampler


def one_by_one(cache: Cache, sampler: Sampler) -> Iterator[int]:
    """The tokens after what ``cache`` has read."""
    while True:
        token = sampler.choose()
        yield token
        cache.read([token])


def guessing(cache: Cache, sampler: Sampler, lookup: Lookup) -> Iterator[int]:
    """The same tokens; those that ``lookup`` guesses right take one reading together.

    Each is chosen by the scores after the ones before it, as if nothing had been guessed, also
    where chance has a part. A reader may stop at any of them: what was read is known to the cache.
    """
    token = sampler.choose()
    while True:
        yield token
        lookup.add(token)
        guessed = lookup.guess(cache.left - 1)
        if not guessed:
            cache.read([token])
            token = sampler.choose()
            continue
        before = len(cache) + 1
        cache.read([token, *guessed], every=True)
        for right, expected in enumerate([*guessed, None]):
            token = sampler.choose(right)
            if token != expected:
                break
            yield token
            lookup.add(token)
        cache.cut(before + right)

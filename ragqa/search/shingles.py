"""Shingles: runs of letters and digits of a text, to tell how much of it another one repeats."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Shingles = NDArray[np.int64]
"""Numbers of the distinct ones, ascending."""

_RUN = 8  # letters and digits in a row
_BEYOND = 0x10000  # code points from here on: most are ideographs
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
_DROPPED = np.uint64(34)  # low bits: they depend on fewer characters than the others
_LAST_BITS = (1 << 17) - 1  # that many marks: some ten times what a search compares


def shingles(text: str) -> Shingles:
    """Runs of 8 letters and digits, whatever their case, each as a number; one for a shorter text.

    Numbers instead of texts make it three times as fast. Of 10,000 runs one is taken for another
    in a hundred thousand looks.
    """
    codes = np.frombuffer(text.casefold().encode("utf-32-le", "surrogatepass"), np.uint32)
    run: NDArray[np.uint64] = codes[_telling()[np.minimum(codes, _BEYOND)]].astype(np.uint64)
    if not len(run):
        return run.astype(np.int64)
    if len(run) < _RUN:
        run = np.pad(run, (0, _RUN - len(run)))
    # Runs of 2, then of 4, then of 8, each from two of half its length; numbers wrap at 64 bits.
    for half, factor in ((1, _FACTORS[0]), (2, _FACTORS[1]), (4, _FACTORS[2])):
        run = run[:-half] * factor + run[half:]
    return _distinct((run * _FACTORS[0] >> _DROPPED).astype(np.int64))


def common(one: Shingles, other: Shingles) -> int:
    """How many both have."""
    return int(np.count_nonzero(_looked_up(one, other)[1]))


def without(one: Shingles, other: Shingles) -> Shingles:
    """Those of ``one`` that ``other`` has not."""
    return one[~_looked_up(one, other)[1]]


class Owners:
    """Which place had each shingle first.

    Most texts share next to nothing with those before them, and to see that takes a look at a
    table of marks, a twentieth of what it takes to look each shingle up.
    """

    def __init__(self) -> None:
        self._marks = np.zeros(_LAST_BITS + 1, np.bool_)  # by the last bits of a shingle
        self._waiting: list[tuple[int, Shingles]] = []  # marked, but not among the owned yet
        self._owned: Shingles = np.empty(0, np.int64)
        self._places = np.empty(0, np.int64)  # of the owned

    def put(self, place: int, own: Shingles) -> None:
        """Give ``place`` those of ``own`` that none had before it."""
        self._marks[own & _LAST_BITS] = True
        self._waiting.append((place, own))

    def most_known(self, own: Shingles) -> int:
        """So many of ``own`` are had by some place, or fewer."""
        return int(np.count_nonzero(self._marks[own & _LAST_BITS]))

    def of(self, own: Shingles) -> tuple[list[int], Shingles]:
        """The place of each of ``own`` that one has, and those that none has."""
        self._settle()
        at, had = _looked_up(own, self._owned)
        places: list[int] = self._places[at[had]].tolist()
        return places, own[~had]

    def _settle(self) -> None:
        if not self._waiting:
            return
        numbers = np.concatenate([self._owned, *(own for _, own in self._waiting)])
        given = [np.full(len(own), place, np.int64) for place, own in self._waiting]
        self._waiting.clear()
        # Stable: of equal ones that which was put first comes first. Sorted runs make it quick.
        order = np.argsort(numbers, kind="stable")
        numbers = numbers[order]
        first = _firsts(numbers)
        self._owned = numbers[first]
        self._places = np.concatenate([self._places, *given])[order][first]


def _looked_up(own: Shingles, among: Shingles) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each of ``own`` is in ``among`` if it is there, and whether it is.

    By bisection, as both ascend: numpy's operations on sets sort them together, which takes two to
    three times as long for a few hundred numbers.
    """
    if not len(among):
        return np.zeros(len(own), np.int64), np.zeros(len(own), np.bool_)
    at = np.minimum(np.searchsorted(among, own), len(among) - 1)
    return at, among[at] == own


def _distinct(numbers: NDArray[np.int64]) -> Shingles:
    """As numpy's ``unique``, which takes six times as long for a few hundred numbers."""
    ascending = np.sort(numbers)
    return ascending[_firsts(ascending)]


def _firsts(ascending: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which numbers are the first of those that are equal."""
    first = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return first


@cache
def _telling() -> NDArray[np.bool_]:
    """By code point, whether it is a letter or a digit; the last stands for all that follow."""
    return np.array([chr(code).isalnum() for code in range(_BEYOND)] + [True])

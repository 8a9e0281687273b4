from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.tables import ruled as pdf_tables
from ingest.formats.tables.ruled import Rule

PLACE = st.integers(0, 12).map(lambda n: n * 3.0)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    left, top, long = draw(PLACE), draw(PLACE), draw(PLACE)
    if draw(st.booleans()):
        return Rule(left, top, left + long, top + 0.5)
    return Rule(left, top, left + 0.5, top + long)


def touch(one: Rule, other: Rule) -> bool:
    return all(
        a <= d + 4 and c <= b + 4
        for a, b, c, d in (
            (one.left, one.right, other.left, other.right),
            (one.top, one.bottom, other.top, other.bottom),
        )
    )


@given(st.lists(rules(), max_size=9))
def test_lines_that_touch_are_of_one_group_and_others_are_not(lines: list[Rule]) -> None:
    groups = list(pdf_tables._groups(lines))
    assert sorted(itertools.chain(*groups)) == sorted(lines)
    for one, other in itertools.combinations(groups, 2):
        assert not any(touch(a, b) for a in one for b in other)
    for group in groups:
        reached = [group[0]]
        for rule in reached:
            reached += [r for r in group if touch(rule, r) and r not in reached]
        assert {*reached} == {*group}

"""Lines of JSON, each with the keys that it stands under, as ingestion keeps them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.text.parts.keyed import keyed, told
from tests.builders import passage


def shown(*values: object, source: str = "a.json") -> list[str]:
    text = "\n\n".join(json.dumps(value, ensure_ascii=False, indent=1) for value in values)
    found = passage(text, source=source)
    return [told(found, line) for line in keyed(found)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": {"端口": 80, "on": True}, "z": None}, ["a › 端口: 80", "a › on: true", "z: null"]),
        ({"gates": ["east", "west"]}, ["gates: east, west"]),
        ([{"name": "Oak", "seats": 4}, {"name": "Fir"}], ["name: Oak; seats: 4", "name: Fir"]),
        ({"rooms": [{"n": 1, "of": {"m": 2}}]}, ["rooms › n: 1; of: m: 2"]),
        ({"say": 'a "b"\nc', "at": "http://x:1/?y=2"}, ['say: a "b" c', "at: http://x:1/?y=2"]),
        ({"none": {}, "empty": []}, ["none: {}", "empty: []"]),
    ],
)
def test_a_value_is_told_with_its_keys(value: object, expected: list[str]) -> None:
    assert shown(value) == expected


def test_a_record_on_each_line_is_told_at_once() -> None:
    assert shown({"n": 1, "m": 2}, {"n": 3, "m": 4}, source="a.jsonl") == [
        "n: 1; m: 2",
        "n: 3; m: 4",
    ]


@pytest.mark.parametrize("text", ["Ann: hello\nBob: hi", '{\n "text": "' + "word " * 100 + '"\n}'])
def test_chats_and_long_texts_are_no_settings(text: str) -> None:
    assert keyed(passage(text, source="chat.json")) == []


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(_VALUES)
def test_lines_stand_in_order_within_the_text(value: object) -> None:
    found = passage(json.dumps(value, ensure_ascii=False, indent=1), source="a.json")
    places = [(line.start, line.end) for line in keyed(found)]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(found.text) for start, end in places)

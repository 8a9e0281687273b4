from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ragqa.store.kept.pins import FOLDER, Note, Pin, Pins
from ragqa.store.key import FILE as KEY

NOTE = Note("model", "d1", 1, "手册.pdf", "zh", 5)
TOKENS = [1, 733, 16289, 28793, 2]
STATE = memoryview(bytes(range(256)) * 40)


@pytest.fixture
def pins(tmp_path: Path) -> Pins:
    return Pins(tmp_path, 1 << 20)


def test_what_is_stored_is_read_again(pins: Pins, tmp_path: Path) -> None:
    made = pins.add(NOTE, TOKENS, STATE)

    assert Pins(tmp_path, 0).all() == [made]
    assert pins.tokens(made) == TOKENS
    read = pins.read(made)
    assert read is not None
    assert (read[0], bytes(read[1])) == (TOKENS, bytes(STATE))


def test_only_the_owner_can_read_it(pins: Pins, tmp_path: Path) -> None:
    made = pins.add(NOTE, TOKENS, STATE)

    assert made.path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700
    assert made.size == made.path.stat().st_size
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == [made.path.name]


def test_a_document_has_one_for_each_language_and_model(pins: Pins) -> None:
    pins.add(NOTE, TOKENS, STATE)
    for other in (
        replace(NOTE, revision=2),
        replace(NOTE, language="en"),
        replace(NOTE, model="m2"),
    ):
        pins.add(other, TOKENS, STATE)

    assert len(pins.all()) == 3
    assert {pin.note.revision for pin in pins.all()} == {1, 2}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(pins: Pins, at: int, flip: int) -> None:
    made = pins.add(NOTE, TOKENS, STATE)
    content = bytearray(made.path.read_bytes())
    content[at % len(content)] ^= flip
    made.path.write_bytes(content)

    assert all(pins.read(pin) is None for pin in [made, *pins.all()])
    assert not made.path.exists()


@pytest.mark.parametrize("left", [0, 7, 11, 50, 1000, -1])
def test_a_cut_file_is_ignored(pins: Pins, left: int) -> None:
    made = pins.add(NOTE, TOKENS, STATE)
    made.path.write_bytes(made.path.read_bytes()[:left])

    assert all(pins.read(pin) is None for pin in [made, *pins.all()])
    assert pins.all() == []


def test_a_longer_file_is_ignored(pins: Pins) -> None:
    made = pins.add(NOTE, TOKENS, STATE)
    made.path.write_bytes(made.path.read_bytes() + b"\0")

    assert pins.read(made) is None


def test_what_another_index_wrote_is_not_taken(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = Pins(tmp_path / "one", 1 << 20), Pins(tmp_path / "two", 1 << 20)
    made = one.add(NOTE, TOKENS, STATE)
    two.add(replace(NOTE, language="en"), TOKENS, STATE)
    foreign = tmp_path / "two" / FOLDER / made.path.name
    foreign.write_bytes(made.path.read_bytes())

    [found] = [pin for pin in two.all() if pin.path == foreign]
    assert two.read(found) is None


def test_with_another_key_nothing_is_taken(pins: Pins, tmp_path: Path) -> None:
    made = pins.add(NOTE, TOKENS, STATE)
    (tmp_path / KEY).write_bytes(b"k" * 32)

    assert pins.read(made) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RAGQAKV1",
        b"RAGQAKV1\xff\xff\xff\xff",
        b"RAGQAKV1\x02\x00\x00\x00[]" + bytes(99),
        b'RAGQAKV1\x08\x00\x00\x00{"a": 1}' + bytes(99),
        b"RAGQAKV1\x00\xf0\x00\x00" + b"[" * 0xF000 + bytes(99),
        b"GGUF" + bytes(200),
    ],
)
def test_files_that_are_no_states_are_not_listed(
    pins: Pins, tmp_path: Path, content: bytes
) -> None:
    made = pins.add(NOTE, TOKENS, STATE)
    (tmp_path / FOLDER / "other.kv").write_bytes(content)

    assert pins.all() == [made]


@pytest.mark.parametrize("field", ["tokens", "revision", "model"])
@pytest.mark.parametrize("value", [True, None, [1], -1, 1 << 40, "9" * 9])
def test_notes_of_another_kind_are_refused(field: str, value: object) -> None:
    import json
    from dataclasses import asdict

    changed = asdict(NOTE) | {field: value}
    if type(value) is type(getattr(NOTE, field)) and field != "tokens":
        assert Note.read(json.dumps(changed).encode()) == Note(**changed)
        return
    with pytest.raises(ValueError, match=r"kind|no such number"):
        Note.read(json.dumps(changed).encode())


def aged(pins: Pins, name: str, used: int, size: int) -> Pin:
    made = pins.add(replace(NOTE, document_id=name), TOKENS, memoryview(bytes(size)))
    os.utime(made.path, (used, used))
    return made


def held(pins: Pins) -> list[str]:
    return sorted(pin.note.document_id for pin in pins.all())


def test_those_longest_unused_make_way(tmp_path: Path) -> None:
    pins = Pins(tmp_path, 10_000)
    first = aged(pins, "first", 100, 4000)
    aged(pins, "second", 200, 4000)
    assert pins.read(first) is not None  # which is a use
    aged(pins, "third", 300, 4000)

    assert held(pins) == ["first", "third"]
    aged(pins, "fourth", 400, 9000)
    assert held(pins) == ["fourth"]


def test_one_that_is_replaced_does_not_cost_another(tmp_path: Path) -> None:
    pins = Pins(tmp_path, 10_000)
    aged(pins, "a", 100, 4000)
    aged(pins, "b", 200, 4000)

    aged(pins, "b", 300, 5000)

    assert held(pins) == ["a", "b"]


def test_one_too_large_is_refused_and_costs_nothing(tmp_path: Path) -> None:
    pins = Pins(tmp_path, 10_000)
    aged(pins, "a", 100, 4000)

    with pytest.raises(ValueError, match="do not fit"):
        aged(pins, "b", 200, 10_000)
    assert held(pins) == ["a"]


def test_a_revision_that_is_gone_takes_its_states_along(pins: Pins, tmp_path: Path) -> None:
    pins.forget([("d1", 1)])
    assert not (tmp_path / FOLDER).exists()
    pins.add(NOTE, TOKENS, STATE)
    pins.add(replace(NOTE, language="en"), TOKENS, STATE)
    other = pins.add(replace(NOTE, document_id="d2"), TOKENS, STATE)

    pins.forget([("d1", 1), ("d2", 2)])

    assert pins.all() == [other]


def test_all_can_be_removed(pins: Pins, tmp_path: Path) -> None:
    pins.erase()
    made = pins.add(NOTE, TOKENS, STATE)
    pins.remove([made, made])
    assert pins.all() == []
    assert pins.read(made) is None
    assert pins.tokens(made) == []

    pins.erase()
    assert not (tmp_path / FOLDER).exists()


def test_one_that_does_not_fit_into_memory_stays_on_disk(pins: Pins) -> None:
    made = pins.add(NOTE, TOKENS, STATE)

    assert pins.read(replace(made, size=1 << 60)) is None
    assert made.path.exists()

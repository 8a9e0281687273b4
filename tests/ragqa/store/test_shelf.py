from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.store.kept.pins import Pins
from ragqa.store.shelf import Shelf
from tests.ragqa.store.kept.test_pins import NOTE, STATE

TOKENS = [1, *range(400, 500)]


@pytest.fixture
def pins(tmp_path: Path) -> Pins:
    return Pins(tmp_path, 1 << 20)


def pinned(pins: Pins, tokens: list[int], *, document: str = "d1", model: str = "model") -> None:
    note = replace(NOTE, document_id=document, model=model, tokens=len(tokens))
    pins.add(note, tokens, STATE)


def recalled(pins: Pins, prompt: list[int], have: int = 0) -> list[int] | None:
    found = Shelf(pins, lambda: "model").recall(prompt, have)
    assert found is None or bytes(found[1]) == bytes(STATE)
    return found[0] if found else None


def test_the_state_that_spares_most_is_taken(pins: Pins) -> None:
    pinned(pins, TOKENS[:60], document="d1")
    pinned(pins, TOKENS, document="d2")
    pinned(pins, [*TOKENS[:80], 7], document="d3")

    assert recalled(pins, [*TOKENS, 9, 9]) == TOKENS


def test_what_is_hardly_of_use_is_left_on_disk(pins: Pins) -> None:
    pinned(pins, TOKENS)

    assert recalled(pins, [*TOKENS, 9], have=80) is None
    assert recalled(pins, [*TOKENS[:40], 9]) is None
    assert recalled(pins, [*TOKENS[:70], 9]) == TOKENS
    assert recalled(pins, [5, *TOKENS]) is None


def test_states_of_another_model_are_left_alone(pins: Pins) -> None:
    pinned(pins, TOKENS, model="another")

    assert recalled(pins, [*TOKENS, 9]) is None
    assert len(pins.all()) == 1


def test_a_broken_state_is_none(pins: Pins) -> None:
    pinned(pins, TOKENS)
    [pin] = pins.all()
    content = bytearray(pin.path.read_bytes())
    content[-1] ^= 1
    pin.path.write_bytes(content)

    assert recalled(pins, [*TOKENS, 9]) is None


def test_the_model_is_looked_at_only_where_a_state_might_be_of_use(pins: Pins) -> None:
    def unasked() -> str:
        raise AssertionError

    shelf = Shelf(pins, unasked)
    assert shelf.recall([*TOKENS, 9], 0) is None
    pinned(pins, TOKENS)
    assert shelf.recall([*TOKENS, 9], 90) is None

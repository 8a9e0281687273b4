"""Nobody changes what is read of a kind of files and forgets to raise its version."""

from __future__ import annotations

import pytest

from ingest.versions import VERSIONS
from tests.ingest.golden import __main__ as command
from tests.ingest.golden import reading
from tests.ingest.golden.reading import Golden, complaint, read, recorded, samples


def test_every_kind_has_a_sample() -> None:
    assert samples().keys() == VERSIONS.keys()


@pytest.mark.parametrize("kind", VERSIONS)
def test_what_is_read_is_what_was_read_by_the_same_version(kind: str) -> None:
    if problem := complaint(kind, Golden(VERSIONS[kind], read(kind)), recorded(kind)):
        pytest.fail(problem, pytrace=False)


@pytest.mark.parametrize(
    ("now", "before", "says"),
    [
        (Golden(1, "a\nb"), Golden(1, "a\nc"), "VERSIONS['pdf'] in ingest/versions.py to 2"),
        (Golden(1, "a\nb"), Golden(1, "a\nc"), "-c\n+b"),
        (Golden(2, "a"), Golden(1, "a"), "was raised from 1 to 2"),
        (Golden(2, "b"), Golden(1, "a"), "python -m tests.ingest.golden pdf"),
        (Golden(1, "a"), Golden(2, "a"), "Never lower a version"),
        (Golden(1, "a"), None, "python -m tests.ingest.golden pdf"),
    ],
)
def test_it_says_what_to_do(now: Golden, before: Golden | None, says: str) -> None:
    assert says in complaint("pdf", now, before)


def test_what_is_as_it_was_is_well() -> None:
    assert not complaint("pdf", Golden(1, "a"), Golden(1, "a"))


@pytest.mark.parametrize(
    ("arguments", "version", "refused", "kept"),
    [
        (["text"], 1, 1, Golden(1, "before")),
        (["--samples", "text"], 1, 0, Golden(1, "now")),
        (["text"], 2, 0, Golden(2, "now")),
        (["--samples", "text"], 0, 1, Golden(1, "before")),
    ],
)
def test_another_text_is_only_recorded_with_a_version_raised(
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    version: int,
    refused: int,
    kept: Golden,
) -> None:
    held = {"text": Golden(1, "before")}
    monkeypatch.setattr(command, "read", lambda kind: "now")
    monkeypatch.setattr(command, "recorded", held.get)
    monkeypatch.setattr(command, "record", held.__setitem__)
    monkeypatch.setitem(VERSIONS, "text", version)
    assert command.main(arguments) == refused
    assert held["text"] == kept


def test_what_is_recorded_is_read_back(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(reading, "_TEXTS", tmp_path)
    reading.record("text", Golden(7, "a\r\n\nb\n"))
    assert recorded("text") == Golden(7, "a\r\n\nb\n")

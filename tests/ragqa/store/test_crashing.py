from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ragqa.errors import IndexDamagedError
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.engines.keywords import TantivyKeywords
from ragqa.store.engines.vectors import ChromaVectors
from ragqa.store.health import Health
from ragqa.store.kept.conversations import Conversations, Place
from ragqa.store.kept.pins import Pins
from ragqa.store.kept.recorded import Cited
from ragqa.store.kept.records import Records
from ragqa.store.kept.said import Said
from ragqa.store.writing import Writer
from tests.builders import passage
from tests.ragqa.library import found, opened, put
from tests.ragqa.store.kept.test_pins import NOTE, STATE, TOKENS
from tests.ragqa.store.kept.test_records import RECORD


class Crash(BaseException):
    """As if the process ended here."""


def before(real: Callable[..., Any]) -> Callable[..., Any]:
    def crash(*args: Any) -> Any:
        raise Crash

    return crash


def after(real: Callable[..., Any]) -> Callable[..., Any]:
    def crash(*args: Any) -> Any:
        real(*args)
        raise Crash

    return crash


STEPS = [
    (Catalog, "begin"),
    (ChromaVectors, "add"),
    (TantivyKeywords, "add"),
    (TantivyKeywords, "commit"),
    (Catalog, "go_live"),
    (ChromaVectors, "delete_all"),
    (TantivyKeywords, "delete"),
    (Catalog, "forget"),
]


@pytest.mark.parametrize("when", [before, after])
@pytest.mark.parametrize(("owner", "step"), STEPS, ids=[f"{o.__name__}.{s}" for o, s in STEPS])
def test_a_crash_at_any_step_of_a_change_leaves_one_revision_answering(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    step: str,
    when: Callable[[Callable[..., Any]], Callable[..., Any]],
) -> None:
    index = opened(folder)
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, when(getattr(owner, step)))
        with pytest.raises(Crash), index.writer() as writer:
            put(writer, index, "a", "red grapes", revision=2)
    index.close()
    # A reader that comes before the next writer.
    with opened(folder) as index:
        live = index.find("a").revision
        assert live == (
            2 if (owner, step) in STEPS[5:] or (step, when) == ("go_live", after) else 1
        )
        expected = {"a.1.0", "b.1.0"} if live == 1 else {"a.2.0", "b.1.0"}
        assert found(index, "red") == expected
    # The next writer sweeps, and the change can be made again.
    with opened(folder) as index:
        with index.writer() as writer:
            if live == 1:
                assert index.check() == Health(2, 3, 3, 3, 0)
                put(writer, index, "a", "red grapes", revision=2)
        assert index.check() == Health(2, 2, 2, 2, 0)
        assert found(index, "red") == {"a.2.0", "b.1.0"}


@pytest.mark.parametrize(
    ("owner", "step"), [s for s in STEPS if s[1] in ("delete", "delete_all", "forget")]
)
def test_a_crash_while_removing_never_brings_the_document_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, owner: type, step: str
) -> None:
    index = opened(folder)
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, before(getattr(owner, step)))
        with pytest.raises(Crash), index.writer() as writer:
            writer.remove("a")
    assert found(index, "red") == {"b.1.0"}
    index.close()
    with opened(folder) as index:
        assert found(index, "red") == {"b.1.0"}
        with index.writer():
            pass
        assert index.check() == Health(1, 1, 1, 1, 0)


def test_doomed_chunks_do_not_take_the_places_of_live_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(folder)
    with index.writer() as writer:
        put(writer, index, "c", *(f"red red wine {n}" for n in range(20)))
    with monkeypatch.context() as patch:
        patch.setattr(ChromaVectors, "delete_all", before(ChromaVectors.delete_all))
        with pytest.raises(Crash), index.writer() as writer:
            writer.remove("c")
    index.close()
    with opened(folder) as index:
        assert len(index.dense(index.embed("red wine"), 3)) == 3
        assert len(index.lexical(index.embed("red wine"), 2)) == 2


def test_a_failure_of_a_store_is_reported_and_repaired_by_the_next_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> None:
        raise IndexDamagedError("The disk is full.")

    with opened(folder) as index:
        with monkeypatch.context() as patch:
            patch.setattr(ChromaVectors, "add", full)
            with pytest.raises(IndexDamagedError, match="full"), index.writer() as writer:
                put(writer, index, "a", "red grapes", revision=2)
        assert found(index, "red") == {"a.1.0", "b.1.0"}
        with index.writer() as writer:
            put(writer, index, "a", "red grapes", revision=2)
        assert found(index, "red") == {"a.2.0", "b.1.0"}
        assert index.check() == Health(2, 2, 2, 2, 0)


REVISE_FOR_EVER = """
import sys
from pathlib import Path
from ragqa.index import Index
from tests.fakes import HashEmbeddings
from tests.ragqa.library import put

with Index.open(Path(sys.argv[1]), HashEmbeddings(), splitter="s1") as index:
    with index.writer() as writer:
        for revision in range(2, 10_000):
            put(writer, index, "a", *(f"red apple {n}" for n in range(200)), revision=revision)
            writer.flush()
            print(revision, flush=True)
"""


def test_a_killed_writer_leaves_an_index_that_answers_and_repairs_itself(folder: Path) -> None:
    for flushes in (1, 8):
        with subprocess.Popen(
            [sys.executable, "-c", REVISE_FOR_EVER, str(folder)], stdout=subprocess.PIPE
        ) as writing:
            assert writing.stdout is not None
            flushed = [int(writing.stdout.readline()) for _ in range(flushes)][-1]
            writing.kill()
        with opened(folder) as index:
            live = index.find("a").revision
            assert live >= flushed
            keys = {key for key, _ in index.dense(index.embed("red apple 7"), 300)}
            # Nothing dead is found; of many like texts the graph may miss a few, being approximate.
            assert keys <= {"b.1.0", *(f"a.{live}.{n}" for n in range(200))}
            assert len(keys) >= 150
            assert f"a.{live}.7" in found(index, "red apple 7")
            with index.writer() as writer:
                writer.remove("a")
            assert index.check() == Health(1, 1, 1, 1, 0)
            assert found(index, "red") == {"b.1.0"}


@pytest.mark.parametrize("owner", [Records, Conversations])
def test_answers_that_a_crash_has_left_are_deleted_by_the_next_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch, owner: type[Records | Conversations]
) -> None:
    Records(folder).add(replace(RECORD, cited=(Cited("a", 1, "a"),), passages=()))
    talks = Conversations(folder)
    read = replace(passage("red apples"), document_id="a")
    place = talks.save("ann", Place(), Said("Which?", text="Red ones.", passages=(read,)))
    with monkeypatch.context() as patch, opened(folder) as index:
        patch.setattr(owner, "forget_about", before(owner.forget_about))
        with pytest.raises(Crash), index.writer() as writer:
            writer.remove("a")
    with opened(folder) as index, index.writer():
        pass
    assert Records(folder).all() == []
    talk = talks.load("ann", place.key)
    assert talk is not None
    assert [(said.text, said.removed) for _, said in talk.exchanges] == [("", True)]


def test_a_crash_before_states_were_deleted_is_mended_by_the_next_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins = Pins(folder, 1 << 20)
    pins.add(replace(NOTE, document_id="a"), TOKENS, STATE)
    with monkeypatch.context() as patch, opened(folder) as index:
        patch.setattr(Writer, "sweep", lambda self: None)
        with index.writer() as writer:
            writer.remove("a")
    assert len(pins.all()) == 1

    with opened(folder) as index, index.writer():
        pass
    assert pins.all() == []

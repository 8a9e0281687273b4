from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ragqa.errors import IndexDamagedError, IndexLockedError
from ragqa.store.lock import only_writer, turn

HOLD = """
import sys
from pathlib import Path
from ragqa.store.lock import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexLockedError, match=rf"process {holder.pid} on .* since \d{{4}}-"):
            only_writer(tmp_path).__enter__()
        holder.kill()
        holder.wait()
        # The system let go of a dead owner's lock, whatever its note still says.
        assert (tmp_path / "write.owner.json").exists()
        with only_writer(tmp_path):
            pass
    assert not (tmp_path / "write.owner.json").exists()


def test_a_second_writer_of_the_same_process_is_refused(tmp_path: Path) -> None:
    with only_writer(tmp_path), pytest.raises(IndexLockedError), only_writer(tmp_path):
        pass


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["/opt/bin/ragqa", "ingest", "/secret/place", "--set", "api_key=secret"], "ragqa ingest"),
        (["ragqa", "--set=api_key=secret"], "ragqa"),
        (["ragqa"], "ragqa"),
        ([], "python"),
    ],
)
def test_whoever_is_refused_is_told_no_secret_of_the_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], told: str
) -> None:
    monkeypatch.setattr(sys, "argv", given)
    with only_writer(tmp_path):
        assert "secret" not in (tmp_path / "write.owner.json").read_text()
        with pytest.raises(IndexLockedError, match=rf"\({told}\)"):
            only_writer(tmp_path).__enter__()


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"pid": 1}', "rubbish"])
def test_an_unreadable_note_still_gives_a_message(tmp_path: Path, note: str) -> None:
    with only_writer(tmp_path):
        (tmp_path / "write.owner.json").write_text(note)
        with pytest.raises(IndexLockedError, match="by another process"):
            only_writer(tmp_path).__enter__()


def test_the_lock_is_free_after_an_exception(tmp_path: Path) -> None:
    with pytest.raises(KeyError), only_writer(tmp_path):
        raise KeyError
    with only_writer(tmp_path):
        pass


def test_turns_are_taken_one_after_the_other(tmp_path: Path) -> None:
    path, order = tmp_path / "lock", list[str]()
    inside = threading.Event()

    def second() -> None:
        inside.wait()
        with turn(path):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with turn(path):
        inside.set()
        thread.join(0.05)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_turn_that_never_comes_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragqa.store.lock._TURN_SECONDS", 0.05)
    with turn(tmp_path / "lock"), pytest.raises(IndexLockedError, match="lock"):
        turn(tmp_path / "lock").__enter__()


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    missing = tmp_path / "file" / "below"
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexDamagedError, match="cannot be written"):
        only_writer(missing).__enter__()
    with pytest.raises(IndexDamagedError, match="cannot be written"):
        turn(missing / "lock").__enter__()

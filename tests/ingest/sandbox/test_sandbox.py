from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.parsed import Heading, PageStart, Parsed, Remark
from ingest.sandbox.sandbox import Outcome, Parser
from ragqa.errors import DocumentError
from tests.ingest.devset import ROBUST

HOSTILE = "tests.ingest.hostile:load"
FULL = Path("full.x")


@pytest.fixture
def parser() -> Iterator[Parser]:
    with Parser(load=HOSTILE, wall_seconds=60, passwords=("geheim",)) as parser:
        yield parser


def text_of(outcome: Outcome) -> str:
    assert isinstance(outcome, Parsed), outcome
    return outcome.text


def test_everything_that_was_parsed_comes_over(parser: Parser) -> None:
    assert parser.parse(FULL) == Parsed(
        text=json.dumps(["full.x", ["geheim"]]) + " 中文 \U0001f600",
        pages=(PageStart(0, 1, "i"), PageStart(3, 2)),
        headings=(Heading(1, 2, "题"),),
        title="名",
        pages_without_text=(2,),
        remarks=(Remark("r", "注"),),
    )


def test_a_path_of_bytes_that_are_no_text_comes_over(parser: Parser) -> None:
    path = Path(os.fsdecode(b"/tmp/\xff\xfe/full.x"))
    assert json.loads(parser.parse(path).text.split(" 中文")[0])[0] == str(path)


def test_an_error_comes_over_in_both_languages(parser: Parser) -> None:
    with pytest.raises(DocumentError) as caught:
        parser.parse(Path("refuse.x"))
    assert (caught.value.en, caught.value.zh) == ("no", "不")


def test_the_child_has_no_secrets(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RAGQA_API_KEY", "RAGQA_PDF_PASSWORDS", "HF_TOKEN", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "unspeakable")
    told = parser.parse(Path("surroundings.x")).text
    assert "unspeakable" not in told
    assert {"PATH", "TMPDIR"} <= json.loads(told).keys()


@pytest.mark.parametrize("deed", ["crash", "exit"])
def test_a_crash_costs_one_file(parser: Parser, deed: str) -> None:
    with pytest.raises(DocumentError, match=rf"^{deed}\.x crashed its reader"):
        parser.parse(Path(f"{deed}.x"))
    assert parser.parse(FULL).title == "名"


def test_what_crashes_at_text_recognition_is_read_without(parser: Parser) -> None:
    parsed = parser.parse(Path("paint.x"))
    assert parsed.text == "ocr False"
    assert "crashed at text recognition" in parsed.remarks[-1].en
    assert "文字识别" in parsed.remarks[-1].zh
    assert parser.parse(Path("ocr.x")).text == "ocr True"


def test_what_a_killed_child_left_behind_is_removed(parser: Parser, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="crashed its reader"):
        parser.parse(tmp_path / "litter.x")
    assert not Path((tmp_path / "where").read_text()).exists()


def test_a_child_whose_parent_was_killed_removes_its_folder(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from ingest.sandbox.sandbox import Parser\n"
        f"p = Parser(load={HOSTILE!r}); p.parse(Path('full.x')); print(flush=True); input()"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline()
        assert list(tmp_path.iterdir())
        parent.kill()
    end = time.monotonic() + 30
    while list(tmp_path.iterdir()) and time.monotonic() < end:
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with Parser(load=HOSTILE, wall_seconds=2) as parser:
        with pytest.raises(DocumentError, match=r"^hang\.x took longer than 2 seconds; raise"):
            parser.parse(Path("hang.x"))
        parser._wall_seconds = 60  # a busy machine takes long to start another child
        assert parser.parse(FULL).title == "名"


def test_each_recognised_page_has_the_time_of_a_file() -> None:
    with Parser(load=HOSTILE, wall_seconds=60) as parser:
        parser.parse(FULL)  # the child is there
        parser._wall_seconds = 6
        assert parser.parse(Path("scan.x")).pages_by_ocr == (1, 2, 3, 4, 5, 6)


def test_recognised_pages_do_not_go_on_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.sandbox.limit.LONGEST", 2)
    with (
        Parser(load=HOSTILE, wall_seconds=2) as parser,
        pytest.raises(DocumentError, match=r"^endless\.x took longer than 2 seconds"),
    ):
        parser.parse(Path("endless.x"))


@pytest.mark.parametrize("ocr", [True, False])
def test_the_child_knows_whether_to_recognise_text(ocr: bool) -> None:
    with Parser(load=HOSTILE, ocr=ocr) as parser:
        assert parser.parse(Path("ocr.x")).text == f"ocr {ocr}"


def test_text_is_recognised_within_the_limits_of_the_child() -> None:
    with Parser(wall_seconds=200) as parser:
        for _ in range(2):  # the second time by the same engine
            parsed = parser.parse(ROBUST / "other" / "chi_sim_image.jpeg")
            assert "宛若新生" in parsed.text


def test_a_file_that_eats_memory_is_stopped() -> None:
    with Parser(load=HOSTILE, wall_seconds=60, memory_bytes=1 << 30) as parser:
        with pytest.raises(DocumentError, match=r"^eat\.x needs more memory"):
            parser.parse(Path("eat.x"))
        assert parser.parse(FULL).title == "名"


def test_what_a_library_prints_is_not_taken_for_an_answer(parser: Parser) -> None:
    assert parser.parse(Path("print.x")).text == "fine"
    assert parser.parse(FULL).title == "名"


def test_the_child_has_no_network(parser: Parser) -> None:
    assert parser.parse(Path("connect.x")).text.startswith("PermissionError: no network")


@pytest.mark.skipif(
    os.uname().machine not in ("x86_64", "aarch64"), reason="no filter for this processor"
)
def test_native_code_of_the_child_and_what_it_starts_have_no_network(parser: Parser) -> None:
    assert parser.parse(Path("native.x")).text == "EACCES EACCES made PermissionError"


@pytest.mark.parametrize("machine", ["sparc64", "x86_64"])
def test_where_the_system_has_no_such_filter_python_is_still_refused(machine: str) -> None:
    """Another processor; and a system that refuses the filter."""
    program = (
        "import ctypes, os, socket; from types import SimpleNamespace as Names\n"
        f"os.uname = lambda: Names(machine={machine!r})\n"
        "ctypes.CDLL = lambda name: Names(prctl=lambda *_: 0, syscall=lambda *_: -1)\n"
        "from ingest.sandbox import confined, sockets\n"
        "assert sockets.take_away() is False; confined.refuse_network()\n"
        "socket.socket(); socket.create_connection(('127.0.0.1', 9))"
    )
    tried = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "PermissionError: no network while a file is parsed" in tried.stderr


def test_the_child_loads_nothing_heavy(parser: Parser) -> None:
    loaded = set(parser.parse(Path("modules.x")).text.split("\n"))
    heavy = {"torch", "chromadb", "unstructured", "spacy", "pypdfium2", "pypdf", "langchain_core"}
    assert "ingest.loading.loaders" in loaded
    assert loaded.isdisjoint(heavy)


def test_files_come_in_order_whatever_happens_to_them(parser: Parser) -> None:
    names = ["full", "crash", "refuse", "full", "exit", "full"]
    results = parser.imap(
        names, lambda name: (name, isinstance(parser.outcome(Path(f"{name}.x")), Parsed))
    )
    assert list(results) == [
        *(("full", True), ("crash", False), ("refuse", False)),
        *(("full", True), ("exit", False), ("full", True)),
    ]


def test_files_are_parsed_ahead_but_only_so_far(parser: Parser) -> None:
    asked: list[int] = []

    def paths() -> Iterator[Path]:
        for n in range(50):
            asked.append(n)
            yield FULL

    for count, _ in enumerate(parser.imap(paths(), parser.outcome), 1):
        assert len(asked) <= count + 6  # 4 ready, one being parsed, one waiting for room
    assert len(asked) == 50


def test_an_error_of_the_list_of_files_reaches_the_caller(parser: Parser) -> None:
    def paths() -> Iterator[Path]:
        yield FULL
        raise RuntimeError("folder vanished")

    with pytest.raises(RuntimeError, match="folder vanished"):
        list(parser.imap(paths(), parser.outcome))


def test_leaving_early_does_not_wait_for_the_file_at_hand() -> None:
    with Parser(load=HOSTILE, wall_seconds=500) as parser:
        results = parser.imap([FULL, Path("hang.x"), FULL], parser.outcome)
        assert text_of(next(results))
        del results
        gc.collect()
        assert parser.parse(FULL).title == "名"


def test_closing_ends_an_imap_that_is_still_held() -> None:
    parser = Parser(load=HOSTILE, wall_seconds=500)
    results = parser.imap([FULL, Path("hang.x"), FULL], parser.outcome)
    assert text_of(next(results))
    parser.close()
    assert all(isinstance(outcome, DocumentError) for outcome in results)


def test_real_files_are_read_by_the_real_loaders(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 题\n\n正文", encoding="utf-8")
    (tmp_path / "b.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    with Parser() as parser:
        first, second = parser.imap([tmp_path / "a.md", tmp_path / "b.doc"], parser.outcome)
    assert isinstance(first, Parsed)
    assert first.headings == (Heading(0, 1, "题"),)
    assert isinstance(second, DocumentError)
    assert second.en == "b.doc is damaged, or is not an Office file."

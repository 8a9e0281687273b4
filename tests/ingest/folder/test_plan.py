"""Plans: what is new, changed, moved, deleted; checked by carrying them out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.folder.files import Found
from ingest.folder.plan import Pair, Plan, as_found, attempt, plan
from ragqa.sources import Source

Files = dict[str, tuple[str, int]]
"""Source → content and modification time."""


def sha(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def found(files: Files) -> list[Found]:
    return [
        Found(name, Path("/docs") / name, len(content), time)
        for name, (content, time) in sorted(files.items())
    ]


def hasher(files: Files) -> Callable[[Found], str]:
    return lambda file: sha(files[file.source][0])


def document(name: str, content: str, time: int = 0, *, revision: int = 1) -> Source:
    return Source(
        document_id=f"id of {name}",
        folder="/docs",
        source=name,
        path=f"/docs/{name}",
        revision=revision,
        size=len(content),
        mtime_ns=time,
        sha256=sha(content),
        pages=0,
        pages_without_text=0,
        chunks=1,
    )


def is_old(read_by: str) -> bool:
    return read_by == "old"


def make(files: Files, known: list[Source]) -> Plan:
    return plan(found(files), known, hasher(files), reading="now", outdates=is_old)


def carry_out(made: Plan, known: list[Source], files: Files) -> list[Source]:
    """The documents that are known after a plan was carried out."""
    result = {source.document_id: source for source in known}

    def settle(file: Found, base: Source) -> Source:
        content = files[file.source][0]
        return replace(
            base,
            source=file.source,
            revision=max(1, base.revision),
            size=file.size,
            mtime_ns=file.mtime_ns,
            sha256=sha(content),
        )

    for source in made.deleted:
        del result[source.document_id]
    for pair in (*made.changed, *made.touched, *made.retry, *made.better):
        result[pair.known.document_id] = replace(settle(pair.found, pair.known), read_by="")
    for pair in made.moved:
        assert sha(files[pair.found.source][0]) == pair.known.sha256
        result[pair.known.document_id] = settle(pair.found, pair.known)
    for file in made.new:
        fresh = document(file.source, files[file.source][0])
        result[f"new {file.source}"] = settle(
            file, replace(fresh, document_id=f"new {file.source}")
        )
    return list(result.values())


names = st.sampled_from(["a.txt", "b.txt", "A.txt", "x/a.txt", "章.txt"])
contents = st.sampled_from(["one", "two", "three", ""])
folders: st.SearchStrategy[Files] = st.dictionaries(
    names, st.tuples(contents, st.integers(min_value=1, max_value=3))
)


@st.composite
def catalogs(draw: st.DrawFn) -> list[Source]:
    files = draw(folders)
    # Times differ from those of any folder, so that equal times never hide another content.
    return [
        replace(
            document(name, content, -time, revision=draw(st.integers(0, 2))),
            read_by=draw(st.sampled_from(["", "old"])),
        )
        for name, (content, time) in files.items()
    ]


@given(folders, catalogs())
def test_carrying_out_a_plan_brings_the_known_documents_to_the_folder(
    files: Files, known: list[Source]
) -> None:
    after = carry_out(make(files, known), known, files)
    assert sorted((s.source, s.sha256, s.mtime_ns) for s in after) == sorted(
        (name, sha(content), time) for name, (content, time) in files.items()
    )


@given(folders, catalogs())
def test_after_a_plan_was_carried_out_all_is_unchanged_and_nothing_is_hashed(
    files: Files, known: list[Source]
) -> None:
    after = carry_out(make(files, known), known, files)

    def refuse(file: Found) -> str:
        raise AssertionError(f"{file.source} was hashed")

    again = plan(found(files), after, refuse, reading="now", outdates=is_old)
    assert len(again.unchanged) + len(again.better) == len(files)
    assert again == Plan(unchanged=again.unchanged, better=again.better)
    moved = {pair.found.source for pair in make(files, known).moved}
    assert {pair.found.source for pair in again.better} <= moved


@given(folders, catalogs())
def test_every_file_and_every_document_has_one_fate(files: Files, known: list[Source]) -> None:
    made = make(files, known)
    pairs = [*made.changed, *made.moved, *made.unchanged, *made.touched, *made.retry]
    pairs += [*made.failed, *made.better]
    sources = [pair.found.source for pair in pairs] + [file.source for file in made.new]
    assert sorted(sources) == sorted(files)
    ids = [pair.known.document_id for pair in pairs] + [s.document_id for s in made.deleted]
    assert sorted(ids) == sorted(source.document_id for source in known)


@given(folders)
def test_no_content_that_was_known_is_read_again_wherever_it_went(files: Files) -> None:
    known = [document(name, content, -time) for name, (content, time) in files.items()]
    shuffled: Files = {f"new/{name}": (content, time) for name, (content, time) in files.items()}
    made = make(shuffled, known)
    assert len(made.moved) == len(files)
    assert made == Plan(moved=made.moved)


def test_equal_size_and_time_is_unchanged_without_hashing() -> None:
    files: Files = {"a.txt": ("other", 7)}

    def refuse(file: Found) -> str:
        raise AssertionError(f"{file.source} was hashed")

    made = plan(
        found(files), [document("a.txt", "thing", 7)], refuse, reading="now", outdates=is_old
    )
    assert [pair.known.source for pair in made.unchanged] == ["a.txt"]


def test_same_content_with_another_time_is_only_touched() -> None:
    made = make({"a.txt": ("one", 8)}, [document("a.txt", "one", 7)])
    assert made == Plan(touched=made.touched)
    assert made.touched[0].found.mtime_ns == 8


@pytest.mark.parametrize("time", [7, 8])
def test_same_content_that_is_read_better_now_is_so_whatever_its_time(time: int) -> None:
    known = replace(document("a.txt", "one", 7), read_by="old")
    made = make({"a.txt": ("one", time)}, [known])
    assert made == Plan(better=made.better)
    assert [(pair.found.mtime_ns, pair.known) for pair in made.better] == [(time, known)]


def test_what_changed_or_moved_is_that_even_where_it_is_read_better_now() -> None:
    known = replace(document("a.txt", "one", 7), read_by="old")
    changed = make({"a.txt": ("two", 8)}, [known])
    assert changed == Plan(changed=changed.changed)
    moved = make({"b.txt": ("one", 7)}, [known])
    assert moved == Plan(moved=moved.moved)


def test_what_failed_is_not_read_better_until_it_is_tried_again() -> None:
    tried = attempt(3, 7, "now")
    failed = replace(document("a.txt", "one", 7), failed=True, tried=tried, read_by="old")
    made = make({"a.txt": ("one", 7)}, [failed])
    assert made == Plan(failed=made.failed)


def test_second_copy_of_a_known_file_is_new_and_the_first_stays() -> None:
    made = make({"a.txt": ("one", 7), "b.txt": ("one", 7)}, [document("a.txt", "one", 7)])
    assert [file.source for file in made.new] == ["b.txt"]
    assert [pair.found.source for pair in made.unchanged] == ["a.txt"]


def test_of_two_copies_of_a_vanished_file_one_is_moved_and_one_is_new() -> None:
    made = make({"b.txt": ("one", 7), "c.txt": ("one", 7)}, [document("a.txt", "one", 7)])
    assert [pair.found.source for pair in made.moved] == ["b.txt"]
    assert [file.source for file in made.new] == ["c.txt"]
    assert made.deleted == ()


def test_swapped_names_are_two_moves() -> None:
    known = [document("a.txt", "one", 1), document("b.txt", "two", 2)]
    made = make({"a.txt": ("two", 2), "b.txt": ("one", 1)}, known)
    assert {(p.known.source, p.found.source) for p in made.moved} == {
        ("a.txt", "b.txt"),
        ("b.txt", "a.txt"),
    }
    assert made == Plan(moved=made.moved)


def test_rename_with_another_file_under_the_old_name_is_a_move_and_a_new_file() -> None:
    made = make({"a.txt": ("fresh", 2), "b.txt": ("one", 1)}, [document("a.txt", "one", 1)])
    assert [(p.known.source, p.found.source) for p in made.moved] == [("a.txt", "b.txt")]
    assert [file.source for file in made.new] == ["a.txt"]
    assert made.deleted == ()


def test_file_moved_over_another_deletes_the_other() -> None:
    known = [document("a.txt", "one", 1), document("b.txt", "two", 2)]
    made = make({"b.txt": ("one", 1)}, known)
    assert [(p.known.source, p.found.source) for p in made.moved] == [("a.txt", "b.txt")]
    assert [source.source for source in made.deleted] == ["b.txt"]


def test_change_of_case_alone_is_a_move() -> None:
    made = make({"Readme.txt": ("one", 1)}, [document("readme.txt", "one", 1)])
    assert [(p.known.source, p.found.source) for p in made.moved] == [("readme.txt", "Readme.txt")]


def test_document_that_was_never_readable_is_retried_and_never_a_move() -> None:
    failed = replace(document("a.txt", "one", 1, revision=0), failed=True)
    assert make({"a.txt": ("one", 1)}, [failed]).retry[0].known == failed
    renamed = make({"b.txt": ("one", 1)}, [failed])
    assert [file.source for file in renamed.new] == ["b.txt"]
    assert renamed.deleted == (failed,)


@pytest.mark.parametrize("revision", [0, 3])
def test_what_failed_is_not_tried_again_until_file_or_reading_changes(revision: int) -> None:
    tried = attempt(3, 7, "now")
    failed = replace(document("a.txt", "one", 7, revision=revision), failed=True, tried=tried)
    assert make({"a.txt": ("two", 7)}, [failed]).failed[0].known == failed
    assert make({"a.txt": ("two", 8)}, [failed]).retry[0].known == failed
    assert make({"a.txt": ("four", 7)}, [failed]).retry[0].known == failed
    files: Files = {"a.txt": ("two", 7)}
    otherwise = plan(found(files), [failed], hasher(files), reading="otherwise", outdates=is_old)
    assert otherwise.retry[0].known == failed


def test_what_failed_is_not_tried_again_for_another_name_or_time() -> None:
    tried = attempt(3, 7, "now")
    failed = replace(document("a.txt", "one", 7, revision=0), failed=True, tried=tried)
    touched = make({"a.txt": ("one", 8)}, [failed])
    assert touched == Plan(failed=touched.failed)
    renamed = make({"b.txt": ("one", 8)}, [failed])
    assert renamed == Plan(failed=renamed.failed)
    assert [(pair.found.source, pair.known) for pair in renamed.failed] == [("b.txt", failed)]
    retyped = make({"a.pdf": ("one", 8)}, [failed])
    assert ([file.source for file in retyped.new], retyped.deleted) == (["a.pdf"], (failed,))
    files: Files = {"a.txt": ("one", 8)}
    otherwise = plan(found(files), [failed], hasher(files), reading="otherwise", outdates=is_old)
    assert otherwise.retry[0].known == failed
    read_once = replace(failed, revision=1)
    assert make({"a.txt": ("one", 8)}, [read_once]).retry[0].known == read_once


def test_what_failed_is_told_under_the_name_that_it_has_now() -> None:
    failed = replace(
        document("x/a.txt", "one"), reason="a.txt is damaged.", reason_zh="a.txt 损坏。"
    )
    [file] = found({"y/b.txt": ("one", 8)})
    now = as_found(Pair(file, failed))
    assert (now.source, now.path) == ("y/b.txt", "/docs/y/b.txt")
    assert (now.reason, now.reason_zh) == ("b.txt is damaged.", "b.txt 损坏。")


def test_file_that_cannot_be_hashed_is_changed_so_that_reading_it_tells_why() -> None:
    files: Files = {"a.txt": ("two", 9)}
    made = plan(
        found(files), [document("a.txt", "one", 7)], lambda file: "", reading="now", outdates=is_old
    )
    assert [pair.found.source for pair in made.changed] == ["a.txt"]

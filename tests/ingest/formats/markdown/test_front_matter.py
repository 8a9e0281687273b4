"""What Markdown files say of themselves, and what is made to do harm there."""

from __future__ import annotations

import pytest

from ingest.formats.markdown.front_matter import Front, front_matter


def told(body: str) -> str:
    front = front_matter(f"---\n{body}\n---\ntext")
    assert front is not None
    assert front.end == len(body) + 9
    return front.told


def test_simple_values_are_told_as_lines() -> None:
    body = (
        'title: "Report: May"\nauthor: Anna Berg\ndate: 2024-05-01\ndraft: false\nversion: 1.10\n'
        "tags:\n  - rent\n  - 房租\nempty:\nsummary: >\n  two\n  lines\n"
    )
    assert front_matter(f"---\n{body}---\n") == Front(
        "Report: May",
        "author: Anna Berg\ndate: 2024-05-01\ndraft: false\nversion: 1.10\ntags: rent, 房租\n"
        "summary: two lines",
        len(body) + 8,
    )


def test_values_within_others_are_told_by_both_names() -> None:
    body = "author: {name: Anna, mail: a@b.c}\nauthors: [{name: Bob}, Carl, [Dora]]\n? [k]\n: v"
    assert told("author: {name: Anna, mail: a@b.c}\nauthors: [{name: Bob}, Carl, [Dora]]") == (
        "author name: Anna\nauthor mail: a@b.c\nauthors: Carl\nauthors name: Bob\nauthors: Dora"
    )
    assert told(body) == body


@pytest.mark.parametrize(
    "text", ["---\n\nno end", "---\njust prose\n---\nmore", "--- a\nb: c\n---"]
)
def test_a_rule_above_a_text_is_no_front_matter(text: str) -> None:
    assert front_matter(text) is None


def test_an_empty_one_tells_nothing() -> None:
    assert front_matter("---\n\n---\ntext") == Front("", "", 9)


@pytest.mark.parametrize("body", ["tag: a\ntag: b", "of: {tag: a, tag: b}", "x: [{a: 1, a: 2}]"])
def test_a_name_that_is_given_twice_keeps_both_values(body: str) -> None:
    assert told(body) == body


def test_characters_that_no_text_has_are_left_out() -> None:
    body = 'title: "A\\ud800\\0"\n"\\ud801k": ["b\\0", "c\\ud800"]\n'
    assert front_matter(f"---\n{body}---\n") == Front("A", "k: b, c", len(body) + 8)


def test_what_is_no_yaml_is_told_as_it_is_written() -> None:
    front = front_matter("---\ntitle: Rent: May\nauthor: Anna\n---\n")
    assert front == Front("Rent: May", "title: Rent: May\nauthor: Anna", 38)


@pytest.mark.parametrize(
    "body",
    [
        "a: &a [x, x]\n"
        + "\n".join(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcd", "bcde", strict=True)),
        "a: &a {b: *a}",
        "a: " + "[" * 19_000,
        "a: " + "{b: " * 4_000,
        "- " * 9_000,
        "a: " + "x" * 30_000,
        "a: \x07",
        "a: b\n--- \nc: d\n...",
    ],
)
def test_what_would_do_harm_is_told_as_it_is_written(body: str) -> None:
    front = front_matter(f"---\n{body}\n---\ntext")
    assert front is None or len(front.told) <= len(body)


@pytest.mark.parametrize(
    "body", ["a: !!python/object/apply:os.system ['exit 1']", "a: !!python/name:os.system"]
)
def test_a_tag_runs_nothing(body: str) -> None:
    assert told(body) in ("a: exit 1", "")


def test_toml_is_told_in_the_same_way() -> None:
    body = (
        'title = "Relay manual"\ndate = 2024-05-01\ndraft = true\nversion = 1.10\n'
        'tags = ["rent", "房租"]\nat = 2024-05-01T10:00:00Z\n[author]\nname = "Anna"\n'
    )
    assert front_matter(f"+++\n{body}+++\n# Text") == Front(
        "Relay manual",
        "date: 2024-05-01\ndraft: true\nversion: 1.10\ntags: rent, 房租\n"
        "at: 2024-05-01 10:00:00+00:00\nauthor name: Anna",
        len(body) + 8,
    )
    assert front_matter("+++\n+++\ntext") == Front("", "", 8)


@pytest.mark.parametrize(
    "body", ["just prose", 'a = "1"\na = "2"', f"a = {'[' * 5000}", f"a = {'1' * 5000}"]
)
def test_what_is_no_toml_stays_as_it_is(body: str) -> None:
    assert front_matter(f"+++\n{body}\n+++\nmore") is None

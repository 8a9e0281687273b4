from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.generation.prompting.outlines import Outline, Placeholders, Roles
from ragqa.generation.prompting.rendering import Refusal

ROLES: Roles = ("system", "user", "assistant", "user")


def contents(placeholders: Placeholders) -> list[str]:
    return [message["content"] for message in placeholders.conversation(ROLES)]


@given(
    st.lists(st.text(max_size=20), min_size=5, max_size=5),
    st.permutations(range(4)),
)
def test_what_stands_around_the_texts_is_found(pieces: list[str], order: list[int]) -> None:
    placeholders = Placeholders()
    texts = contents(placeholders)
    rendered = pieces[0] + "".join(
        texts[at] + piece for at, piece in zip(order, pieces[1:], strict=True)
    )

    assert placeholders.outline(rendered, 4) == Outline(tuple(pieces), tuple(order))


@pytest.mark.parametrize(
    "touch",
    [
        str.upper,
        str.lower,
        lambda text: text[:-1],
        lambda text: text[1:],
        lambda text: text * 2,
        lambda _: "",
        lambda text: text[::-1],
        lambda text: " ".join(text.split()),
        lambda text: text.replace("\n", ""),
        lambda text: text.replace("<", "&lt;"),
        lambda text: text.replace('"', '\\"'),
        lambda text: text.replace("\t", "    "),
        lambda text: text.replace("你", "\\u4f60"),
        lambda text: text.split("\n")[0],
    ],
)
def test_a_text_that_was_touched_is_refused(touch: Callable[[str], str]) -> None:
    placeholders = Placeholders()
    texts = contents(placeholders)
    texts[2] = touch(texts[2])

    assert isinstance(placeholders.outline("|".join(texts), 4), Refusal)


def test_placeholders_differ_each_time() -> None:
    assert contents(Placeholders()) != contents(Placeholders())
    assert isinstance(Placeholders().outline("|".join(contents(Placeholders())), 4), Refusal)

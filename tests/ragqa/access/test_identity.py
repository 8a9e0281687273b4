"""Who may do what: the whole table, written out."""

from __future__ import annotations

import pytest

from ragqa.access.identity import (
    ACTIONS,
    LOCAL,
    ROLES,
    Action,
    Identity,
    Role,
    authorise,
    home_of,
    may,
)
from ragqa.errors import AccessError, NotLoggedInError

# One letter a role: r(eader), e(ditor), a(dmin).
WHO: dict[Action, str] = {
    "ask": "rea",
    "read": "rea",
    "ingest": "ea",
    "delete": "ea",
    "read_folder": "a",
    "configure": "a",
    "administer": "a",
}
ALLOWED: dict[str, frozenset[str] | None] = {
    "all": None,
    "work": frozenset({"work"}),
    "two": frozenset({"work", "home"}),
    "none": frozenset(),
}
CASES = [
    (role, action, allowed, collection)
    for role in ROLES
    for action in ACTIONS
    for allowed in ALLOWED
    for collection in (None, "work", "home", "")
]


@pytest.mark.parametrize(("role", "action", "allowed", "collection"), CASES)
def test_the_table_of_roles_actions_and_collections(
    role: Role, action: Action, allowed: str, collection: str | None
) -> None:
    asker = Identity("ann", role, ALLOWED[allowed])
    held = ALLOWED[allowed]
    expected = role[0] in WHO[action] and (
        collection is None or role == "admin" or held is None or collection in held
    )
    assert may(asker, action, collection) == expected
    if not expected:
        with pytest.raises(AccessError) as refused:
            authorise(asker, action, collection)
        assert "ann" in refused.value.en
        assert "ann" in refused.value.zh
        assert refused.value.en != refused.value.zh


def test_the_table_names_every_action() -> None:
    assert set(WHO) == set(ACTIONS)
    assert len(CASES) == 3 * 7 * 4 * 4


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_may_do_nothing(action: Action) -> None:
    with pytest.raises(NotLoggedInError):
        authorise(None, action)
    with pytest.raises(NotLoggedInError):
        authorise(None, action, "work")


@pytest.mark.parametrize("action", ACTIONS)
def test_who_sits_at_the_machine_may_do_everything(action: Action) -> None:
    authorise(LOCAL, action)
    authorise(LOCAL, action, "work")


def test_a_refusal_says_which_role_would_do_and_how_to_get_it() -> None:
    with pytest.raises(AccessError, match="ragqa users role ann editor"):
        authorise(Identity("ann", "reader"), "delete")
    with pytest.raises(AccessError, match="ragqa users role ann admin"):
        authorise(Identity("ann", "editor"), "configure")


def test_a_refusal_is_the_same_for_a_collection_that_is_not_there() -> None:
    asker = Identity("ann", "reader", frozenset({"work"}))
    said = []
    for name in ("secret", "absent"):
        with pytest.raises(AccessError) as refused:
            authorise(asker, "ask", name)
        said.append(refused.value.en.replace(name, "…"))
    assert said[0] == said[1]


def test_a_new_document_goes_where_its_maker_may_put_it() -> None:
    anywhere = Identity("ann", "editor")
    assert home_of(anywhere, "") == "default"
    assert home_of(anywhere, "work") == "work"
    limited = Identity("bob", "editor", frozenset({"work", "home"}))
    assert home_of(limited, "") == "home"
    assert home_of(limited, "work") == "work"
    for identity, wanted in (
        (limited, "secret"),
        (Identity("eve", "editor", frozenset()), ""),
        (Identity("dan", "reader"), ""),
    ):
        with pytest.raises(AccessError):
            home_of(identity, wanted)

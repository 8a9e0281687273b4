"""Who asks, and the one function that says what they may do. Pure.

The browser page, the API and whatever gives files out all call ``authorise``. An identity is a
value that belongs to one request: it is handed on as an argument, never kept on a shared object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from ragqa.errors import AccessError, NotLoggedInError
from ragqa.sources import DEFAULT_COLLECTION

Role = Literal["reader", "editor", "admin"]
Action = Literal["ask", "read", "ingest", "delete", "read_folder", "configure", "administer"]
"""Search, ask and summarise; list, preview and download documents; add or replace documents;
delete them; read a folder of the server's own disk, which may hold anything; see and change
settings and models, repair; manage users and keys."""

ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[Action, ...] = get_args(Action)

_READER: frozenset[Action] = frozenset({"ask", "read"})
_EDITOR: frozenset[Action] = _READER | {"ingest", "delete"}
_MAY: Mapping[Role, frozenset[Action]] = {
    "reader": _READER,
    "editor": _EDITOR,
    "admin": frozenset(ACTIONS),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who makes one request.

    Attributes:
        name: Of the user.
        role: What they may do.
        collections: The only ones they may do it in; None for all. An admin's is always None,
            since admins could give themselves any other.
        key: Id of the API key that was shown; "" after a login.
    """

    name: str
    role: Role
    collections: frozenset[str] | None = None
    key: str = ""


LOCAL = Identity("local", "admin")
"""Who sits at this machine, where nobody has to log in."""


def authorise(identity: Identity | None, action: Action, collection: str | None = None) -> None:
    """Return when ``identity`` may do ``action``; the only place where this is decided.

    Args:
        identity: Who asks; None when nobody is logged in.
        action: What is to be done.
        collection: In which collection; None where the action is about none in particular. A search
            of everything is then kept to what may be seen (``Index.seen_by``).

    Raises:
        NotLoggedInError: ``identity`` is None.
        AccessError: The role does not allow the action, or the collection is not theirs. It does
            not tell whether there is such a collection.
    """
    if identity is None:
        raise NotLoggedInError(
            "Log in first, or send an API key as `Authorization: Bearer KEY`.",
            "请先登录，或以 `Authorization: Bearer 密钥` 的形式发送 API 密钥。",
        )
    if action not in _MAY[identity.role]:
        wanted = next(role for role in ROLES if action in _MAY[role])
        raise AccessError(
            f"{identity.name} is a {identity.role}, which does not allow this; ask an admin for "
            f'the role "{wanted}" (`ragqa users role {identity.name} {wanted}`).',
            f"{identity.name} 的角色是 {identity.role}，不允许此操作；请管理员授予角色 {wanted}"
            f"（`ragqa users role {identity.name} {wanted}`）。",
        )
    if not _holds(identity, collection):
        raise AccessError(
            f'There is no collection "{collection}" that {identity.name} may use; an admin can '
            f"allow one with `ragqa users collections {identity.name} COLLECTION`.",
            f"没有 {identity.name} 可以使用的集合 “{collection}”；管理员可用 "
            f"`ragqa users collections {identity.name} 集合` 授权。",
        )


def may(identity: Identity | None, action: Action, collection: str | None = None) -> bool:
    """Whether ``authorise`` returns: to decide what is shown."""
    try:
        authorise(identity, action, collection)
    except AccessError:
        return False
    return True


def home_of(identity: Identity, wanted: str) -> str:
    """The collection that a new document belongs to.

    Args:
        identity: Who brings it.
        wanted: The collection that was named; "" for the default one, if they may use it.

    Raises:
        AccessError: They may not add to ``wanted``, or have no collection at all.
    """
    first = min(identity.collections or (), default=DEFAULT_COLLECTION)
    home = wanted or (DEFAULT_COLLECTION if _holds(identity, DEFAULT_COLLECTION) else first)
    authorise(identity, "ingest", home)
    return home


def _holds(identity: Identity, collection: str | None) -> bool:
    return (
        collection is None
        or identity.role == "admin"
        or identity.collections is None
        or collection in identity.collections
    )

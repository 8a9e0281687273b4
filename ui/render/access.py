"""Users and API keys as text and as JSON. No secret of theirs is ever here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ragqa.access.identity import Identity
from ragqa.access.keys import Key
from ragqa.access.users import User
from ui.render import one_line, table
from ui.texts import Language
from ui.texts.access import ACCESS
from ui.texts.help import pick


def say(sentence: str, language: Language, /, **values: str) -> str:
    """A sentence of ``ACCESS``, filled; values are made safe to show."""
    shown = {name: one_line(value) for name, value in values.items()}
    return pick(ACCESS[sentence], language).format(**shown)


def where(identity: Identity, language: Language) -> str:
    """In which collections somebody may do what they may."""
    if identity.collections is None:
        return say("everywhere", language)
    names = ", ".join(sorted(identity.collections)) or say("none", language)
    return say("only_in", language, names=names)


def users_text(users: Sequence[User], language: Language) -> str:
    """A table of users."""
    header = [say(key, language) for key in ("name", "role", "collections", "login", "created")]
    return table(header, [_user_row(user, language) for user in users])


def keys_text(keys: Sequence[Key], language: Language) -> str:
    """A table of keys, each by how it begins."""
    header = [say(key, language) for key in ("key", "user", "label", "used", "created")]
    never = say("never", language)
    rows = [(key.prefix, key.user, key.label, key.last_used or never, key.created) for key in keys]
    return table(header, rows)


def users_json(users: Sequence[User]) -> list[dict[str, Any]]:
    """The same as plain values; "collections" is null for all."""
    return [
        {
            "name": user.identity.name,
            "role": user.identity.role,
            "collections": _sorted(user.identity.collections),
            "has_password": user.has_password,
            "created": user.created,
            "last_login": user.last_login or None,
        }
        for user in users
    ]


def keys_json(keys: Sequence[Key]) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [asdict(key) | {"last_used": key.last_used or None} for key in keys]


def _user_row(user: User, language: Language) -> tuple[str, ...]:
    names = _sorted(user.identity.collections)
    every, none = say("every", language), say("none", language)
    last = _moment(user.last_login) if user.last_login else say("never", language)
    return (
        user.identity.name,
        user.identity.role,
        every if names is None else ", ".join(names) or none,
        last if user.has_password else say("no_password", language),
        _moment(user.created),
    )


def _moment(iso: str) -> str:
    """A time in that of this machine."""
    return datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M")


def _sorted(collections: frozenset[str] | None) -> list[str] | None:
    return None if collections is None else sorted(collections)

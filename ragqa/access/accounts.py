"""Who comes to a server: asked of its users, keys and logins, with wrong ones slowed down."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from ragqa.access.access_file import AccessFile
from ragqa.access.audit import Audit, Door, Outcome
from ragqa.access.identity import LOCAL, Identity
from ragqa.access.keys import Keys
from ragqa.access.logins import Logins
from ragqa.access.passwords import Passwords
from ragqa.access.throttle import Throttle
from ragqa.access.users import LONGEST_NAME, Users, user_name
from ragqa.errors import NotLoggedInError, ThrottledError

Asked = Literal["auto", "on", "off"]
"""When it is asked who comes: once there are users; always; never."""


class Accounts:
    """The door of one server. Nothing of who came before is kept but counts of wrong passwords.

    Args:
        file: Of users, keys and logins.
        asked: When it is asked who comes; "off" and "auto" are for loopback addresses.
        passwords: How passwords are hashed.
        audit: Where logins and refusals are written down; None for nowhere.
        now: Seconds on a clock that never goes back.

    Methods raise AccountError where the file cannot be used: nobody is let in then.
    """

    def __init__(
        self,
        file: AccessFile,
        asked: Asked = "auto",
        passwords: Passwords | None = None,
        audit: Audit | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._users = Users(file, passwords)
        self._keys = Keys(file)
        self._logins = Logins(file)
        self._asked = asked
        self._audit = audit
        self._had_users = False
        self._wrong_passwords = Throttle(now)
        self._wrong_keys = Throttle(now)

    @property
    def asks(self) -> bool:
        """Whether it is asked who comes.

        Users may be added while the server runs. Once there were some it goes on asking: a file
        that is lost or emptied must not open the door.
        """
        if self._asked == "auto" and not self._had_users:
            self._had_users = self._users.exist()
        return self._asked == "on" or self._had_users

    def unasked(self, *, forwarded: bool = False) -> Identity | None:
        """Who comes without saying who they are; None when that is asked.

        Args:
            forwarded: Whether a proxy says that the request is somebody else's. Those do not sit
                at this machine, whatever address the proxy has.
        """
        return None if self.asks or forwarded else LOCAL

    def by_key(self, key: str, address: str) -> Identity:
        """Whose API key it is.

        A right key is never slowed down: none can be guessed, and strangers must not be able to
        lock a program out.

        Args:
            key: As it was sent.
            address: Where it came from.

        Raises:
            NotLoggedInError: It is none of ours.
            ThrottledError: The same, and too many wrong ones came before.
        """
        found = self._keys.check(key)
        if found is not None:
            return found
        if wait := self._wrong_keys.attempt("", address):
            if self._wrong_keys.is_news("", address):
                self._note("read", "api", "throttled", address)
            raise _throttled(wait)
        self._note("read", "api", "wrong", address)
        raise NotLoggedInError(
            "This API key is unknown or was revoked; an admin can make one with "
            "`ragqa keys add USER`.",
            "此 API 密钥未知或已被撤销；管理员可用 `ragqa keys add 用户` 创建。",
        )

    def by_login(self, secret: str) -> Identity | None:
        """Whose login it is, with the role they have now; None when it is over or unknown."""
        return self._logins.who(secret)

    def log_in(self, name: str, password: str, address: str) -> str:
        """Begin a login; returns the secret for the cookie, which is always a new one.

        Args:
            name: As typed.
            password: As typed.
            address: Where it came from.

        Raises:
            NotLoggedInError: They do not fit.
            ThrottledError: Too many wrong ones came before; this one was not looked at.
        """
        user = user_name(name)[: LONGEST_NAME + 1]  # nobody has a longer one
        if wait := self._wrong_passwords.attempt(user, address):
            if self._wrong_passwords.is_news(user, address):
                self._note("log in", "page", "throttled", address, self._users.named(user))
            raise _throttled(wait)
        found = self._users.check(name, password)
        if found is None:
            self._note("log in", "page", "wrong", address, self._users.named(user))
            raise NotLoggedInError(
                "Name or password is wrong.",
                "用户名或密码错误。",
            )
        self._wrong_passwords.succeeded(user, address)
        self._note("log in", "page", "allowed", address, found)
        return self._logins.begin(found)

    def log_out(self, secret: str) -> None:
        """End a login; nothing when it is over already."""
        if (who := self._logins.who(secret)) is not None:
            self._note("log out", "page", "allowed", "", who)
        self._logins.end(secret)

    def _note(
        self,
        action: str,
        door: Door,
        outcome: Outcome,
        address: str,
        who: Identity | None = None,
    ) -> None:
        if self._audit is not None:
            self._audit.note(who, action, door, outcome=outcome, address=address)


def _throttled(seconds: int) -> ThrottledError:
    unit = "second" if seconds == 1 else "seconds"
    return ThrottledError(
        f"Too many wrong attempts; try again in {seconds} {unit}.",
        f"错误次数过多；请在 {seconds} 秒后重试。",
        seconds,
    )

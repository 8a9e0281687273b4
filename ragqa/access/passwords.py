"""Passwords as argon2id hashes: the only place that knows the library."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from ragqa.errors import AccountError

SHORTEST = 8  # characters
LONGEST = 1024  # a longer one costs time for nothing

# Each hash takes 64 MiB: many logins at once must wait for each other, not fill the memory.
_ONE_AT_A_TIME = threading.Lock()


class Passwords:
    """Hashes and checks passwords, with parameters of RFC 9106 (low memory) unless said otherwise.

    Args:
        hasher: With other parameters; tests take cheap ones.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """What is stored of a password.

        Raises:
            AccountError: It is too short or too long.
        """
        if not SHORTEST <= len(password) <= LONGEST:
            raise AccountError(
                f"A password must have {SHORTEST} to {LONGEST} characters; this one has "
                f"{len(password)}.",
                f"密码须有 {SHORTEST} 到 {LONGEST} 个字符；此密码有 {len(password)} 个。",
            )
        with _ONE_AT_A_TIME:
            return self._hasher.hash(_plain(password))

    def fits(self, password: str, stored: str | None) -> bool:
        """Whether ``password`` is the one of ``stored``; as much work where there is none.

        Args:
            password: As typed.
            stored: From ``hash``; None for a user who does not exist or has no password.
        """
        if self._nobody is None:
            self._nobody = self.hash("no password of anybody")
        tried = _plain(password) if len(password) <= LONGEST else ""
        try:
            with _ONE_AT_A_TIME:
                right = self._hasher.verify(stored or self._nobody, tried)
        except (Argon2Error, InvalidHashError):
            return False
        return right and bool(stored)

    def is_weak(self, stored: str) -> bool:
        """Whether a hash was made with other parameters than are used now."""
        return self._hasher.check_needs_rehash(stored)


def _plain(password: str) -> bytes:
    """The same bytes however a keyboard composes the characters."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")

"""Random secrets, and the hashes that are stored in their place. Pure but for the randomness.

A secret of 256 random bits cannot be guessed from its hash, so SHA-256 is enough for it; passwords,
which people choose, are hashed by ``passwords``.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

_BYTES = 32
_KEY = re.compile(r"ragqa-([0-9a-f]{8})-[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """256 random bits as 43 characters that need no quoting anywhere."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """What is stored of a secret: SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )


def new_key() -> tuple[str, str]:
    """An API key as (id, whole key). The id is part of the key, and may be shown."""
    key_id = secrets.token_hex(4)
    return key_id, f"ragqa-{key_id}-{new_secret()}"


def key_id_of(key: str) -> str | None:
    """The id in something that is built like an API key; None when it is not."""
    found = _KEY.fullmatch(key)
    return found[1] if found else None

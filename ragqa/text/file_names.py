"""What the names of files and folders say."""

from __future__ import annotations

import re

_BETWEEN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[_.-](?P<month>0?[1-9]|1[0-2])"
    r"(?:[_.-](?P<day>0?[1-9]|[12]\d|3[01]))?(?!\d)"
    r"|[_\-./]"
)


def parted(path: str) -> str:
    """A path or a part of one, with spaces between its words; a date stays one: "2025-02-26"."""
    return _BETWEEN.sub(lambda found: "-".join(filter(None, found.groups())) or " ", path)

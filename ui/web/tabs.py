"""Which user each tab of the page belongs to.

A browser chooses the name of its tab, and all that gradio keeps of a tab goes by it: who knew the
name of another's could read along.
"""

from __future__ import annotations

from collections import OrderedDict

_LONGEST = 64  # characters
_MOST = 10_000


class Tabs:
    """Tabs by name; the first user who uses a name keeps it. For one event loop.

    Args:
        most: How many are remembered; the one that was not used for longest is forgotten.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._owners: OrderedDict[str, str] = OrderedDict()

    def belongs(self, tab: object, user: str) -> bool:
        """Whether ``user`` may use the tab called ``tab``; a new one is theirs from now on."""
        if not (isinstance(tab, str) and 0 < len(tab) <= _LONGEST):
            return False
        owner = self._owners.setdefault(tab, user)
        self._owners.move_to_end(tab)
        if len(self._owners) > self._most:
            self._owners.popitem(last=False)
        return owner == user

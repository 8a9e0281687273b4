"""In which order drawings are made, so that none that comes late to the page stays on it.

Clicks, timers and answers that grow come to the page in several ways at once, and which comes first
is not given. So each drawing has a number that is drawn before anything is read for it: the one
with the highest number knows what all others know. A piece of the page shows no other one again.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec

P = ParamSpec("P")

_TURNS = itertools.count(1)

# What a piece shows of the values that come, for the template of gr.HTML. A value without a mark,
# as before anything is drawn, is shown. Not "<!--", which in a script means something to browsers.
# Short, for the page has it once for each piece.
_NEWEST = """${(kept => {
const turn = +(/([0-9]+)-->$/.exec(value)?.[1] ?? kept.turn);
if (turn >= kept.turn) kept.turn = turn, kept.html = value.replace(/<[!]--[0-9]+-->/g, '');
return kept.html
})((globalThis.drawn ??= {})['ELEMENT'] ??= {turn: 0})}"""


class Drawn(str):
    """HTML that was drawn for a piece of the page.

    Attributes:
        turn: The number of its drawing.
    """

    __slots__ = ("turn",)

    turn: int


def template(elem_id: str) -> str:
    """What shows the newest of the values that come to a piece of the page."""
    return _NEWEST.replace("ELEMENT", elem_id)


def in_order(draw: Callable[P, dict[Any, Any]]) -> Callable[P, dict[Any, Any]]:
    """Give what ``draw`` draws its number. Whoever calls it has done all that is to be seen."""

    @functools.wraps(draw)
    def numbered(*args: P.args, **kwargs: P.kwargs) -> dict[Any, Any]:
        turn = next(_TURNS)
        return {of: _drawn(new, turn) for of, new in draw(*args, **kwargs).items()}

    return numbered


def _drawn(new: object, turn: int) -> object:
    if not isinstance(new, str) or isinstance(new, Drawn):
        return new
    drawn = Drawn(new)
    drawn.turn = turn
    return drawn


class Marks:
    """Puts the numbers into the values of one event, where the page finds them.

    What an answer has grown by stands behind what was sent before, marks and all: so gradio sends
    what is new alone.
    """

    def __init__(self) -> None:
        self._sent: dict[Any, tuple[str, str]] = {}

    def mark(self, step: Any) -> Any:
        """A step of the event, as it is sent."""
        if not isinstance(step, Mapping):
            return step
        return {of: self._marked(of, new) for of, new in step.items()}

    def _marked(self, of: Any, new: object) -> object:
        if not isinstance(new, Drawn):
            return new
        before, sent = self._sent.get(of, ("", ""))
        grown = sent + new[len(before) :] if new.startswith(before) else str(new)
        self._sent[of] = str(new), f"{grown}<!--{new.turn}-->"
        return self._sent[of][1]

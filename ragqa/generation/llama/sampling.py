"""How the next token is chosen from the scores of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llama_cpp import Llama


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. ``temperature`` 0 always takes the likeliest."""

    temperature: float
    top_k: int
    top_p: float
    repeat_penalty: float
    seed: int


class Sampler:
    """Chooses the tokens of one answer, one after the other.

    Args:
        llama: The model; its last reading tells the scores.
        how: As the settings say.
    """

    def __init__(self, llama: Llama, how: Sampling) -> None:
        self._context = llama._ctx
        llama.set_seed(how.seed)
        self._sampler = llama._init_sampler(
            top_k=how.top_k,
            top_p=how.top_p,
            min_p=0.0,  # the library's own default would cut further than the settings say
            temp=how.temperature,
            repeat_penalty=how.repeat_penalty,
        )

    def choose(self, place: int = -1) -> int:
        """The next token.

        Args:
            place: In the last batch: after which of its tokens, 0-based; -1 for the last. Only
                those that scores were wanted for can be asked.
        """
        return int(self._sampler.sample(self._context, place))

    def close(self) -> None:
        """Give its memory back."""
        self._sampler.close()

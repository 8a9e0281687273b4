"""What a loaded model has read: the prompt it is at, and the one it was at before.

llama.cpp keeps keys and values of each token in cells, ``context_size`` of them. A sequence is the
tokens of one prompt and its answer; two that begin alike share the cells of their beginning. The
model is always at sequence 0. When the next prompt begins otherwise, what would be lost is put
aside as sequence 1: the rewriting of a follow-up would else cost all passages, and two who ask in
turn would cost each other theirs. It only takes cells that are free, until they are needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ragqa.generation.llama import state
from ragqa.generation.llama.native import SEQUENCES

if TYPE_CHECKING:
    from llama_cpp import Llama

_HERE, _ASIDE, _BETWEEN = range(SEQUENCES)
_WORTH = 64  # tokens; fewer are read again in no time
_SHARE = 4  # what is put aside must have a quarter of the tokens of what it replaces


class Cache:
    """The cells of one loaded model. Not safe between threads.

    Args:
        llama: The model; nobody else may make it read.

    Attributes:
        splits: Whether the model can forget the end of what it has read, and go on otherwise.
    """

    def __init__(self, llama: Llama) -> None:
        self._llama = llama
        self._context = llama._ctx
        self._cells = llama.n_ctx()
        # Models with a running state instead of cells cannot go back to where two prompts part.
        self.splits = not (llama._is_recurrent or llama._is_hybrid)
        self._window = state.window(llama)
        self._here: list[int] = []
        self._aside: list[int] = []
        self._shared = 0

    def __len__(self) -> int:
        """Tokens of the prompt that were read, and of the answer."""
        return len(self._here)

    @property
    def left(self) -> int:
        """Tokens that can still be read, what was put aside given up."""
        return self._cells - len(self._here)

    def turn_to(self, prompt: Sequence[int]) -> int:
        """Keep what was read of ``prompt``, all but its last token; how many tokens that is.

        The last one is always read anew, as it tells what comes next.
        """
        self.cut(len(self))  # a reading that was stopped may have left more
        here = self._usable(_HERE, self._here, prompt)
        aside = self._usable(_ASIDE, self._aside, prompt)
        if aside > here:
            self._swap()
        elif self._worth_keeping(len(self._here) - here):
            self._put_aside()
        self.cut(max(here, aside))
        return len(self)

    def read(self, tokens: Sequence[int], *, every: bool = False) -> None:
        """Read further.

        Args:
            tokens: What comes next.
            every: Whether scores of what follows are wanted for each token, not the last alone;
                then ``tokens`` must be at most a batch.

        Raises:
            RuntimeError: llama.cpp fails, or was told to stop; all whole batches are read.
        """
        most = self._llama.n_batch
        for start in range(0, len(tokens), most):
            part = list(tokens[start : start + most])
            if len(self._here) + len(self._aside) - self._shared + len(part) > self._cells:
                self._forget_aside()
            self._llama._batch.set_batch(part, len(self._here), every)
            self._context.decode(self._llama._batch)
            self._here += part

    def cut(self, tokens: int) -> None:
        """Forget what was read after the first ``tokens``, or all where a model cannot go back."""
        if self._context.kv_cache_seq_rm(_HERE, tokens, -1):
            del self._here[tokens:]
            self._shared = min(self._shared, tokens)
        else:
            self.clear()

    def taken(self) -> memoryview:
        """What was read, as bytes for ``restore``. Raises RuntimeError."""
        return state.taken(self._llama)

    def restore(self, tokens: Sequence[int], kept: memoryview, prompt: Sequence[int]) -> int:
        """Take what was read another time in place of what is read now; how much of ``prompt``.

        Args:
            tokens: That were read then.
            kept: From ``taken`` of the same model.
            prompt: What is to be read next.
        """
        self.cut(0)
        if len(tokens) + len(self._aside) > self._cells:
            self._forget_aside()
        if state.put_back(self._llama, kept):
            self._here = list(tokens)
        self.cut(self._usable(_HERE, self._here, prompt))
        return len(self)

    def clear(self) -> None:
        """Forget everything."""
        self._context.kv_cache_clear()  # type: ignore[no-untyped-call]
        self._here, self._aside, self._shared = [], [], 0

    def _usable(self, sequence: int, tokens: Sequence[int], prompt: Sequence[int]) -> int:
        """How many tokens of a sequence can be the beginning of ``prompt``, all but its last one.

        Where layers only look a window back, llama.cpp keeps no more than the window's keys in a
        state, and gives the cells of what is before it to others. To go on from inside a sequence
        all of the window before that place must still be there.
        """
        shared = min(common(tokens, prompt), len(prompt) - 1)
        begins = state.begins_at(self._llama, sequence)
        whole = shared == len(tokens) or begins <= max(0, shared - self._window)
        return shared if whole else 0

    def _worth_keeping(self, lost: int) -> bool:
        replaced = len(self._aside) - self._shared
        return self.splits and lost >= max(_WORTH, replaced // _SHARE)

    def _put_aside(self) -> None:
        self._forget_aside()
        self._context.kv_cache_seq_cp(_HERE, _ASIDE, -1, -1)
        self._aside = self._here.copy()
        self._shared = len(self._here)

    def _swap(self) -> None:
        for source, target in ((_HERE, _BETWEEN), (_ASIDE, _HERE), (_BETWEEN, _ASIDE)):
            self._context.kv_cache_seq_rm(target, -1, -1)
            self._context.kv_cache_seq_cp(source, target, -1, -1)
        self._context.kv_cache_seq_rm(_BETWEEN, -1, -1)
        self._here, self._aside = self._aside, self._here

    def _forget_aside(self) -> None:
        self._context.kv_cache_seq_rm(_ASIDE, -1, -1)
        self._aside, self._shared = [], 0


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    most = min(len(one), len(other))
    return next((n for n in range(most) if one[n] != other[n]), most)

"""What a loaded model knows of words: its tokenizer, its special tokens, its chat template."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llama_cpp import Llama

_SHORTEST_MARK = 3  # characters: a space put into "<a>" breaks it, one into "«" does not
_PIECE = 64  # bytes, enough for most tokens


class Vocabulary:
    """The words of a loaded model. Safe to use while another thread generates.

    ``Llama`` has methods for it, but they cut long tokens off at 32 bytes and fill a buffer of the
    length that the file states for its context window, at each call.

    Args:
        llama: Gives the model, or raises ModelError when it was closed.
    """

    def __init__(self, llama: Callable[[], Llama]) -> None:
        self._llama = llama

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """Ids of ``text``, without BOS.

        Args:
            text: Half a surrogate pair, as in a file name that is not UTF-8, becomes "?".
            special: Whether control marks such as ``</s>`` become special tokens. Tokens that the
                file calls user-defined become such either way (``text_marks``).
        """
        import llama_cpp

        data = text.encode("utf-8", "replace")
        size = len(data) + 8
        while True:
            ids = (llama_cpp.llama_token * size)()
            count = llama_cpp.llama_tokenize(
                self._vocab, data, len(data), ids, size, False, special
            )
            if count >= 0:
                return ids[:count]
            size = -count

    def piece(self, token: int) -> bytes:
        """The bytes of one token, maybe a part of a character; none for a special token."""
        import llama_cpp

        size = _PIECE
        while True:
            data = ctypes.create_string_buffer(size)
            count = llama_cpp.llama_token_to_piece(self._vocab, token, data, size, 0, False)
            if count >= 0:
                return data.raw[:count]
            size = -count

    def text(self, token: int) -> str:
        """A special token as templates write it; "" for none (-1)."""
        import llama_cpp

        if token < 0:
            return ""
        return str(llama_cpp.llama_vocab_get_text(self._vocab, token).decode("utf-8", "replace"))

    def is_end(self, token: int) -> bool:
        """Whether an answer ends with it: EOS, and what other models end their turns with."""
        import llama_cpp

        if token == llama_cpp.llama_vocab_eos(self._vocab) != self.ends[1]:
            return False
        return bool(llama_cpp.llama_vocab_is_eog(self._vocab, token))

    def is_mark(self, token: int) -> bool:
        """Whether it stands for a mark and not for text."""
        import llama_cpp

        return token in self.text_marks or bool(
            llama_cpp.llama_vocab_get_attr(self._vocab, token) & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL
        )

    @cached_property
    def text_marks(self) -> frozenset[int]:
        """Marks that llama.cpp finds in any text, whether special tokens are wanted or not.

        User-defined tokens of white space, words and single characters are text.
        """
        import llama_cpp

        vocab, defined = self._vocab, llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED
        attribute = llama_cpp.llama_vocab_get_attr
        count = llama_cpp.llama_vocab_n_tokens(vocab)
        return frozenset(
            token
            for token in range(count)
            if attribute(vocab, token) & defined and _is_mark(self.text(token))
        )

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The ids of BOS and EOS, -1 for none."""
        import llama_cpp

        bos = llama_cpp.llama_vocab_bos(self._vocab)
        eos = llama_cpp.llama_vocab_eos(self._vocab)
        return self._if_meant(bos, "bos"), self._if_meant(eos, "eos")

    @property
    def adds_bos(self) -> bool:
        """Whether a prompt begins with BOS."""
        import llama_cpp

        return bool(llama_cpp.llama_vocab_get_add_bos(self._vocab))

    @property
    def template(self) -> str:
        """The chat template of the file, "" for none. Never to be run outside of a sandbox."""
        import llama_cpp

        found = llama_cpp.llama_model_chat_template(self._llama()._model.model, None)
        return found.decode("utf-8", "replace") if found else ""

    @property
    def name(self) -> str:
        """What the file calls the model, "" for nothing."""
        return self._metadata("general.name")

    def _if_meant(self, token: int, end: str) -> int:
        """The token, or -1 where llama.cpp only supposes it: 11, for instance, is Qwen's comma."""
        stated = self._metadata(f"tokenizer.ggml.{end}_token_id")
        return token if stated or (token >= 0 and self.is_mark(token)) else -1

    def _metadata(self, key: str) -> str:
        """A short text or a number in the file, "" where there is none."""
        import llama_cpp

        data = ctypes.create_string_buffer(256)
        model = self._llama()._model.model
        llama_cpp.llama_model_meta_val_str(model, key.encode(), data, len(data))
        return data.value.decode("utf-8", "replace")

    @property
    def _vocab(self) -> object:
        return self._llama()._model.vocab


def _is_mark(text: str) -> bool:
    bare = text.strip("▁Ġ \t\r\n")
    return len(bare) >= _SHORTEST_MARK and not bare.isalnum()

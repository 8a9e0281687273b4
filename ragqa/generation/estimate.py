"""How many tokens a text will be, where the model's tokenizer is out of reach: rather too many.

Measured with Mixtral's tokenizer, whose 32,000 pieces know little Chinese; larger vocabularies need
fewer. A guess that is too low would make a server refuse the prompt, or cut it in silence.
"""

from __future__ import annotations

import re
from functools import lru_cache

from langchain_core.language_models import BaseChatModel, BaseLanguageModel

MESSAGE_TOKENS = 12
"""What the marks around one message may take in any template."""

PROMPT_TOKENS = 48
"""What a template may add on its own: a date, a standard system text."""

_PART = re.compile(r"[A-Za-z]+|[0-9]|[\u4e00-\u9fff]|[^\S\n]+|[^A-Za-z0-9]")
_COMMON = 1.5  # tokens for a character of GB 2312 or of Big5: one, or three bytes
_RARE = 3.0
_LETTERS = 3.5  # to a token, at least


def estimate_tokens(text: str) -> int:
    """Tokens of ``text``: with Mixtral's tokenizer 1.03 to 2 times too many, 1.4 in the middle."""
    return int(sum(_weight(part) for part in _PART.findall(text)) + 0.999)


def counting(model: BaseChatModel) -> BaseChatModel:
    """``model``, or a copy of it that estimates, where it does not count tokens by itself.

    LangChain would then fetch GPT-2's tokenizer from the network, which is none of the model's.
    """
    counts = (
        type(model).get_num_tokens is not BaseLanguageModel.get_num_tokens
        or type(model).get_token_ids is not BaseLanguageModel.get_token_ids
        or model.custom_get_token_ids is not None
    )
    return model if counts else model.model_copy(update={"custom_get_token_ids": _as_many})


def estimates(model: BaseChatModel) -> bool:
    """Whether the tokens of a model are a guess."""
    return model.custom_get_token_ids is _as_many or bool(getattr(model, "estimates_tokens", False))


def _as_many(text: str) -> list[int]:
    return [0] * estimate_tokens(text)


def _weight(part: str) -> float:
    if part.isascii():
        if part.isalpha():
            return max(1.0, len(part) / _LETTERS)
        return 0.25 * len(part) if part.isspace() and part != "\n" else 1.0
    if "\u4e00" <= part <= "\u9fff":
        return _COMMON if _is_common(part) else _RARE
    return float(len(part.encode("utf-8", "replace")))


@lru_cache(maxsize=1 << 15)
def _is_common(character: str) -> bool:
    return any(_in(character, charset) for charset in ("gb2312", "big5"))


def _in(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True

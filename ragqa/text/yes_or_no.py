"""Questions that yes or no answers."""

from __future__ import annotations

import re

from ragqa.text.language import fold

_YES_OR_NO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have|had)\b"
    r"|吗|是不是|是否|有没有|能不能|可不可以"
)


def is_yes_or_no(question: str) -> bool:
    """Whether yes or no answers it."""
    return _YES_OR_NO.search(fold(question)) is not None

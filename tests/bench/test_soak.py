"""What clients of the soak take for a refusal."""

from __future__ import annotations

import pytest

from tests.bench.soak import FailedError, RefusedError, _refuse


def test_only_a_refusal_with_a_text_is_one() -> None:
    with pytest.raises(RefusedError):
        _refuse(429, b'{"error": {"message": "come again"}}')
    for status, body in ((429, b""), (503, b"[]"), (500, b'{"error": {"message": "oh"}}')):
        with pytest.raises(FailedError):
            _refuse(status, body)

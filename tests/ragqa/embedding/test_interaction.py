from __future__ import annotations

import numpy as np
import pytest

from ragqa.embedding.interaction import maxsim, met, telling_tokens
from tests.fakes import HashEmbeddings


def test_maxsim_is_the_mean_of_the_best_cosines() -> None:
    query = np.array([[1, 0], [0, 1]], dtype=np.float32)
    document = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    assert maxsim(query, document) == pytest.approx((1.0 + 0.8) / 2)


def test_each_token_is_met_by_its_nearest() -> None:
    query = np.array([[1, 0], [0, 1]], dtype=np.float32)
    document = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    assert met(query, document) == pytest.approx([1.0, 0.8])
    assert met(query, document[:0]) == pytest.approx([0.0, 0.0])


def test_nothing_meets_nothing() -> None:
    nothing = np.empty((0, 2), dtype=np.float32)
    assert maxsim(nothing, np.ones((1, 2), dtype=np.float32)) == 0
    assert maxsim(np.ones((1, 2), dtype=np.float32), nothing) == 0


def test_only_tokens_that_tell_something_are_kept() -> None:
    embedder = HashEmbeddings()
    told = telling_tokens(embedder, "what is leave")
    assert told.vectors[0] == pytest.approx(embedder.embed_query("leave"))
    assert told.spans == ((8, 13),)
    every = telling_tokens(embedder, "what is it")  # nothing else is asked
    assert len(every.vectors) == len(every.spans) == 3

from __future__ import annotations

from tests.builders import chunk, copy_in, hit
from ui.render.hits import hit_json, hits_text
from ui.texts import EN

FOUND = hit(chunk("Some text", pages=(2, 2)), 0.925)


def test_hits_show_dense_lexical_and_fused_scores() -> None:
    text = hits_text([(FOUND, ())], EN)
    assert "score 0.925  dense 0.800  lexical 5.000" in text
    assert text.startswith("1. a.pdf p. 2")
    scores = hit_json(FOUND, ())
    assert (scores["score"], scores["dense"], scores["lexical"]) == (0.925, 0.8, 5.0)


def test_a_hit_tells_where_else_it_stands() -> None:
    also = (copy_in("b.pdf", 3),)
    text = hits_text([(FOUND, also), (FOUND, ())], EN)
    assert text.splitlines()[3:5] == ["   Also in b.pdf p. 3", "2. a.pdf p. 2"]
    assert hit_json(FOUND, also)["also"][0]["source"] == "b.pdf"

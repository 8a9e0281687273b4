from __future__ import annotations

from ragqa.text.markers import blanked


def test_blanked_text_keeps_its_places() -> None:
    assert blanked("see [1] and argv[1]，【2】。") == "see     and argv[1]，   。"

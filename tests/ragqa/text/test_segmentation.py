from __future__ import annotations

from ragqa.text.segmentation import cut, cut_for_search, is_word


def test_a_word_of_the_dictionary_is_told_from_others() -> None:
    assert is_word("押金")
    assert not is_word("压金")
    assert not is_word("押金和租金")


def test_the_words_are_all_of_the_text() -> None:
    assert cut("中华人民共和国成立了。") == ["中华人民共和国", "成立", "了", "。"]
    assert "".join(cut("用 debdiff 对比 2 个包")) == "用 debdiff 对比 2 个包"


def test_for_search_long_words_give_their_parts_too() -> None:
    assert {"中华", "人民", "共和国", "中华人民共和国"} <= set(cut_for_search("中华人民共和国"))

from __future__ import annotations

import pytest

from ragqa.text.articles import Articles, named

LAW = "第四章 法律责任\n\n第三十三条 不得占道。\n\n第三十四条　夜间施工的，罚款。\n逾期加倍。\n"
CONTRACT = "## Article 6 Quality\n6.1 Moisture is low.\n6.2 The Buyer inspects. In writing.\n"


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("条例第三十四条是什么内容？", {"34条"}),
        ("第34条和第四章讲什么", {"34条", "4章"}),
        ("民法典第一千零七十九条怎么规定？", {"1079条"}),
        ("第四五条说什么？", {"四五条"}),
        ("What does clause 6.2 say?", {"6.2"}),
        ("What is in Article 9 and § 12?", {"9", "12"}),
        ("合同6.2条怎么说？", {"6.2"}),
        ("第三条件是什么？", set()),
        ("What is in version 6.2?", set()),
        ("The sections 2nd graders read", set()),
        ("第33届有几个人？", set()),
    ],
)
def test_the_articles_of_a_question_are_known(question: str, articles: set[str]) -> None:
    assert named(question) == articles


@pytest.mark.parametrize(
    ("text", "words", "article"),
    [
        (LAW, "第四章", "4章"),
        (LAW, "不得占道", "33条"),
        (LAW, "夜间施工", "34条"),
        (LAW, "逾期加倍", "34条"),
        (CONTRACT, "Quality", "6"),
        (CONTRACT, "Moisture", "6.1"),
        (CONTRACT, "In writing", "6.2"),
        ("Yield\n0.31 g", "Yield", ""),
        ("Yield\n3.5 % of it", "of it", ""),
    ],
)
def test_a_sentence_stands_in_the_article_that_began_last(
    text: str, words: str, article: str
) -> None:
    assert Articles(text).at(text.index(words)) == article


def test_the_names_are_those_of_all_that_begin_there() -> None:
    assert Articles(LAW).names == {"4章", "33条", "34条"}
    assert Articles("see clause 6.2 below").names == frozenset()

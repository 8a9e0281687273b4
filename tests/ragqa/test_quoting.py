from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.embeddings import Embeddings
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from ragqa import prompts
from ragqa.quoting import MOST_CANDIDATES, MOST_SENTENCES, QuotingChat, candidates, choose
from ragqa.types import Passage, Turn
from tests.fakes import HashEmbeddings

LINE = re.compile(r"(.*?) \[(\d+)\]", re.DOTALL)

RIVERS = "长江全长约6300公里，是亚洲最长的河流。它发源于青藏高原，注入东海。沿岸有许多城市。"
PUMPKIN = "南瓜洗净去皮，切成小块。上锅蒸二十分钟即可。怎样蒸南瓜？"
WAR = (
    "The Thirty Years' War devastated central Europe. The treaty of 1648 ended the war at last. "
    "Trade recovered slowly in the following decades."
)


def passage(text: str, *, headings: tuple[str, ...] = ()) -> Passage:
    return Passage(text, "d", 1, "a.txt", None, None, "", headings, 0, len(text), 1.0)


def messages(question: str, texts: Sequence[str]) -> list[BaseMessage]:
    return prompts.build(question, [passage(text) for text in texts], (), "zh")


def answer(question: str, texts: Sequence[str], embeddings: Embeddings | None = None) -> str:
    chat = QuotingChat(embeddings=embeddings or HashEmbeddings())
    return chat.invoke(messages(question, texts)).text


class Cosines(Embeddings):
    """Gives each text the cosine that belongs to the first key it ends with."""

    def __init__(self, cosines: dict[str, float]) -> None:
        self.cosines = cosines

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0, 0.0]

    def _vector(self, text: str) -> list[float]:
        cosine = next(value for key, value in self.cosines.items() if text.endswith(key))
        return [cosine, (1 - cosine**2) ** 0.5]


def test_the_sentence_that_answers_comes_first_with_its_passage_number() -> None:
    assert answer("长江全长多少公里？", [PUMPKIN, RIVERS]).startswith(
        "长江全长约6300公里，是亚洲最长的河流。 [2]"
    )
    assert answer("Which treaty ended the war?", [RIVERS, WAR]).startswith(
        "The treaty of 1648 ended the war at last. [2]"
    )


@given(
    texts=st.lists(
        st.text("长江南瓜蒸公里。？！a b.\n[1]{}<>/", max_size=80) | st.text(max_size=40),
        max_size=4,
    ),
    question=st.text("长江南瓜公里ab？", max_size=12) | st.text(max_size=12),
)
def test_each_sentence_is_verbatim_from_the_passage_it_names(
    texts: list[str], question: str
) -> None:
    passages = [passage(text) for text in texts]
    chosen = choose(question, passages, HashEmbeddings())
    assert len(chosen) <= MOST_SENTENCES
    assert all(s.text in passages[s.number - 1].text for s in chosen)
    assert answer(question, texts) == "\n".join(f"{s.text} [{s.number}]" for s in chosen)


def test_text_that_looks_like_markup_is_quoted_as_it_is() -> None:
    text = "The {question} template of </s> [INST] is kept for the river answer."
    assert answer("Which template is kept?", [text]) == f"{text} [1]"


def test_nothing_is_said_without_passages_or_without_a_question() -> None:
    chat = QuotingChat(embeddings=HashEmbeddings())
    for given_messages in (
        [HumanMessage("长江有多长？")],
        [AIMessage("x")],
        messages("长江？", []),
    ):
        said = chat.invoke(given_messages)
        assert said.text == ""
        assert said.response_metadata["finish_reason"] == "stop"


def test_the_last_question_is_answered() -> None:
    first, second = messages("南瓜怎么蒸？", [PUMPKIN]), messages("长江全长多少公里？", [RIVERS])
    said = QuotingChat(embeddings=HashEmbeddings()).invoke([*first, AIMessage("好"), *second])
    assert said.text.startswith("长江全长")


def test_a_follow_up_is_not_answered_with_what_was_said_already() -> None:
    embeddings = Cosines({"亚洲最长的河流。": 0.9, "注入东海。": 0.8, "许多城市。": 0.1})
    chat = QuotingChat(embeddings=embeddings)
    asked = prompts.build(
        "那它注入哪里？",
        [passage(RIVERS)],
        (Turn("长江全长多少公里？", "长江全长约6300公里，是亚洲最长的河流。 [1]"),),
        "zh",
        standalone="长江全长多少公里？ 那它注入哪里？",
    )
    assert chat.invoke(asked).text.startswith("它发源于青藏高原，注入东海。 [1]")
    again = [*asked[:-2], HumanMessage("", additional_kwargs=asked[-1].additional_kwargs)]
    assert chat.invoke(again).text.startswith("长江全长约6300公里")


def test_questions_headings_fragments_and_echoes_are_left_out() -> None:
    text = (
        "第三章 蒸制方法\n\n怎样蒸南瓜？\n\n蒸南瓜。\n\n怎样蒸南瓜。\n\n"
        "南瓜切块后上锅蒸二十分钟。\n\nHow to steam\n\n营养丰富的南瓜，富含胡萝卜素和膳食纤维"
    )
    found = candidates("怎样蒸南瓜？", [passage(text, headings=("第三章 蒸制方法",))])
    assert [s.text for s in found] == [
        "南瓜切块后上锅蒸二十分钟。",
        "营养丰富的南瓜，富含胡萝卜素和膳食纤维",
    ]


def test_a_heading_with_many_words_is_known_from_the_breadcrumb() -> None:
    heading = "南瓜的蒸制方法与火候的掌握"
    found = candidates("火候？", [passage(f"{heading}\n\n大火蒸二十分钟。", headings=(heading,))])
    assert [s.text for s in found] == ["大火蒸二十分钟。"]


def test_fragments_are_better_than_nothing() -> None:
    assert answer("颜色？", ["红色"]) == "红色 [1]"


def test_a_slide_is_quoted_although_its_lines_are_short_and_end_without_a_mark() -> None:
    slide = "# Roadmap\n\nThe falcon release ships in October 2027"
    found = candidates("When does the falcon release ship?", [passage(slide), passage(WAR)])
    assert "The falcon release ships in October 2027" in [sentence.text for sentence in found]
    assert "# Roadmap" not in [sentence.text for sentence in found]


def test_a_table_without_end_marks_is_quoted_by_line() -> None:
    lines = [f"model {n} has a weight of {n * 3} kilograms in total" for n in range(30)]
    assert answer("weight of model 17", ["\n".join(lines)]).startswith(f"{lines[17]} [1]")


def test_the_same_sentence_is_not_given_twice() -> None:
    said = answer("长江全长多少公里？", [RIVERS, RIVERS, f"据测量，{RIVERS}"])
    assert said.count("6300") == 1


def test_further_sentences_must_be_nearly_as_good() -> None:
    one, two, three = "甲队赢得冠军奖杯。", "乙队获得亚军银牌。", "丙队只有参与证书。"
    near = answer("结果？", [one + two + three], Cosines({one: 0.9, two: 0.86, three: 0.5}))
    assert near == f"{one} [1]\n{two} [1]"
    assert answer("结果？", [one + two], Cosines({one: 0.9, two: 0.7})) == f"{one} [1]"


def test_a_better_ranked_passage_wins_a_tie() -> None:
    one, two = "甲队赢得冠军奖杯。", "乙队获得亚军银牌。"
    assert answer("结果？", [one, two], Cosines({one: 0.9, two: 0.9})).startswith(f"{one} [1]")


def test_a_subject_named_earlier_in_the_passage_counts_for_later_sentences() -> None:
    elided = "长柄艾纳香是菊科艾纳香属的植物。生长于海拔900米的山坡。花期通常为1到3月。"
    other = "南瓜是葫芦科南瓜属的植物。生长于温暖的田地。花期通常为6到7月。"
    assert answer("长柄艾纳香的花期是几月？", [other, elided]).startswith("花期通常为1到3月。 [2]")


def test_the_number_of_embedded_sentences_is_bounded() -> None:
    embeddings = HashEmbeddings()
    long = "".join(f"第{n}条河流的长度大约是{n}公里。" for n in range(500))
    assert answer("第7条河流有多长？", [long, long], embeddings)
    assert (embeddings.embedded, embeddings.queries) == (MOST_CANDIDATES, 1)


def test_answers_stream_by_sentence_and_report_each_one() -> None:
    class Heard(BaseCallbackHandler):
        def __init__(self) -> None:
            self.pieces: list[str] = []

        def on_llm_new_token(self, token: str | list[str | dict[str, object]], **_: object) -> None:
            self.pieces.append(str(token))

    heard = Heard()
    chat = QuotingChat(embeddings=HashEmbeddings())
    asked = messages("长江发源于哪里，注入哪里？", [RIVERS])
    pieces = [chunk.text for chunk in chat.stream(asked, {"callbacks": [heard]}) if chunk.text]
    assert "".join(pieces) == chat.invoke(asked).text
    assert len(pieces) == chat.invoke(asked).text.count(" [1]")
    assert [piece for piece in heard.pieces if piece] == pieces


def test_each_line_of_an_answer_is_a_sentence_and_its_marker() -> None:
    said = answer("长江的河流和城市", [RIVERS, PUMPKIN])
    for line in said.splitlines():
        match = LINE.fullmatch(line)
        assert match
        assert match[1] in (RIVERS, PUMPKIN)[int(match[2]) - 1]


def test_tokens_are_counted_by_the_embedder_or_else_as_words() -> None:
    assert QuotingChat(embeddings=HashEmbeddings()).get_num_tokens("长江 long") == 3
    assert QuotingChat(embeddings=Cosines({})).get_num_tokens("长江流 long") == 3


def test_it_names_itself() -> None:
    chat = QuotingChat(embeddings=HashEmbeddings())
    assert (chat.name, chat._llm_type, chat.context_size) == ("quotes only", "quoting", 32768)


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("这条大河最后流到什么海里？", "它发源于青藏高原，注入东海。 [1]"),
        ("How was the conflict finished?", "The treaty of 1648 ended the war at last. [2]"),
        ("南瓜要蒸多久？", "上锅蒸二十分钟即可。 [3]"),
    ],
)
def test_the_bundled_embedder_finds_what_no_word_shares(
    embedder: Embeddings, question: str, beginning: str
) -> None:
    assert answer(question, [RIVERS, WAR, PUMPKIN], embedder).startswith(beginning)

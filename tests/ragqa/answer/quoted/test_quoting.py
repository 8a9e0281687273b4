from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.embeddings import Embeddings
from langchain_core.messages import AIMessage, HumanMessage

from ragqa.answer import prompts
from ragqa.answer.claims.citations import check
from ragqa.answer.fence import Fence
from ragqa.answer.quoted.lines import MOST_LINES
from ragqa.answer.quoted.quoting import MOST_CANDIDATES, QuotingChat, choose
from ragqa.text.markers import without_markers
from ragqa.types import Turn
from tests.fakes import HashEmbeddings
from tests.ragqa.answer.quoted.asked import Cosines, answer, messages, passage

LINE = re.compile(r"(.*?) \[(\d+)\]", re.DOTALL)

RIVERS = "长江全长约6300公里，是亚洲最长的河流。它发源于青藏高原，注入东海。沿岸有许多城市。"
PUMPKIN = "南瓜洗净去皮，切成小块。上锅蒸二十分钟即可。怎样蒸南瓜？"
WAR = (
    "The Thirty Years' War devastated central Europe. The treaty of 1648 ended the war at last. "
    "Trade recovered slowly in the following decades."
)


def test_a_setting_is_quoted_with_the_keys_above_it() -> None:
    text = "数据库:\n  端口: 5432\n  主机: db1\n缓存:\n  端口: 6380\n  主机: redis2\n"
    read = replace(passage(text), source="deploy.yaml")
    chat = QuotingChat(embeddings=HashEmbeddings())
    said = chat.invoke(prompts.build("缓存的端口是多少？", [read], (), "zh", fence=Fence())).text
    assert said.split("\n")[0] == "缓存 › 端口: 6380 [1]"
    cited = check(said, [read]).citations[0]
    assert (cited.quote, cited.verified) == ("端口: 6380", True)


def test_the_sentence_that_answers_comes_first_with_its_passage_number() -> None:
    assert answer("长江全长多少公里？", [PUMPKIN, RIVERS]).startswith(
        "长江全长约6300公里，是亚洲最长的河流。 [2]"
    )
    assert answer("Which treaty ended the war?", [RIVERS, WAR]).startswith(
        "The treaty of 1648 ended the war at last. [2]"
    )


@example(texts=["[1]"], question="1?")
@example(texts=["长江全长[2]约6300公里。"], question="长江")
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
    assert len(chosen) <= MOST_LINES
    quotes = [f"{s.lead}{s.text}" for s in chosen]
    assert all(q in passages[s.number - 1].text for q, s in zip(quotes, chosen, strict=True))
    shown = [without_markers(quote).strip() for quote in quotes]
    assert answer(question, texts) == "\n".join(
        f"{quote} [{s.number}]" for quote, s in zip(shown, chosen, strict=True) if quote
    )


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
        fence=Fence(),
        standalone="长江全长多少公里？ 那它注入哪里？",
    )
    assert chat.invoke(asked).text.startswith("它发源于青藏高原，注入东海。 [1]")
    again = [*asked[:-2], HumanMessage("", additional_kwargs=asked[-1].additional_kwargs)]
    assert chat.invoke(again).text.startswith("长江全长约6300公里")


def test_a_reference_mark_at_the_head_of_a_line_leaves_no_space() -> None:
    told = answer("Who wrote the song?", ["[3] The song was written by Ada Brown in May [4]."])
    assert told == "The song was written by Ada Brown in May. [1]"


def test_code_is_quoted_with_what_it_is_for_and_cited_with_it() -> None:
    backup = "To make a backup, run this:\n\n```sh\nborg create /mnt::a.b .\nborg prune. Wait.\n```"
    given = passage(f"## Backup\n\n{backup}\n\nIt takes ten minutes.")
    said = answer("How do I make a backup?", [given.text])
    assert said.startswith(f"{backup}\n[1]")
    cited = check(said, [given]).citations[0]
    assert (cited.quote, cited.verified) == (backup.removesuffix("\n```"), True)


@pytest.mark.parametrize("number", ["[^1] ", "[^12]", "[^a] "])
def test_a_footnote_is_quoted_without_its_number_and_found_in_its_passage(number: str) -> None:
    note = "The song was written by Ada Brown[^2] in May."
    told = answer("Who wrote the song?", [number + note])
    assert told == f"{note} [1]"
    (cited,) = check(told, [passage(number + note)]).citations
    assert (cited.quote, cited.verified) == (number + note, True)


def test_fragments_are_better_than_nothing() -> None:
    assert answer("颜色？", ["红色"]) == "红色 [1]"


def test_a_table_without_end_marks_is_quoted_by_line() -> None:
    lines = [f"model {n} has a weight of {n * 3} kilograms in total" for n in range(30)]
    assert answer("weight of model 17", ["\n".join(lines)]).startswith(f"{lines[17]} [1]")


def test_a_better_ranked_passage_wins_a_tie() -> None:
    one, two = "甲队赢得冠军奖杯。", "乙队获得亚军银牌。"
    assert answer("结果？", [one, two], Cosines({one: 0.9, two: 0.9})).startswith(f"{one} [1]")


def test_a_subject_named_earlier_in_the_passage_counts_for_later_sentences() -> None:
    elided = "长柄艾纳香是菊科艾纳香属的植物。生长于海拔900米的山坡。花期通常为1到3月。"
    other = "南瓜是葫芦科南瓜属的植物。生长于温暖的田地。花期通常为6到7月。"
    assert answer("长柄艾纳香的花期是几月？", [other, elided]).startswith("花期通常为1到3月。 [2]")


def test_a_sentence_with_what_the_question_expects_goes_before_one_without() -> None:
    event, year = "该法令由国王签署并公布于众。", "法令在1685年由议会最后通过。"
    near = Cosines({event: 0.9, year: 0.88})
    assert answer("法令是何时宣布的？", [event, year], near).startswith(f"{year} [2]")
    assert answer("法令是如何宣布的？", [event, year], near).startswith(f"{event} [1]")


class Tokens(HashEmbeddings):
    """Whose vectors of whole questions say nothing, so that only tokens can tell."""

    def embed_query(self, text: str) -> list[float]:
        return [0.0] * self.dimension


@pytest.mark.parametrize(
    ("question", "text", "price"),
    [
        ("What do the clocks cost?", "The club will buy eight clocks.", "They are £20 each."),
        ("电子钟多少钱？", "俱乐部要买八个电子钟。", "每个20元。"),
    ],
)
def test_a_price_is_quoted_from_what_tells_of_it_or_from_nothing(
    question: str, text: str, price: str
) -> None:
    other = "Rent is paid by transfer, 790 euros each month."
    assert answer(question, [text, other]) == ""
    assert price in answer(question, [f"{text} {price}", other]).split(" [1]")[0]


def test_late_interaction_counts_what_a_sentence_itself_meets() -> None:
    opening, other, met = "pear plum fig.", "kiwi lime nut.", "apple grape melon."
    chat = QuotingChat(embeddings=Tokens(), late_interaction=True)
    said = chat.invoke(messages("apple grape?", [f"{opening} {other} {met}"])).text
    assert said == f"{met} [1]"


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
        ("这条大河最后流到什么海里？", f"{RIVERS[:21]}它发源于青藏高原，注入东海。 [1]"),
        ("How was the conflict finished?", "The treaty of 1648 ended the war at last."),
        ("南瓜要蒸多久？", "上锅蒸二十分钟即可。 [3]"),
    ],
)
def test_the_bundled_embedder_finds_what_no_word_shares(
    embedder: Embeddings, question: str, beginning: str
) -> None:
    asked = messages(question, [RIVERS, WAR, PUMPKIN])
    assert QuotingChat(embeddings=embedder).invoke(asked).text.startswith(beginning)
    closer = QuotingChat(embeddings=embedder, late_interaction=True).invoke(asked).text
    assert beginning[-16:] in closer

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from ragqa.errors import QuestionError
from ragqa.replaying import Difference
from ragqa.text.counted import counted
from ragqa.types import Answer, Citation, Ledger, Passage, Unread
from ui.texts.web import EN, ZH, WebTexts
from ui.web.chat.answer_html import conversation_html, notice_html
from ui.web.chat.asking import Asked
from ui.web.chat.cited_html import citations_html, passage_html
from ui.web.chat.exchange import Exchange
from ui.web.error_html import error_html
from ui.web.session import Session

HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![](http://e.vil/x.png) \"'>${1}"
ALLOWED = {
    *(
        "article",
        "bdi",
        "button",
        "code",
        "details",
        "div",
        "h2",
        "h3",
        "hr",
        "li",
        "mark",
        "ol",
        "p",
    ),
    *("img", "path", "pre", "progress", "rect", "section", "span", "strong", "summary", "svg"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
    *("datalist", "dd", "dl", "dt", "input", "label", "nav", "option", "select"),
}


class Tags(HTMLParser):
    """Collects tags, attributes and text, as a browser would find them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.sources: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.sources += [value or "" for name, value in attrs if name == "src"]

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(page: str) -> None:
    found = Tags(page)
    assert found.tags <= ALLOWED
    assert not {a for a in found.attributes if a.startswith("on") or a in ("href", "style")}
    # Pictures are those of pages, by the id of their document.
    assert all(re.fullmatch(r"pages/\w+/\d+/\d+\.png", source) for source in found.sources)


def passage(text: str = "One. Two. Three.", start: int = 100, source: str = "a.pdf") -> Passage:
    return Passage(
        text, "d", 1, source, 3, 4, "iii", ("Part", "Chapter"), start, start + len(text), 0.5
    )


def citation(quote: str = "Two.", start: int = 105, *, verified: bool = True) -> Citation:
    headings = ("Part", "Chapter")
    end = start + len(quote)
    return Citation(1, "a.pdf", 3, 3, "iii", headings, quote, start, end, 0.9, verified)


def answered(
    text: str = "It is two [1].",
    citations: tuple[Citation, ...] = (citation(),),
    passages: tuple[Passage, ...] = (passage(),),
    *,
    refused: bool = False,
) -> Session:
    ledger = Ledger(1, 0, 1, 1, 1, 100, 1, 0)
    timings = {"total": 1.25}
    answer = Answer(
        text, citations, refused, "q", "q", ledger, timings, "model", 0, "stop", passages
    )
    exchange = Exchange(Asked("q"), passages=passages, text=text, answer=answer)
    return Session(language="en", exchanges=[exchange], shown=0)


def test_documents_that_changed_since_are_named_under_the_answer() -> None:
    session = answered()
    session.exchanges[0].changed = (
        Difference("changed", "<b>.pdf", "1", "2"),
        Difference("removed", "c.pdf", "1"),
    )
    page = conversation_html(session, EN, documents=1)
    assert "&lt;b&gt;.pdf was changed after this answer" in page
    assert "c.pdf was removed after this answer" in page


def test_sentences_without_support_are_marked_and_counted() -> None:
    session = answered()
    exchange = session.exchanges[0]
    assert exchange.answer is not None
    exchange.answer = replace(exchange.answer, unsupported=((0, 3),), id="0a1b2c3d")
    page = conversation_html(session, EN, documents=1)
    assert '<span class="unsupported"' in page
    assert "Sentences without support in the documents: 1" in page
    assert "Kept as 0a1b2c3d" in page


def test_documents_with_pages_without_text_are_told_under_the_answer() -> None:
    session = answered()
    exchange = session.exchanges[0]
    assert exchange.answer is not None
    exchange.answer = replace(exchange.answer, unread=(Unread("<b>.pdf", 40, 12),))
    page = conversation_html(session, EN, documents=1)
    assert "&lt;b&gt;.pdf: 12 of 40 pages have no text and were not searched" in page
    exchange.answer = replace(exchange.answer, unread=(Unread("a.pdf", 40, 1),))
    page = conversation_html(session, EN, documents=1)
    assert "a.pdf: 1 of 40 pages has no text and was not searched" in page


@pytest.mark.parametrize("texts", [EN, ZH])
def test_hostile_text_from_anywhere_is_only_text(texts: WebTexts) -> None:
    hostile_passage = Passage(
        HOSTILE, "d", 1, HOSTILE, 1, 1, HOSTILE, (HOSTILE,), 0, len(HOSTILE), 1
    )
    cited = Citation(1, HOSTILE, 1, 2, HOSTILE, (HOSTILE,), HOSTILE, 0, 9, 1, False)
    session = answered(HOSTILE + "[1]", (cited,), (hostile_passage,))
    session.exchanges[0].rewritten = HOSTILE
    session.open(0, citation=0, passage=0)
    pages = [
        conversation_html(session, texts, documents=1),
        citations_html(session, texts),
        passage_html(session, texts),
        error_html(QuestionError(HOSTILE), texts),
    ]
    for page in pages:
        assert_harmless(page)
        assert HOSTILE in Tags(page).text


@pytest.mark.parametrize(
    ("exchange", "shown"),
    [
        (Exchange(Asked("q")), EN.searching),
        (Exchange(Asked("q"), passages=(passage(),)), counted(EN.reading, 1)),
        (Exchange(Asked("q"), rewritten="whole q"), EN.rewritten.format(question="whole q")),
        (Exchange(Asked("q"), text="half", stopped=True), EN.stopped),
        (Exchange(Asked("q"), error=QuestionError("Wait.", "请等。")), "Wait."),
    ],
)
def test_an_exchange_says_what_it_is_doing(exchange: Exchange, shown: str) -> None:
    page = conversation_html(Session(exchanges=[exchange], shown=0), EN, documents=1)
    assert shown in Tags(page).text
    assert f'aria-busy="{"true" if exchange.running else "false"}"' in page


def test_an_empty_page_says_what_to_do_first() -> None:
    empty = conversation_html(Session(), ZH, documents=0)
    assert ZH.welcome_empty in empty
    assert 'data-action="documents"' in empty
    ready = conversation_html(Session(), ZH, documents=7)
    assert counted(ZH.have_documents, 7) in ready


def test_the_notice_tells_how_to_get_a_model_only_while_there_is_none() -> None:
    assert "ragqa models" in notice_html("", "", ZH)
    assert notice_html("mixtral", "", ZH) == ""


def test_a_model_on_another_machine_is_named_where_one_asks() -> None:
    assert "发送到模型服务器 &lt;gpu&gt;。" in notice_html("mixtral", "<gpu>", ZH)


def test_while_an_answer_grows_the_page_only_grows_too() -> None:
    session = answered()
    asked = session.ask("And why?")
    asked.passages = (passage(),)
    seen: list[str] = []
    for piece in ("Because", " it is <b>\n\n", "so", " & 因为如此。"):
        asked.text += piece
        seen.append(conversation_html(session, EN, documents=1))
    for before, after in itertools.pairwise(seen):
        assert after.startswith(before)
        assert len(after) - len(before) < 40
    asked.stopped = True
    assert conversation_html(session, EN, documents=1).endswith("</article></div>")

"""The chain: a question goes in, events come out, the last one is the answer.

How it is called, as any LangChain Runnable, is in ``ragqa.answer.runnable``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any, cast

from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig, ensure_config

from ragqa.answer import prompts
from ragqa.answer.answering import (
    NO_OPTIONS,
    Reply,
    asking,
    checked,
    generated,
    kept,
    recorded,
    said,
)
from ragqa.answer.budget import Budget, Plan
from ragqa.answer.condensing import condense
from ragqa.answer.fence import Fence
from ragqa.answer.finding import Found, around, find
from ragqa.answer.overview import framed, listing, request_of
from ragqa.answer.runnable import EventRunnable, last
from ragqa.answer.summarizing import Summarizer, drafted
from ragqa.answer.whole import all_passages, the_document
from ragqa.clock import Clock
from ragqa.generation.estimate import counting
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.scope import EVERYWHERE, Scope, as_scope
from ragqa.search.evidence import Gate
from ragqa.store.kept.recorded import Record, Value, record_of
from ragqa.store.kept.records import Records
from ragqa.text.asked.requests import Request
from ragqa.text.language import Language, detect
from ragqa.types import Answer, Condensed, Event, Finished, Hit, Passage, Question, Retrieved, Token


class RagChain(EventRunnable):
    """Search, evidence gate, prompt within the context window, generation, checked citations.

    Args:
        retriever: Finds the chunks; its index also gives their neighbours.
        model: Any LangChain chat model; its tokenizer counts the budget, or an estimate.
        context_size: Context window of the model in tokens.
        answer_tokens: Tokens kept free for the answer.
        evidence: Decides whether the model is asked at all; None asks it whatever was found.
        seed: Of the model's sampler, for the record; None when nothing is sampled.
        wide: Whether the model writes and reads: it rewrites follow-ups, hits are grown to whole
            sections, and the best kept away from the middle. Quoting does none of it, and looks at
            each sentence by itself.
        records: Where answers are kept; None to keep none.
        made_with: Gives the settings that matter to the text, for the record, and the hash of the
            model's file, which may take a while.
        fence: Marks where passages begin and end; a new one unless given.
    """

    def __init__(
        self,
        retriever: HybridRetriever,
        model: BaseChatModel,
        *,
        context_size: int,
        answer_tokens: int,
        evidence: Gate | None,
        seed: int | None = None,
        wide: bool = False,
        records: Records | None = None,
        made_with: Callable[[], Mapping[str, Value]] = dict,
        fence: Fence | None = None,
    ) -> None:
        self.retriever = retriever
        self.model = model = counting(model)
        self.model_name = model.name or model._llm_type
        self._fence = fence or Fence()
        self._budget = Budget(
            model,
            context_size=context_size,
            answer_tokens=answer_tokens,
            wide=wide,
            fence=self._fence,
        )
        self._wide = wide
        self._evidence = evidence
        self.seed = seed
        self.records = records
        self.made_with = made_with

    def over(self, index: Index) -> RagChain:
        """The same chain over what somebody sees of its index (``Index.seen_by``)."""
        seen = copy(self)
        seen.retriever = self.retriever.model_copy(update={"index": index})
        return seen

    def close(self) -> None:
        """Give the files of the index and the model back; it cannot be asked any more."""
        self.retriever.close()
        if close := getattr(self.model, "close", None):
            close()

    def _events(
        self,
        question: Question,
        config: RunnableConfig,
        *,
        standalone: str = "",
        options: Mapping[str, Any] = NO_OPTIONS,
    ) -> Iterator[Event]:
        """The events of a question; ``standalone`` where it is known how to search for it."""
        question = replace(question, scope=question.scope.within(self.retriever.scope))
        whole = question.whole and self._wide
        about = None if whole else request_of(question, self.retriever.index)
        if about:  # whole documents; what is said of them is not kept
            wanted, question = about
            yield from (
                self._listing(wanted, question)
                if wanted.kind == "list"
                else self._summary(question, wanted.language, config, options, brief=True)
            )
            return
        clock = Clock()
        standalone, plan, weak = yield from self._planned(question, standalone, config, clock)
        clock.lap("pack")
        yield Retrieved(plan.passages)
        reply = Reply()
        if asked := not weak or (question.anyway and bool(plan.passages)):
            reply = yield from generated(self.model, plan.messages, config, clock, options)
        answer = self._answer(question, standalone, plan, reply, clock)
        answer = replace(answer, seed=options.get("seed", answer.seed), weak=weak)
        if not reply.text:
            yield Token(answer.text)

        def record() -> Record:
            made_with = {**self.made_with(), **recorded(options)}
            return record_of(answer, question, plan.turns, made_with, asked=asked)

        yield Finished(kept(answer, record, self.records, self.retriever.index))

    def _planned(
        self, question: Question, standalone: str, config: RunnableConfig, clock: Clock
    ) -> Generator[Condensed, None, tuple[str, Plan, bool]]:
        """What was searched for in the end, the prompt, and whether too little was found for it."""
        standalone = standalone or condense(question, self.model if self._wide else None, config)
        clock.lap("condense")
        if standalone != question.text:
            yield Condensed(standalone)
        if question.whole:
            return standalone, self.plan_whole(question, standalone, clock), False
        found = self._find(standalone, question, config, clock)
        clock.lap("search")
        if found.text != standalone:
            yield Condensed(found.text)
        near = around(self.retriever.index, found.hits, sections=self._wide)
        plan = self._budget.plan(question, found.hits, near, standalone=found.text)
        return found.text, plan, not found.enough

    def summarize(self, scope: Scope = EVERYWHERE, *, language: Language | None = None) -> Answer:
        """A summary with citations of all documents in ``scope``; see ``stream_summary``."""
        return last(self.stream_summary(scope, language=language))

    def stream_summary(
        self,
        scope: Scope = EVERYWHERE,
        *,
        language: Language | None = None,
        config: RunnableConfig | None = None,
    ) -> Generator[Event]:
        """The events of a summary: Reading…, Retrieved, Token, Finished.

        Without a language model it is made of the most central sentences. It is not kept. Closing
        the iterator stops the model.

        Args:
            scope: Which documents and pages; conditions of the retriever hold where it has none.
            language: Of the summary; None for that of the documents.
            config: For the callbacks of the model.

        Raises:
            UnknownSourceError: ``scope`` means nothing that is there.
            QuestionError: The context window is too small.
        """
        yield from self._summary(Question("", scope=scope), language, ensure_config(config))

    def _summary(
        self,
        question: Question,
        language: Language | None,
        config: RunnableConfig,
        options: Mapping[str, Any] = NO_OPTIONS,
        *,
        brief: bool = False,
    ) -> Generator[Event]:
        """As ``stream_summary``; a brief one does not read all of what is long, and says so."""
        clock = Clock()
        scope = as_scope(question.scope).within(self.retriever.scope)
        ask = asking(self.model, config, clock, options)
        embeddings = cast(Embeddings, self.retriever.index.embeddings)

        def by_model(language: Language) -> Summarizer:
            clock.lap("search")
            room, fence = self._budget.room, self._fence
            return Summarizer(self.model, ask, embeddings, room, language, fence, brief)

        index, maker = self.retriever.index, by_model if self._wide else None
        draft, read = yield from drafted(index, scope, language, maker, brief=brief)
        clock.lap("generate")
        yield Retrieved(draft.passages)
        plan = self._budget.unplanned(
            draft.passages, instructions=draft.instructions, prompt=draft.prompt
        )
        refusal = prompts.no_summary(read.language)
        reply = Reply(draft.text, draft.finish)
        answer = self._answer(question, question.text, plan, reply, clock, refusal=refusal)
        answer = framed(answer, read, draft, quoted=not self._wide, brief=brief)
        yield Token(answer.text)
        yield Finished(answer)

    def _listing(self, request: Request, question: Question) -> Iterator[Event]:
        text = listing(self.retriever.index, question.scope, request.language)
        plan = self._budget.unplanned((), instructions=0, prompt=0)
        answer = self._answer(question, question.text, plan, Reply(), Clock(), refusal=text)
        yield Token(text)
        yield Finished(replace(answer, refused=False, finish_reason="stop"))

    def again(self, record: Record, passages: Sequence[Passage] | None) -> Answer:
        """The answer to the question of a kept one, which is not kept itself.

        Args:
            record: The kept answer.
            passages: What the model is given, if it was asked; None to search anew.

        Raises:
            QuestionError: The prompt does not fit the context window.
            UnknownSourceError: Its scope means nothing any more.
        """
        question = record.to_question()
        config = ensure_config()
        if passages is None or not record.asked:
            unkept = copy(self)
            unkept.records = None
            return last(unkept._events(question, config, standalone=record.standalone))
        clock = Clock()
        plan = self._budget.plan_whole(
            question, passages, standalone=record.standalone, history=record.history
        )
        reply = said(generated(self.model, plan.messages, config, clock))
        return self._answer(question, record.standalone, plan, reply, clock)

    def plan_whole(
        self, question: Question, standalone: str = "", clock: Clock | None = None
    ) -> Plan:
        """The prompt with all of the one document that ``question`` is about.

        Raises:
            UnknownSourceError: There is no such document.
            QuestionError: Several fit, or it does not fit the context window.
        """
        index = self.retriever.index
        scope = question.scope.within(self.retriever.scope)
        passages = all_passages(index, [the_document(index, scope)], scope)
        if clock:
            clock.lap("search")
        return self._budget.plan_whole(question, passages, standalone=standalone)

    def has_evidence(self, text: str) -> bool:
        """Whether enough is found for a question, so that it would not be refused unasked."""
        return self._find(text, Question(text), ensure_config(), Clock()).enough

    def _find(self, text: str, asked: Question, config: RunnableConfig, clock: Clock) -> Found:
        def search(text: str, *, language: Language | None = None) -> list[Hit]:
            where = {"scope": asked.scope, "language": language}
            found = self.retriever.invoke(text, config, timings=clock.stages, **where)
            return [Hit.from_document(document) for document in found]

        scope = asked.scope.within(self.retriever.scope)
        language, gate = detect(asked.text), self._evidence
        return find(text, search, self.retriever.index, scope, language=language, gate=gate)

    def _answer(
        self,
        question: Question,
        standalone: str,
        plan: Plan,
        reply: Reply,
        clock: Clock,
        *,
        refusal: str = "",
    ) -> Answer:
        answer = checked(question, standalone, plan, reply, self.retriever.index, refusal=refusal)
        return replace(answer, timings=clock.total(), model=self.model_name, seed=self.seed)

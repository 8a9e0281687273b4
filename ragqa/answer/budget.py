"""Spending the context window: what of passages and history fits beside the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from ragqa.answer import prompts
from ragqa.answer.fence import Fence
from ragqa.errors import QuestionError
from ragqa.generation.estimate import estimates
from ragqa.search.context import Surroundings, fill, spread
from ragqa.text.language import Language, detect
from ragqa.types import Hit, Ledger, Passage, Question, Turn

_HISTORY_SHARE = 4
_SECTIONS_SHARE = 2  # what is read costs time: more than half is never filled up with sections


@dataclass(frozen=True, slots=True)
class Plan:
    """A prompt that fits.

    Attributes:
        messages: For the model.
        passages: As numbered in the prompt.
        spent: The ledger before generation.
        turns: The history that fits, oldest first.
    """

    messages: list[BaseMessage]
    passages: tuple[Passage, ...]
    spent: Ledger
    turns: tuple[Turn, ...] = ()

    def ledger(self, tokens_reused: int) -> Ledger:
        """The ledger with what the engine did not have to read again."""
        return replace(self.spent, tokens_reused=tokens_reused)


class Budget:
    """Plans prompts for one model.

    Args:
        model: Counts tokens with its own tokenizer.
        context_size: Its window in tokens.
        answer_tokens: Kept free for the answer.
        wide: Whether the best passages are kept away from the middle (``context.spread``).
        fence: Marks where passages begin and end; a new one unless given.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        context_size: int,
        answer_tokens: int,
        wide: bool = False,
        fence: Fence | None = None,
    ) -> None:
        self._model = model
        self._fence = fence or Fence()
        self._wide = wide
        self._estimated = estimates(model)
        self._context_size = context_size
        # A window of 512 with 512 reserved would leave nothing to answer from.
        self._reserved = min(answer_tokens, context_size // 2)

    def plan(
        self,
        question: Question,
        hits: Sequence[Hit],
        around: Mapping[str, Surroundings],
        *,
        standalone: str = "",
    ) -> Plan:
        """Fit the newest history and the best passages into the window.

        Args:
            question: As asked, with its history.
            hits: What search found, best first.
            around: By id of a hit, what stands around it.
            standalone: The question as it was searched for, when that differs.

        Raises:
            QuestionError: The question alone leaves no room for an answer.
        """
        language = detect(question.text)
        bare = self._tokens(self._messages(question, (), (), standalone))
        free = self.room - bare
        if free < 0:
            raise self._too_long(question, bare)
        history, history_tokens = self._newest(question.history, language, free // _HISTORY_SHARE)
        budget = free - history_tokens
        count = self._model.get_num_tokens
        while True:
            packed = fill(
                hits,
                around,
                budget=budget,
                section_budget=budget // _SECTIONS_SHARE,
                count_tokens=lambda p: count(prompts.numbered(1, p, language)) + 2,
            )
            shown = spread(packed.passages) if self._wide else packed.passages
            messages = self._messages(question, shown, history, standalone)
            whole = self._tokens(messages)
            over = whole - self.room
            if over <= 0:
                break
            # The parts were counted apart; the whole is what must fit.
            if budget > 0:
                budget = max(0, budget - over)
            else:
                history = history[1:]
        led = self._tokens(self._messages(question, (), history, standalone)) if history else bare
        ledger = self._ledger(
            question.text,
            bare=bare,
            history=led - bare,
            passages=whole - led,
            used=len(shown),
            left_out=packed.left_out,
        )
        return Plan(messages, shown, ledger, tuple(history))

    @property
    def room(self) -> int:
        """Tokens that a prompt may have."""
        return self._context_size - self._reserved

    def unplanned(self, passages: Sequence[Passage], *, instructions: int, prompt: int) -> Plan:
        """The plan of what was read in parts: of no prompt but the last.

        Args:
            passages: Of the last prompt.
            instructions: Tokens of that prompt without them; 0 where there was none.
            prompt: Tokens of that prompt.
        """
        ledger = self._ledger(
            "", bare=instructions, history=0, passages=prompt - instructions, used=len(passages)
        )
        return Plan([], tuple(passages), ledger)

    def plan_whole(
        self,
        question: Question,
        passages: Sequence[Passage],
        *,
        standalone: str = "",
        history: Sequence[Turn] | None = None,
    ) -> Plan:
        """A prompt with all of ``passages``, in their order, and the newest history that fits.

        Args:
            question: As asked, with its history.
            passages: Number 1 first.
            standalone: The question as it was searched for, when that differs.
            history: In place of the question's: exactly these turns.

        Raises:
            QuestionError: They do not fit; it says how many tokens are over.
        """
        given = self._tokens(self._messages(question, passages, (), standalone))
        free = self.room - given
        if free < 0:
            raise self._too_large(passages, given)
        turns = list(history or ())
        if history is None:
            turns, _ = self._newest(question.history, detect(question.text), free)
        while True:
            messages = self._messages(question, passages, turns, standalone)
            tokens = self._tokens(messages)
            if tokens <= self.room:
                break
            if history is not None:
                raise self._too_large(passages, tokens)
            turns = turns[1:]
        bare = self._tokens(self._messages(question, (), (), standalone))
        ledger = self._ledger(
            question.text,
            bare=bare,
            history=tokens - given,
            passages=given - bare,
            used=len(passages),
        )
        return Plan(messages, tuple(passages), ledger, tuple(turns))

    def _messages(
        self,
        question: Question,
        passages: Sequence[Passage],
        history: Sequence[Turn],
        standalone: str,
    ) -> list[BaseMessage]:
        return prompts.build(
            question.text,
            passages,
            history,
            detect(question.text),
            fence=self._fence,
            standalone=standalone,
        )

    def _tokens(self, messages: list[BaseMessage]) -> int:
        return self._model.get_num_tokens_from_messages(messages)

    def _newest(
        self, history: Sequence[Turn], language: Language, budget: int
    ) -> tuple[list[Turn], int]:
        """The newest turns that fit, oldest first, and their tokens."""
        kept: list[Turn] = []
        spent = 0
        words = prompts.closing_words(language)
        for turn in reversed(history):
            said = f"{words}{turn.question}", turn.answer
            tokens = sum(map(self._model.get_num_tokens, said)) + 16
            if spent + tokens > budget:
                break
            kept.append(turn)
            spent += tokens
        return kept[::-1], spent

    def _ledger(
        self,
        asked: str,
        *,
        bare: int,
        history: int,
        passages: int,
        used: int,
        left_out: int = 0,
    ) -> Ledger:
        """What each part adds to the prompt, ``bare`` without the others; together they are it."""
        question = min(bare, self._model.get_num_tokens(asked)) if asked else 0
        return Ledger(
            instructions=bare - question,
            history=history,
            passages=passages,
            question=question,
            reserved=self._reserved,
            context_size=self._context_size,
            passages_used=used,
            passages_left_out=left_out,
            estimated=self._estimated,
        )

    def _too_large(self, passages: Sequence[Passage], given: int) -> QuestionError:
        source = passages[0].source if passages else ""
        over = given - self.room
        return QuestionError(
            f"The whole of {source} takes a prompt of {given:,} tokens, {over:,} more than the "
            f"context window of {self._context_size:,} leaves beside an answer of "
            f"{self._reserved:,}; ask without --whole, keep to some --pages, or raise "
            "context_size.",
            f"{source} 全文的提示占 {given:,} 个 token，上下文窗口（{self._context_size:,}）"
            f"除去答案的 {self._reserved:,} 个后还差 {over:,} 个；"
            "请去掉 --whole，用 --pages 限定页码，"
            "或增大 context_size。",
        )

    def _too_long(self, question: Question, prompt: int) -> QuestionError:
        asked = self._model.get_num_tokens(question.text)
        return QuestionError(
            f"The question takes {asked:,} tokens and its prompt {prompt:,}, but the context "
            f"window of {self._context_size:,} leaves {self.room:,} beside an answer; shorten the "
            "question or raise context_size.",
            f"问题占 {asked:,} 个 token，提示共 {prompt:,} 个，而上下文窗口"
            f"（{self._context_size:,}）除去答案只剩 {self.room:,} 个；"
            "请缩短问题或增大 context_size。",
        )

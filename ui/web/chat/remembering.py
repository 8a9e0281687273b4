"""Exchanges of a tab as they are kept, and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from ragqa.errors import QuestionError
from ragqa.scope import EVERYWHERE, Scope, read_scope
from ragqa.store.kept.said import Said
from ui.web.chat.asking import MODES, Asked, Mode
from ui.web.chat.exchange import Exchange


def said_of(exchange: Exchange) -> Said:
    """As it is kept."""
    asked = exchange.asked
    return Said(
        question=asked.text,
        mode=asked.mode,
        scope=_plain(asked.scope),
        history=asked.history,
        rewritten=exchange.rewritten,
        text=exchange.text,
        passages=exchange.passages or (),
        answer=exchange.answer,
        removed=exchange.removed,
    )


def exchange_of(said: Said, number: int = -1) -> Exchange:
    """As it is shown again; what another version kept otherwise is as if it were the usual.

    Args:
        said: As it is kept.
        number: Under which.
    """
    mode: Mode = next((mode for mode in MODES if mode == said.mode), "answer")
    asked = Asked(said.question, mode, _scope(said.scope), said.history)
    found = mode == "search" and not said.removed
    return Exchange(
        asked,
        rewritten=said.rewritten,
        passages=said.passages,
        text=said.text,
        quotes=mode == "quotes",
        answer=said.answer,
        found=found,
        stopped=not (said.answer or found or said.removed),
        removed=said.removed,
        number=number,
    )


def _plain(scope: Scope) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(scope).items()
        if value
    }


def _scope(plain: Mapping[str, Any]) -> Scope:
    try:
        return read_scope(plain)
    except QuestionError:
        return EVERYWHERE

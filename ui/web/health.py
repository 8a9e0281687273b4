"""The Settings tab: what is loaded, how to get a model, and every part tried on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Event

import gradio as gr

from ui.doctor import Check, Live, examine
from ui.overview import chat_of, loaded, look, suggest
from ui.render.settings import settings_json
from ui.services import Services
from ui.texts import choose
from ui.texts.health import HealthTexts, health_texts
from ui.web.drawing import in_order
from ui.web.health_html import advice_html, checks_html, details_html, overview_html
from ui.web.job import Job
from ui.web.markup import escaped
from ui.web.page import CLICKS, WORK, Part, Updates, piece
from ui.web.session import Session
from ui.web.visiting import doing

TICK = 0.5  # seconds between two looks at a check that takes long


def build_health(services: Services, session: gr.State) -> Part:
    """Lay the tab out."""
    with gr.Column(elem_id="health"):
        overview = piece("overview")
        advice = piece("advice", CLICKS)
        with gr.Column(elem_id="health-card"):
            title = piece("health-title")
            start = gr.Button(variant="primary", elem_id="check", scale=0)
            checks = piece("checks")
        details = piece("details")

    @in_order
    def draw(current: Session) -> Updates:
        texts = health_texts(current.language)
        seen = look(services)
        settings = settings_json(loaded(services.settings), choose(current.language, {}))
        return {
            overview: overview_html(seen, texts),
            advice: "" if services.model else advice_html(suggest(services.settings), texts),
            title: (
                f"<h2>{escaped(texts.health_title)}</h2>"
                f'<p class="hint">{escaped(texts.health_hint)}</p>'
            ),
            start: gr.update(value=texts.check),
            checks: "",
            details: details_html(seen.versions, settings, texts),
        }

    @in_order
    def draw_checks(found: Sequence[Check], texts: HealthTexts, *, running: bool) -> Updates:
        return {checks: checks_html(found, texts, running=running)}

    @doing("configure")
    def check(current: Session) -> Iterator[Updates]:
        texts = health_texts(current.language)
        found: list[Check] = []
        yield {**draw_checks(found, texts, running=True), start: gr.update(interactive=False)}
        for each in checking(services, current.language).reports(TICK):
            if each is not None:
                found.append(each)
                yield draw_checks(found, texts, running=True)
        yield {**draw_checks(found, texts, running=False), start: gr.update(interactive=True)}

    start.click(check, session, [checks, start], **{**WORK, "trigger_mode": "once"})
    return Part((overview, advice, title, start, checks, details), draw)


def checking(services: Services, language: str) -> Job[Check]:
    """Try everything that is loaded, in a thread that ends with the check it is at."""
    live = Live(services.index, chat_of(services))
    texts = choose(language, {})

    def work(tell: Callable[[Check], None], stopped: Event) -> None:
        for each in examine(loaded(services.settings), texts, live=live):
            tell(each)
            if stopped.is_set():
                return

    return Job(work)

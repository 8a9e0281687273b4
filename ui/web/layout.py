"""How the parts make up the page, and its two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ragqa.access.identity import LOCAL, may
from ragqa.store.kept.conversations import owner_named
from ragqa.text.language import Language
from ui.services import Services
from ui.texts.health import health_texts
from ui.texts.login import login_texts
from ui.texts.web import EN, web_texts
from ui.web import alive
from ui.web.account import ACCOUNT, account_html
from ui.web.browser_id import browser_id
from ui.web.chat.chat import build_chat
from ui.web.drawing import in_order
from ui.web.health import build_health
from ui.web.language import KEEP, TAGS, language_for
from ui.web.library.arrivals import Arrivals
from ui.web.library.library import build_library
from ui.web.markup import escaped
from ui.web.page import LAST, QUICK, WORK, Part, Updates, piece
from ui.web.scripts import script
from ui.web.session import Session
from ui.web.visiting import doing, visitor

# For screen readers and the choice of glyphs, the whole page says which language it is in.
_LANGUAGE = """
const tell = () => {
  const heading = element.querySelector('[lang]');
  if (heading) document.documentElement.lang = heading.lang;
};
tell();
watch('value', tell);
"""


def lay_out(services: Services, arrivals: Arrivals) -> None:
    """Everything inside the blocks; ``arrivals`` has the files on their way in."""
    session = gr.State(Session())
    offline = piece("offline", script("alive.js"), alive.banner_html(EN))
    with gr.Row(elem_id="header"):
        title = piece("title", _LANGUAGE, _title("en"))
        language = gr.Radio(
            [("中文", "zh"), ("English", "en")],
            container=False,
            scale=0,
            min_width=170,
            elem_id="language",
        )
        account = piece("account", ACCOUNT)
    with gr.Tabs(selected="chat", elem_id="tabs") as tabs:
        with gr.Tab(EN.tab_chat, id="chat", elem_id="tab-chat") as chat_tab:
            chat = build_chat(services, session, tabs)
        with gr.Tab(EN.tab_documents, id="documents", elem_id="tab-documents") as library_tab:
            library = build_library(services, session, arrivals)
        with gr.Tab(health_texts("en").tab, id="settings", elem_id="tab-settings") as health_tab:
            health = build_health(services, session)
    _Page(
        offline, title, language, account, chat_tab, library_tab, health_tab, chat, library, health
    ).wire(session)


@dataclass(frozen=True, slots=True)
class _Page:
    """The pieces of the page: how they are drawn, and what happens when they are used.

    Attributes:
        offline: That the server is not there.
        title: The name of the page.
        language: That it speaks.
        account: Who has come in.
        chat_tab: What shows ``chat``, and so on.
        library_tab: As ``chat_tab``.
        health_tab: As ``chat_tab``.
        chat: What stands in the tab, and so on.
        library: As ``chat``.
        health: As ``chat``.
    """

    offline: gr.HTML
    title: gr.HTML
    language: gr.Radio
    account: gr.HTML
    chat_tab: gr.Tab
    library_tab: gr.Tab
    health_tab: gr.Tab
    chat: Part
    library: Part
    health: Part

    @property
    def components(self) -> list[Any]:
        """All that is drawn; of tabs gradio's types do not say that they can be."""
        head = [self.offline, self.title, self.account, self.language]
        tabs = [self.chat_tab, self.library_tab, self.health_tab]
        parts = (self.chat, self.library, self.health)
        return [*head, *tabs, *(each for part in parts for each in part.components)]

    def wire(self, session: gr.State) -> None:
        """Let each piece call what it is for."""
        every, chat = self.components, list(self.chat.components)
        loaded = gr.on(None, self.load, session, every, **QUICK)
        self.language.input(self.switch, [self.language, session], every, js=KEEP, **LAST)
        # Other tabs and the command line change the index too.
        library, health = list(self.library.components), list(self.health.components)
        self.library_tab.select(self.show_library, session, library, **QUICK)
        self.health_tab.select(self.show_health, session, health, **QUICK)
        shown = self.chat_tab.select(self.show_chat, session, [self.title, *chat], **QUICK)
        if (later := self.chat.later) is not None:
            for event in (loaded, shown):
                event.then(later.draw, session, list(later.components), **WORK)

    @in_order
    def _draw(self, current: Session) -> Updates:
        # Not the health of everything, which takes longer to find out: its tab asks for it.
        texts, health = web_texts(current.language), health_texts(current.language)
        # Settings and paths of the server are for those who may change them.
        knows = may(visitor(), "configure")
        return {
            self.offline: alive.banner_html(texts),
            self.title: _title(current.language),
            self.account: account_html(visitor(), login_texts(current.language)),
            self.language: gr.update(label=texts.language_label),
            self.chat_tab: gr.update(label=texts.tab_chat),
            self.library_tab: gr.update(label=texts.tab_documents),
            self.health_tab: gr.update(label=health.tab, visible=knows),
            **self.chat.draw(current),
            **self.library.draw(current),
        }

    @doing("read")
    def load(self, current: Session, request: gr.Request) -> Updates:
        """Draw the page for who has come."""
        browser = browser_id(request.request) if request.request else ""
        current.owner = browser if visitor() == LOCAL else owner_named(visitor().name)
        current.language = language_for(request.request)
        current.loaded = True
        label = web_texts(current.language).language_label
        chosen = gr.update(value=current.language, label=label)
        return {**self._draw(current), self.language: chosen}

    @doing("read")
    def show_chat(self, current: Session) -> Updates:
        """Draw the chat when it is come back to."""
        if not current.away:
            # Gradio selects the first tab while it loads the page. What is drawn for that may come
            # after what a quick visitor has asked, opened or chosen.
            return {self.title: gr.skip()}
        current.away = False
        return self.chat.draw(current)

    @doing("read")
    def show_library(self, current: Session) -> Updates:
        """Draw the library."""
        current.away = True
        return self.library.draw(current)

    @doing("configure")
    def show_health(self, current: Session) -> Updates:
        """Draw what is loaded."""
        current.away = True
        return self.health.draw(current)

    @doing("read")
    def switch(self, chosen: str, current: Session) -> Updates:
        """Speak the other language."""
        current.language = "zh" if chosen == "zh" else "en"
        knows = may(visitor(), "configure")
        return {**self._draw(current), **(self.health.draw(current) if knows else {})}


def _title(language: Language) -> str:
    """The name of the page, and what it is."""
    tagline = escaped(web_texts(language).tagline)
    return f'<h1 lang="{TAGS[language]}">ragqa</h1><p>{tagline}</p>'

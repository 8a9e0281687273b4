"""How the parts make up the page, and its two languages."""

from __future__ import annotations

import gradio as gr

from ragqa.access.identity import LOCAL, may
from ragqa.store.conversations import owner_named
from ragqa.text.language import Language
from ui.services import Services
from ui.texts.health import health_texts
from ui.texts.login import login_texts
from ui.texts.web import EN, web_texts
from ui.web import alive
from ui.web.account import ACCOUNT, account_html
from ui.web.arrivals import Arrivals
from ui.web.browser_id import browser_id
from ui.web.chat import build_chat
from ui.web.health import build_health
from ui.web.language import KEEP, language_for
from ui.web.library import build_library
from ui.web.markup import escaped
from ui.web.page import QUICK, WORK, Updates, piece
from ui.web.session import Session
from ui.web.visiting import doing, visitor

_TAGS = {"zh": "zh-CN", "en": "en"}

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
    offline = piece("offline", alive.script(), alive.banner_html(EN))
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

    def draw(current: Session) -> Updates:
        # Not the health of everything, which takes longer to find out: its tab asks for it.
        texts = web_texts(current.language)
        # Settings and paths of the server are for those who may change them.
        knows = may(visitor(), "configure")
        return {
            offline: alive.banner_html(texts),
            title: _title(current.language),
            account: account_html(visitor(), login_texts(current.language)),
            language: gr.update(value=current.language, label=texts.language_label),
            chat_tab: gr.update(label=texts.tab_chat),
            library_tab: gr.update(label=texts.tab_documents),
            health_tab: gr.update(label=health_texts(current.language).tab, visible=knows),
            **chat.draw(current),
            **library.draw(current),
        }

    @doing("read")
    def load(current: Session, request: gr.Request) -> Updates:
        browser = browser_id(request.request) if request.request else ""
        current.owner = browser if visitor() == LOCAL else owner_named(visitor().name)
        current.language = language_for(request.request)
        current.loaded = True
        return draw(current)

    @doing("read")
    def show_chat(current: Session) -> Updates:
        if not current.away:
            # Gradio selects the first tab while it loads the page. What is drawn for that may come
            # after what a quick visitor has asked, opened or chosen.
            return {title: gr.skip()}
        current.away = False
        return chat.draw(current)

    @doing("read")
    def show_library(current: Session) -> Updates:
        current.away = True
        return library.draw(current)

    @doing("configure")
    def show_health(current: Session) -> Updates:
        current.away = True
        return health.draw(current)

    @doing("read")
    def switch(chosen: str, current: Session) -> Updates:
        current.language = "zh" if chosen == "zh" else "en"
        knows = may(visitor(), "configure")
        return {**draw(current), **(health.draw(current) if knows else {})}

    tab_labels = [chat_tab, library_tab, health_tab]
    parts = [*chat.components, *library.components, *health.components]
    every = [offline, title, account, language, *tab_labels, *parts]
    loaded = gr.on(None, load, session, every, **QUICK)
    language.input(switch, [language, session], every, js=KEEP, **QUICK)
    # Other tabs and the command line change the index too.
    library_tab.select(show_library, session, list(library.components), **QUICK)
    health_tab.select(show_health, session, list(health.components), **QUICK)
    shown = chat_tab.select(show_chat, session, [title, *chat.components], **QUICK)
    if chat.later is not None:
        for event in (loaded, shown):
            event.then(chat.later.draw, session, list(chat.later.components), **WORK)


def _title(language: Language) -> str:
    """The name of the page, and what it is."""
    tagline = escaped(web_texts(language).tagline)
    return f'<h1 lang="{_TAGS[language]}">ragqa</h1><p>{tagline}</p>'

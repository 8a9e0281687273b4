"""The browser page: composition, security settings, and ``serve``.

gradio is imported when the page is built: it takes seconds, and ``quiet`` must come first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ragqa.store.scratch import Scratch
from ui import serving
from ui.access import host_names, open_accounts, open_audit
from ui.quiet import quiet
from ui.services import Services
from ui.web.emptying import emptying
from ui.web.scripts import ASSETS
from ui.web.server import Running

if TYPE_CHECKING:
    import gradio as gr
    from starlette.applications import Starlette

    from ragqa.settings import Settings
    from ui.web.library.arrivals import Arrivals

STYLES = ("style.css", "pieces.css", "chat.css", "answer.css", "library.css", "health.css")
_RECEIVED = "GRADIO_TEMP_DIR"


def serve(settings: Settings, *, open_browser: bool, announce: Callable[[str], None]) -> None:
    """Serve the page until interrupted. Raises as ``ui.serving.serve``.

    Args:
        settings: All of them.
        open_browser: Whether to open the page in the user's browser.
        announce: Called with the page's address once it answers.
    """

    def tell(url: str) -> None:
        announce(url)
        if open_browser:
            import webbrowser

            webbrowser.open(url)

    serving.serve(settings, start, needs="password", announce=tell)


def start(services: Services, *, port: int) -> Running:
    """Serve the page in a thread. Raises as ``ui.serving.started``."""
    from ui.web.library.arrivals import Arrivals

    quiet()
    # gradio sums up all events so far after each one, for a page that is off here.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)

    def put_together(opened: ExitStack) -> Starlette:
        arrivals = Arrivals(opened.enter_context(received()))
        opened.enter_context(emptying(services, arrivals.sweep))
        return application(services, arrivals)

    return serving.started(services, port, put_together)


@contextmanager
def received() -> Iterator[Path]:
    """A folder of this run alone for files on their way in; it is deleted in the end."""
    before = os.environ.get(_RECEIVED)
    with Scratch() as folder:
        os.environ[_RECEIVED] = str(folder)
        try:
            yield folder
        finally:
            os.environ.pop(_RECEIVED)
            if before is not None:
                os.environ[_RECEIVED] = before


def application(services: Services, arrivals: Arrivals) -> Starlette:
    """The page behind its guards; ``arrivals`` has the files on their way in."""
    from gradio import mount_gradio_app
    from starlette.applications import Starlette
    from starlette.middleware import Middleware

    from ui.known_hosts import KnownHosts
    from ui.web.alive import alive_route
    from ui.web.browser_id import BrowserId
    from ui.web.chat.page_images import page_route
    from ui.web.entrance import Entrance, identifier
    from ui.web.guard import Guard, foreign_site, unknown_host
    from ui.web.language import Languages
    from ui.web.library.arrivals import arrival_routes
    from ui.web.unprinted import print_no_errors
    from ui.web.visiting import Visited, Visitors

    names = host_names(services.settings)
    audit = open_audit(services.settings)
    accounts = open_accounts(services.settings, audit)
    blocks = build(cast("Services", Visited(services)), arrivals)
    Visitors(services, identifier(accounts), audit).guard(blocks)
    print_no_errors(blocks)
    # gradio looks at the paths that a visitor sends only when it has started the server itself.
    blocks.has_launched = True
    outer = Starlette(
        routes=[
            alive_route(),
            page_route(services),
            *arrival_routes(arrivals, services.settings.max_file_mb * 1024**2),
        ],
        middleware=[
            Middleware(Languages, setting=services.settings.language),
            Middleware(Guard, refuse=foreign_site),
            Middleware(KnownHosts, names=names, refuse=unknown_host),
            Middleware(Entrance, accounts=accounts, handlers=frozenset(blocks.fns)),
            Middleware(BrowserId),
        ],
    )
    mount_gradio_app(cast("Any", outer), blocks, "/", **mount_options(services))
    return outer


def mount_options(services: Services) -> dict[str, Any]:
    """Everything gradio could do that a private page should not is off."""
    from ui.web.theme import theme

    return {
        "root_path": "",
        "show_error": False,
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "pwa": False,
        "ssr_mode": False,
        "allowed_paths": [],
        "blocked_paths": [str(services.index.folder.resolve())],
        "max_file_size": services.settings.max_file_mb * 1024**2,
        "app_kwargs": {"docs_url": None, "redoc_url": None, "openapi_url": None},
        "theme": theme(),
        "css_paths": [ASSETS / name for name in STYLES],
    }


def build(services: Services, arrivals: Arrivals) -> gr.Blocks:
    """The page as gradio blocks; all state is per tab."""
    import gradio as gr

    from ui.web.layout import lay_out

    blocks = gr.Blocks(title="ragqa", analytics_enabled=False, fill_width=True)
    with blocks:
        lay_out(services, arrivals)
    _tell_no_progress(blocks)
    return blocks


def _tell_no_progress(blocks: gr.Blocks) -> None:
    """Have no component told how far an event is, which none of them shows.

    With each step of an answer gradio tells it to all that this event may draw and all that any
    other one has drawn so far, and for one with others in it reads all these before: with that, a
    browser is more than twice as busy while an answer comes, a slow one too busy to hear a click.
    """
    someone = next(each for each in blocks.blocks.values() if each.elem_id == "title")
    for wired in blocks.fns.values():
        wired.show_progress_on = [cast("Any", someone)]
